// Files: they go beside the connection, so that what the visitor does meanwhile is not held up.
import { visit } from "./line";

const going = new Map<string, XMLHttpRequest>(); // by the id of their input

const bars = (id: string) => [...document.querySelectorAll<HTMLProgressElement>("progress[data-upload]")].filter((b) => b.dataset.upload === id);

function show(id: string, part: number | null) {
  for (const b of bars(id)) {
    b.hidden = part === null;
    b.value = part ?? 0;
  }
}

function request(url: string, id: string, headers: Record<string, string>, body: XMLHttpRequestBodyInit) {
  return new Promise<number>((done) => {
    const x = new XMLHttpRequest();
    x.open("POST", url);
    for (const h in headers) x.setRequestHeader(h, headers[h]);
    x.upload.onprogress = (e) => show(id, e.loaded / e.total);
    x.onloadend = () => {
      going.delete(id);
      show(id, null);
      done(x.status);
    };
    going.set(id, x);
    show(id, 0);
    x.send(body);
  });
}

export async function upload(input: HTMLInputElement, ref: string) {
  for (const f of [...(input.files ?? [])]) {
    const status = await request(`/_live/upload?live=${visit}.${ref}`, input.id, { "Live-Name": encodeURIComponent(f.name), "Content-Type": f.type || "application/octet-stream" }, f);
    if (!status) break; // cancelled
  }
  input.value = "";
}

export const cancel = (id: string) => going.get(id)?.abort();

export const filesOf = (data: FormData) => [...data].some(([, v]) => v instanceof File && v.size > 0);

export function submitFiles(url: string, data: FormData, form: HTMLFormElement, done: () => void) {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  request(url, input?.id ?? "", { Live: "1" }, data).then(done);
}
