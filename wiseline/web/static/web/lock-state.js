// What the worker must know of the lock, where both can read it. There is such a state only where there is a lock.
export const SCREEN = "/privacy/locked/";
export const OPENED = "wiseline-open"; // in this tab: the PIN was given in it, or the lock was set in it
const PLACE = ["wiseline-kept", "/kept-lock"];

export async function read() {
  const [cache, path] = PLACE;
  return (await (await caches.open(cache)).match(path))?.json();
}

/** One at a time, also beside the worker: a sign of life that was on its way must not open what was locked meanwhile.
 * A page that was frozen in its turn holds up nobody for long. */
function inTurn(work) {
  if (!navigator.locks) return work();
  const signal = AbortSignal.timeout?.(300);
  return navigator.locks.request("wiseline-lock-state", { signal }, work).catch(work);
}

const write = (change, only = () => true) =>
  inTurn(async () => {
    const kept = await read();
    const [cache, path] = PLACE;
    if (only(kept)) await (await caches.open(cache)).put(path, new Response(JSON.stringify({ ...kept, ...change })));
  });

export const lock = () => write({ locked: true });
export const unlock = () => write({ locked: false, seen: Date.now() });

/** A page was given, so the server holds it for unlocked; what was locked meanwhile stays so. */
export const begin = (ms) => write({ ms, seen: Date.now() });

export const seen = () => write({ seen: Date.now() }, (kept) => kept && !kept.locked);

export const none = () =>
  inTurn(async () => {
    const [cache, path] = PLACE;
    await (await caches.open(cache)).delete(path);
  });
