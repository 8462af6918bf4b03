// What the worker must know of the lock, where both can read it. There is such a state only where there is a lock.
export const SCREEN = "/privacy/locked/";
export const OPENED = "wiseline-open"; // in this tab: the PIN was given in it, or the lock was set in it
const PLACE = ["wiseline-kept", "/kept-lock"];

export async function read() {
  const [cache, path] = PLACE;
  return (await (await caches.open(cache)).match(path))?.json();
}

async function write(change) {
  const [cache, path] = PLACE;
  await (await caches.open(cache)).put(path, new Response(JSON.stringify({ ...(await read()), ...change })));
}

export const lock = () => write({ locked: true });
export const unlock = () => write({ locked: false, seen: Date.now() });

/** A page was given, so the server holds it for unlocked; what was locked meanwhile stays so. */
export async function begin(ms) {
  await write({ ms, seen: Date.now() });
}

export async function seen() {
  const kept = await read();
  if (kept && !kept.locked) await write({ seen: Date.now() });
}

export async function none() {
  const [cache, path] = PLACE;
  await (await caches.open(cache)).delete(path);
}
