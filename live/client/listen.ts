// What the visitor does. One listener for each kind of event hears of all elements, also of those
// that come later.
import { type Bound, boundTo } from "./bound";
import { type Pair, send, visit } from "./line";
import { navigate } from "./history";
import { step } from "./steps";
import { filesOf, submitFiles, upload } from "./upload";

const busy = new Set<string>(); // references that wait for their answer and take no more
const later = new Map<string, { timer: number; go: () => void }>(); // debounced and throttled
const quiet = new Map<string, number>(); // throttled, until when

export function listen() {
  for (const kind of ["click", "dblclick", "submit", "change", "input", "keydown", "focusin", "focusout"])
    document.addEventListener(kind, hear, kind === "submit" ? { capture: false } : undefined);
}

function hear(e: Event) {
  if (e.defaultPrevented || (e as KeyboardEvent).isComposing && e.type === "keydown") return; // what is composed is no key yet
  for (let el = e.target as Element | null; el; el = el.parentElement) {
    for (const part of el.getAttribute("data-do")?.split("|") ?? []) {
      const [kind, ...words] = part.split(" ");
      if (kind === e.type) step(words.map(decodeURIComponent));
    }
    const all = boundTo(el, e.type);
    if (e.type === "change" && files(el)) return;
    const bound = e.type === "keydown" ? all.filter((b) => b.flags.k === keyOf(e as KeyboardEvent)) : all;
    if (!bound.length) continue;
    if (e.type === "submit" || e.type === "keydown" || el.closest("a[href],button")) e.preventDefault();
    for (const b of bound) plan(b, e);
    return;
  }
  if (e.type === "click") navigate(e as MouseEvent);
}

// keyOf is the name of a key, with those that were held.
function keyOf(e: KeyboardEvent) {
  return (e.ctrlKey || e.metaKey ? "ctrl+" : "") + (e.altKey ? "alt+" : "") + e.key;
}

// files takes the files that were chosen in an input with a handler for them.
function files(el: Element) {
  const [b] = boundTo(el, "upload");
  if (b) upload(el as HTMLInputElement, b.ref);
  return !!b;
}

// plan sends an event now, or when its handler wants it.
function plan(b: Bound, e: Event) {
  const { d, t, o, c } = b.flags;
  if (c !== undefined && !confirm(c)) return;
  if (busy.has(b.ref)) return;
  const go = () => {
    later.delete(b.ref);
    flush(b.ref);
    deliver(b, e);
  };
  clearTimeout(later.get(b.ref)?.timer);
  if (d) return wait(b.ref, +d, go);
  if (t) {
    const until = quiet.get(b.ref) ?? 0;
    const now = Date.now();
    if (now < until) return wait(b.ref, until - now, () => (quiet.set(b.ref, Date.now() + +t), go()));
    quiet.set(b.ref, now + +t);
  }
  if (o !== undefined) busy.add(b.ref);
  go();
}

function wait(ref: string, ms: number, go: () => void) {
  later.set(ref, { timer: setTimeout(go, ms) as any, go });
}

// flush sends what was held back, before something that came later.
function flush(except: string) {
  for (const [ref, l] of later)
    if (ref !== except) {
      clearTimeout(l.timer);
      l.go();
    }
}

function deliver(b: Bound, e: Event) {
  const form = e.type === "submit" ? (b.el as HTMLFormElement) : null;
  const button = form && ((e as SubmitEvent).submitter as HTMLButtonElement | null);
  const element = form ?? b.el;
  if (form) {
    busy.add(b.ref);
    hold(element); // its button is not disabled: it would lose the keyboard
    const data = new FormData(form, button);
    if (filesOf(data)) {
      submitFiles(`?live=${visit}.${b.ref}`, data, form, () => release(b.ref, element));
      return;
    }
    send({ r: b.ref, d: pairs(data) }, () => release(b.ref, element));
    return;
  }
  hold(element);
  send({ r: b.ref, d: valueOf(e, b) }, () => release(b.ref, element));
}

function hold(el: Element) {
  el.setAttribute("aria-busy", "true");
}

function release(ref: string, el: Element) {
  busy.delete(ref);
  el.removeAttribute("aria-busy");
}

const pairs = (data: FormData) => [...data].filter(([, v]) => typeof v === "string") as Pair[];

// valueOf is what goes with an event: the form, or the value of the field.
function valueOf(e: Event, b: Bound): Pair[] {
  const el = e.target as HTMLInputElement & HTMLSelectElement;
  if (b.flags.a) return [["arg", b.flags.a]];
  if (b.flags.f !== undefined) return pairs(new FormData(el.form ?? (b.el as HTMLFormElement)));
  if (e.type !== "change" && e.type !== "input") return [];
  if (el.type === "checkbox") return [["value", el.checked ? el.value : ""]];
  if (el.multiple && el.options) return [...el.selectedOptions].map((o) => ["value", o.value]);
  return [["value", el.value]];
}

// seen is called for what has come into sight.
export function seen(el: Element) {
  for (const b of boundTo(el, "visible"))
    if (!busy.has(b.ref)) {
      busy.add(b.ref);
      send({ r: b.ref }, () => busy.delete(b.ref));
    }
}
