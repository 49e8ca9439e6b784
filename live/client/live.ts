// The client of a live page. It sends what the visitor does, shows what the server answers, and keeps
// what the visitor has typed, chosen or opened.
import { connect, send, tellServer } from "./line";
import { listen } from "./listen";
import { apply } from "./frame";
import { restore } from "./history";
import { stored } from "./storage";
import { hook } from "./hook";
import { scan } from "./scan";

// For scripts of a page's author.
(window as any).live = {
  hook,
  // tell calls the handler of OnTold(name, …) on the element, or on the nearest one around it.
  tell: (el: Element, name: string, data: string) => tellServer(el, "told-" + name, [["value", data]]),
};

listen();
connect(apply);
restore();
stored(send);
scan();
