// What the server can have the browser do, beside changing the page.
import { address } from "./history";
import { told } from "./hook";
import { put } from "./storage";
import { patch } from "./frame";
import { close } from "./line";
import { scan } from "./scan";
import { step } from "./steps";

const el = (id: string) => document.getElementById(id) as any;

export function command([name, ...w]: string[]) {
  switch (name) {
    case "title":
      document.title = w[0];
      break;
    case "toast":
      toast(w[0], w[1]);
      break;
    case "scroll":
      el(w[0])?.scrollIntoView();
      break;
    case "value":
      if (el(w[0])) el(w[0]).value = w[1];
      break;
    case "reset":
      el(w[0])?.reset();
      break;
    case "sent": {
      const form = document.querySelector<HTMLFormElement>(`form[data-on*="submit:${w[0]}"]`);
      if (form && !/submit:[^ ]*:s( |:|$)/.test(form.dataset.on!)) form.reset();
      break;
    }
    case "download": {
      const a = document.createElement("a");
      a.href = w[0];
      a.download = w[1];
      a.dataset.reload = "";
      a.click();
      break;
    }
    case "append":
    case "prepend":
    case "replace":
      row(name, w);
      break;
    case "remove":
      el(w[0])?.remove();
      break;
    case "clear":
      el(w[0])?.replaceChildren();
      break;
    case "load":
      close(); // what the server says of this page now would only stop the way to the next
      location.assign(w[0]);
      break;
    case "copy":
      navigator.clipboard?.writeText(w[0]);
      break;
    case "page":
    case "url":
      address(name, w[0], w[1]);
      break;
    case "store":
      put(w[0], w[1], w[2]);
      break;
    case "tell":
      told(w[0], w[1]);
      break;
    case "failure":
      failure(w[0]);
      break;
    default:
      step([name, ...w]);
  }
}

// row puts a row into a list, or shows it anew where it is.
function row(how: string, [list, html, id]: string[]) {
  const old = el(id);
  if (old && patch(id, html)) return scan();
  const t = document.createElement("template");
  t.innerHTML = html;
  if (how !== "replace") el(list)?.[how](t.content);
  scan();
}

function toast(kind: string, text: string) {
  const t = document.createElement("div");
  t.className = "live-toast";
  t.dataset.kind = kind;
  t.textContent = text;
  el("live-toasts")?.append(t);
  setTimeout(() => t.remove(), 6e3);
}

// failure shows the author of the program what has failed.
function failure(text: string) {
  const p = document.createElement("pre");
  p.id = "live-failure";
  p.textContent = text;
  p.onclick = () => p.remove();
  document.body.append(p);
}
