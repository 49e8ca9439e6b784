// Navigation without a reload. Each entry of the browser's history knows how far down the visitor was.
import { connected, send } from "./line";

let here = location.pathname + location.search;

export function navigate(e: MouseEvent) {
  const a = (e.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
  if (!a || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  if (a.target || a.hasAttribute("download") || a.closest("[data-reload]") || a.origin !== location.origin || !connected()) return;
  const url = a.pathname + a.search;
  if (a.hash && url === here) return;
  e.preventDefault();
  a.setAttribute("aria-busy", "true");
  send({ t: "nav", d: [["url", url + a.hash], ["mode", "push"]] }, () => a.removeAttribute("aria-busy"));
}

export function restore() {
  addEventListener("popstate", () => {
    const url = location.pathname + location.search;
    if (url === here) return;
    here = url;
    if (connected()) send({ t: "nav", d: [["url", url], ["mode", "pop"]] });
    else location.reload();
  });
  let timer = 0;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(() => history.replaceState({ y: scrollY }, ""), 100) as any;
  });
}

// address changes what stands in the address bar, after the page has been shown.
export function address(kind: string, url: string, mode: string) {
  const pop = mode === "pop";
  history.scrollRestoration = "manual";
  if (!pop || url !== location.pathname + location.search + location.hash) {
    if (mode === "replace" || pop) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }
  here = location.pathname + location.search;
  if (kind === "url") return;
  document.querySelectorAll<HTMLElement>(":popover-open").forEach((p) => p.hidePopover()); // such as the menu that led here
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
  else scrollTo(0, (pop && history.state?.y) || 0);
}
