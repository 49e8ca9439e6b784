// Scripts of the page's author, and the elements they are for.
type Hook = { mounted?(el: Element): void; updated?(el: Element): void; removed?(el: Element): void; told?(el: Element, data: string): void };

const hooks: Record<string, Hook> = {};
const mounted = new Map<Element, Hook>();

export function hook(name: string, h: Hook) {
  hooks[name] = h;
  mount();
}

// mount tells the scripts which elements have come and gone.
export function mount() {
  for (const [el, h] of mounted)
    if (!el.isConnected) {
      mounted.delete(el);
      h.removed?.(el);
    } else h.updated?.(el);
  for (const name in hooks)
    for (const el of document.querySelectorAll(`[data-hook="${CSS.escape(name)}"]`))
      if (!mounted.has(el)) {
        mounted.set(el, hooks[name]);
        hooks[name].mounted?.(el);
      }
}

export function told(name: string, data: string) {
  for (const [el, h] of mounted) if (h === hooks[name]) h.told?.(el, data);
}
