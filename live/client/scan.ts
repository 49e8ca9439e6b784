// What has to be looked for after each change.
import { mount } from "./hook";
import { seen } from "./listen";

const observer = new IntersectionObserver((entries) => {
  for (const e of entries) if (e.isIntersecting) seen(e.target);
});

export function scan() {
  mount();
  observer.disconnect();
  for (const el of document.querySelectorAll('[data-on*="visible:"]')) observer.observe(el);
}
