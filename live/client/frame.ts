// What the server says: regions that have changed, and commands.
import { Idiomorph } from "./idiomorph/idiomorph.esm.js";
import { command } from "./command";
import { type Frame, resync } from "./line";
import { keepSteps } from "./steps";
import { scan } from "./scan";

export function apply(f: Frame) {
  for (const [id, html] of f.p ?? [])
    if (!patch(id, html)) return resync();
  if (f.p) scan();
  for (const c of f.c ?? []) command(c);
}

export function patch(id: string, html: string) {
  const old = document.getElementById(id);
  if (!old) return false;
  const t = document.createElement("template");
  const drawn = old instanceof SVGElement && old.tagName !== "svg";
  t.innerHTML = drawn ? `<svg>${html}</svg>` : html;
  const fresh = drawn ? t.content.firstElementChild!.firstElementChild! : t.content.firstElementChild!;
  Idiomorph.morph(old, fresh, {
    morphStyle: "outerHTML",
    restoreFocus: true,
    ignoreActiveValue: typing(document.activeElement),
    callbacks: { beforeNodeMorphed, beforeAttributeUpdated },
  });
  return true;
}

// typing says whether somebody types in an element. Of any other one with the focus, such as a
// button, all may change.
function typing(el: any) {
  return !!el && (el.tagName === "TEXTAREA" || (el.tagName === "INPUT" && el.type !== "checkbox" && el.type !== "radio"));
}

function beforeNodeMorphed(old: any, fresh: any) {
  if (old.nodeType !== 1) return true;
  if (fresh.hasAttribute("data-keep") || old.hasAttribute("data-ignore")) return false;
  keepSteps(old, fresh);
  keepValue(old, fresh);
  return !old.isEqualNode(fresh);
}

// keepValue keeps what the visitor has done to a field, if the server says of it what it said
// before.
function keepValue(old: any, fresh: any) {
  switch (old.tagName) {
    case "INPUT":
      if (old.type === "checkbox" || old.type === "radio") {
        if (old.defaultChecked === fresh.defaultChecked) fresh.checked = old.checked;
      } else if (old.type !== "file" && old.getAttribute("value") === fresh.getAttribute("value")) fresh.value = old.value;
      break;
    case "TEXTAREA":
      if (old.defaultValue === fresh.defaultValue) fresh.value = old.value;
      break;
    case "SELECT":
      if (chosen(old) === chosen(fresh)) for (const o of fresh.options) o.selected = [...old.selectedOptions].some((s: any) => s.value === o.value);
  }
}

const chosen = (s: any) => [...s.options].filter((o: any) => o.defaultSelected).map((o: any) => o.value).join();

function beforeAttributeUpdated(name: string, el: any, _: string) {
  if (name === "open" && (el.tagName === "DETAILS" || el.tagName === "DIALOG")) return false;
  return !(name === "value" && !el.hasAttribute("value") && _ === "remove"); // nothing was said, and nothing is
}
