// What is bound to an element: data-on="event:reference:flag:flag …".
export type Bound = { el: Element; ref: string; flags: Record<string, string> };

export function boundTo(el: Element, kind: string): Bound[] {
  const list: Bound[] = [];
  for (const token of el.getAttribute("data-on")?.split(" ") ?? []) {
    const [event, ref, ...rest] = token.split(":");
    if (event !== kind) continue;
    const flags: Record<string, string> = {};
    for (const f of rest) flags[f[0]] = decodeURIComponent(f.slice(1));
    list.push({ el, ref, flags });
  }
  return list;
}

export function refOf(el: Element | null, kind: string): string | undefined {
  for (; el; el = el.parentElement) {
    const b = boundTo(el, kind)[0];
    if (b) return b.ref;
  }
}
