// Reads what is written beside the page, so that typing never waits. What it gets is answered and forgotten.
import { findMarks, open as openBook } from "./danger-words.js";
import { open as openNet } from "./danger-net.js";

let ready = null;

/** From this device where the service worker has kept it. */
async function weightsAt(url) {
  const known = await globalThis.caches?.match(url).catch(() => null);
  const response = known ?? (await fetch(url, { credentials: "same-origin" }));
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.arrayBuffer();
}

async function prepare({ book, net }) {
  const [words, weights] = await Promise.all([fetch(book, { credentials: "same-origin" }).then((found) => found.json()), weightsAt(net)]);
  return [openBook(words), openNet(weights)];
}

addEventListener("message", async ({ data }) => {
  try {
    ready ??= prepare(data);
    const [book, net] = await ready;
    if (data.text === undefined) postMessage({ ready: true });
    else postMessage({ text: data.text, marks: findMarks(data.text, book, net) });
  } catch {
    ready = null;
    postMessage({ ready: false });
  }
});
