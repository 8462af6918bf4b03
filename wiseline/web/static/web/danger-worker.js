// Reads what is written beside the page, so that typing never waits. What it gets is answered and forgotten.
import { findMarks, open as openBook } from "./danger-words.js";
import { open as openNet } from "./danger-net.js";

const KEPT = "wiseline-danger-net"; // nothing about a person: it stays when somebody signs out
let ready = null;

/** From this device where it was fetched before: 14 MB come over the network once for each version. */
async function fetched(url) {
  const cache = await globalThis.caches?.open(KEPT).catch(() => null);
  const known = await cache?.match(url);
  if (known) return known.arrayBuffer();
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`The network's file: ${response.status}`);
  await cache?.put(url, response.clone()).catch(() => {}); // a full disk: fetched again the next time
  for (const old of (await cache?.keys()) ?? []) if (old.url !== new URL(url, location).href) await cache.delete(old);
  return response.arrayBuffer();
}

async function prepare({ book, net }) {
  const [words, weights] = await Promise.all([fetch(book, { credentials: "same-origin" }).then((found) => found.json()), fetched(net)]);
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
