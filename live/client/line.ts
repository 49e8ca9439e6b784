// The connection: numbered events go out and are kept until the server has answered them; frames come in and
// are shown once.
import { refOf } from "./bound";

export type Pair = [string, string];
export type Frame = { n?: number; a?: number; p?: Pair[]; c?: string[][] };
type Event = { n: number; r?: string; t?: string; d?: Pair[] };

const own = (document.currentScript as HTMLScriptElement).dataset;
export const visit = own.visit!;
let seen = +own.seen!; // the last frame that was shown
let number = +own.event!; // the last event
let pending: Event[] = [];
let greeted = false; // the server has said which events are done
let show: (f: Frame) => void;
let whole = false; // what is shown here is not what the server thinks

let socket: WebSocket | undefined;
let stream: EventSource | undefined;
let failures = 0;
let opened = 0; // when
let heard = 0; // when
let timer = 0;
let over = false;
let posting = false;
let asked = false; // the server, whether it is there

const html = document.documentElement;
let streams = false; // a WebSocket does not hold: perhaps a stream does
const waiting: Record<string, (() => void)[]> = {};

export function connect(f: (f: Frame) => void) {
  show = f;
  open();
  addEventListener("online", again);
  addEventListener("visibilitychange", () => document.hidden || again());
  addEventListener("pagehide", () => close());
  addEventListener("pageshow", (e) => e.persisted && again());
  addEventListener("error", (e) => write({ t: "error", d: [["", e.message + e.filename + e.lineno]] }));
  setInterval(beat, 25e3);
}

// again comes back at once, if there is no connection.
function again() {
  if (!socket && !stream && !over) open();
}

function open() {
  clearTimeout(timer);
  timer = greeted = over = false as any;
  opened = Date.now();
  if (streams) {
    stream = new EventSource(`/_live/stream?v=${visit}&s=${seen}${whole ? "&w=1" : ""}`);
    stream.onmessage = (e) => take(e.data);
    stream.addEventListener("end", (e) => ended(+(e as MessageEvent).data));
    stream.onerror = () => ended(0);
    return;
  }
  socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/_live/socket");
  const mine = socket;
  socket.onopen = () => write({ v: visit, s: seen, ...(whole && { t: "whole" }) });
  socket.onmessage = (e) => take(e.data);
  socket.onclose = (e) => mine === socket && ended(e.code);
}

export function close() {
  const s = socket;
  socket = undefined;
  s?.close();
  stream?.close();
  stream = undefined;
  greeted = false;
}

// ended decides whether and when to come back.
function ended(code: number) {
  close();
  html.dataset.live = "offline";
  if (code === 4404 || code === 4400) return reload();
  if (code === 4409) {
    over = true;
    return;
  }
  // A connection that dies young was none.
  failures = Date.now() - opened < 3e3 ? failures + 1 : 1;
  streams = failures > 2 && !streams; // one of them may get through
  const wait = Math.min(1e4, 50 * 2 ** failures) * (0.7 + Math.random() * 0.6);
  timer = setTimeout(open, wait) as any;
  setTimeout(() => {
    if (!greeted) banner(false);
  }, 1500);
}

function banner(hidden: boolean) {
  const b = document.getElementById("live-offline");
  if (b) b.hidden = hidden;
}

// reload loads the page again, and not in a loop.
function reload() {
  const last = +sessionStorage.getItem("live:reload")!;
  if (Date.now() - last > 1e4) {
    sessionStorage.setItem("live:reload", "" + Date.now());
    location.reload();
  } else {
    banner(false);
    setTimeout(reload, 1e4);
  }
}

// beat asks a server that was silent whether it is there.
function beat() {
  if (asked && Date.now() - heard > 2e4) ended(0);
  else if (greeted) {
    asked = true;
    write({ s: seen, t: "ping" });
  }
}

function take(data: string) {
  const f: Frame = JSON.parse(data);
  heard = Date.now();
  asked = false;
  const a = f.a || 0;
  pending = pending.filter((e) => e.n > a);
  done(a);
  if (f.n) {
    if (f.n <= seen) return;
    seen = f.n;
    whole = false;
  }
  if (f.c?.[0]?.[0] === "hello") {
    greeted = true;
    html.dataset.live = "online";
    banner(true);
    number = Math.max(number, a);
    flush();
  }
  show(f);
}

// resync asks for the whole page: something that was to be changed is not there.
export function resync() {
  whole = true;
  ended(1012);
}

// A message goes over the socket, or by POST: one after the other, so that they arrive in order.
function write(m: object) {
  if (socket?.readyState === 1) socket.send(JSON.stringify(m));
  else if (stream) post();
}

function flush() {
  if (stream) post();
  else for (const e of pending) write({ ...e, s: seen });
}

async function post() {
  if (posting || !greeted) return;
  posting = true;
  try {
    const events = pending.slice(0, 50);
    const r = await fetch("/_live/send", { method: "POST", body: JSON.stringify([{ v: visit, s: seen }, { s: seen }, ...events]) });
    if (r.status === 410 || r.status === 400) ended(4404);
    else if (r.ok) {
      const last = events.length ? events[events.length - 1].n : 0;
      setTimeout(() => pending[0] && pending[pending.length - 1].n > last && post());
    }
  } catch {
    /* the stream will notice */
  } finally {
    posting = false;
  }
}

// send sends an event, and calls back when it is answered.
export function send(e: Omit<Event, "n">, answered?: () => void) {
  const event = { n: ++number, ...e };
  pending.push(event);
  if (answered) (waiting[event.n] ??= []).push(answered);
  if (greeted) write({ ...event, s: seen });
}

function done(a: number) {
  for (const n in waiting)
    if (+n <= a) {
      for (const f of waiting[n]) f();
      delete waiting[n];
    }
}

export const connected = () => greeted;

// tellServer sends an event of the nearest element around one that has a handler for it.
export function tellServer(el: Element | null, kind: string, d: Pair[]) {
  const ref = refOf(el, kind);
  if (ref) send({ r: ref, d });
}
