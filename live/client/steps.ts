// What the browser does by itself. What it has shown, hidden or given a class stays so when the
// server changes the element.
import { cancel } from "./upload";

type Kept = { hidden?: boolean; classes: Record<string, boolean> };
const kept = new WeakMap<Element, Kept>();

export function step([name, id, word, on]: string[]) {
  const el = document.getElementById(id) as any;
  if (!el) return;
  const k = kept.get(el) ?? { classes: {} };
  switch (name) {
    case "show":
    case "hide":
    case "toggle":
      k.hidden = el.hidden = name === "toggle" ? !el.hidden : name === "hide";
      break;
    case "class":
      k.classes[word] = el.classList.toggle(word, on === undefined ? undefined : on === "1");
      break;
    case "dialog":
      el.open || el.showModal?.();
      return;
    case "close":
      el.close?.();
      return;
    case "cancel":
      cancel(id);
      return;
    case "focus":
      el.focus();
      return;
  }
  kept.set(el, k);
}

export function keepSteps(old: Element, fresh: any) {
  const k = kept.get(old);
  if (!k) return;
  if (k.hidden !== undefined) fresh.hidden = k.hidden;
  for (const c in k.classes) fresh.classList.toggle(c, k.classes[c]);
}
