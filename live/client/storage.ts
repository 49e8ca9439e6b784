// Fields of the page that this browser keeps.
import type { Pair } from "./line";

const key = "live."; // before the name of a field
const places: Record<string, Storage> = { local: localStorage, session: sessionStorage };

export function put(where: string, name: string, value: string) {
  if (where === "cookie") document.cookie = value;
  places[where]?.setItem(key + name, value);
}

// stored tells the server what is kept here, now and when another tab changes it.
export function stored(send: (e: { t: string; d: Pair[] }) => void) {
  const d: Pair[] = [];
  for (const where in places)
    for (const name of Object.keys(places[where]))
      if (name.startsWith(key)) d.push([where + ":" + name.slice(5), places[where].getItem(name)!]);
  if (d.length) send({ t: "keep", d });
  addEventListener("storage", (e) => {
    if (e.key?.startsWith(key) && e.newValue !== null) send({ t: "keep", d: [["local:" + e.key.slice(5), e.newValue]] });
  });
}
