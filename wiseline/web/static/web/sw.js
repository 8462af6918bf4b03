// Served at /sw.js with its placeholders filled in. It keeps a whole version of the shell or none, the pages that
// open without a network, and rings this device when the app is closed.
const PRECACHE = __PRECACHE__;
const WORDS = __WORDS__;
const SHELL = "wiseline-shell-__VERSION__";
const KEPT = "wiseline-kept"; // this person's pages and their files: outlives a version
const HELP = "/help-now/"; // its numbers are those of the person's country
const EVERYWHERE = "/help-now/everywhere/"; // every country's: who travels may have no network there
const PLAN = "/my-plan/";
const LOCKED = "/privacy/locked/"; // the lock's screen: who opens it, or leaves, locks
const AT_ONCE = [HELP, PLAN]; // they open as kept, and are renewed behind
const PHOTO = /^\/my-plan\/kept\/[0-9a-f-]{36}\/$/; // or a voice: kept with the plan
const LIBRARY = "/skills/";
const SKILL = /^\/skills\/(?!(?:now|kept|log|groups|wordings)\/)[a-z][a-z0-9-]*\/(?:practice\/)?$/;
const NOW = "/skills/now/"; // what could help: answered on the device where there is no network
const NOW_INDEX = "/skills/now/index.json";
const WRITTEN = ["/diary/", "/diary/check-in/", "/skills/log/", "/practice/", "/sessions/"]; // filled without a network, sent later
const WORDS_FOR_ME = "/ours/words/"; // with the voices that stand in it
const VOICE = /^\/ours\/voice\//;
const QUESTIONS = "/questions/"; // with those that it links to
const FILLED = /^\/questions\/fill\/[0-9a-f-]{36}\/$/;
const KEPT_PATHS = [HELP, PLAN, LOCKED, LIBRARY, NOW, NOW_INDEX, WORDS_FOR_ME, QUESTIONS, ...WRITTEN];
const isKept = (path) => KEPT_PATHS.includes(path) || [SKILL, FILLED, VOICE].some((pattern) => pattern.test(path));
const NET = "wiseline-danger-net"; // nothing about a person: it stays
let netComing = null;
const UNREAD = { "X-Wiseline-Keep": "1" }; // what is to be said once waits for a reader
const AWAY = "/away/";
const LOCK = "/kept-lock"; // not an address: what the page says of the lock of this browser (lock-state.js)
const OPENS = [HELP, EVERYWHERE, PLAN, LOCKED, AWAY, "/breathe/", "/offline/"]; // without the PIN
const STEPS = "/steps/"; // practices for whoever holds the phone
const OPENS_BELOW = ["/c/", "/accounts/", "/in/", "/demo/", "/people/join/"]; // the server decides
const OWNER = "/kept-for"; // whose pages are kept
const FRESH_MS = 3_600_000;
const WORDS_FRESH_MS = 300_000;
const LIBRARY_FRESH_MS = 24 * FRESH_MS;
const PATIENCE_MS = 4_000;
const LONG_PATIENCE_MS = 20_000;
const SENT_MS = 8_000;
const HASHED = /^\/static\/.+\.[0-9a-f]{8,32}\.[a-z0-9]+$/;

addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(SHELL);
  try {
    await cache.addAll(PRECACHE.map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
  } catch (error) {
    await caches.delete(SHELL);
    throw error;
  }
  // Pages load all that they need at once: none of the old version misses the old cache.
  await skipWaiting();
}

addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("wiseline-shell-") && name !== SHELL) await caches.delete(name);
  }
  await registration.navigationPreload?.enable();
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (HASHED.test(url.pathname) || PHOTO.test(url.pathname)) event.respondWith(fromCache(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => fromCache(request)));
});

async function fromCache(request) {
  return (await stored(request)) ?? fetch(request);
}

async function stored(request) {
  for (const name of [KEPT, SHELL]) {
    const found = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function navigate(event, { pathname, search }) {
  const locked = await closes(pathname);
  if (locked) {
    event.waitUntil(Promise.resolve(event.preloadResponse).catch(() => {}));
    return Response.redirect(`${LOCKED}?next=${encodeURIComponent(pathname + search)}`);
  }
  const kept = await stored(pathname);
  const fromNetwork = Promise.resolve(event.preloadResponse).then((preloaded) => preloaded ?? fetch(event.request));
  const answer = fromNetwork.catch(() => undefined);
  event.waitUntil(answer.then(forgetIfEnded));
  const own = kept && !search && AT_ONCE.includes(pathname) && (await (await caches.open(KEPT)).match(pathname));
  if (own) {
    event.waitUntil(answer.then((response) => response && !response.headers.has("X-Wiseline-Ended") && renewKept(pathname, response)));
    return own;
  }
  const response = await Promise.race([answer, after(kept ? PATIENCE_MS : LONG_PATIENCE_MS)]);
  // What is kept is better than an error page, and than being asked to sign in on one's own phone.
  if (response && (response.ok || !kept)) {
    if (!search) event.waitUntil(keep(pathname, response.clone()));
    return response;
  }
  return kept ?? (await stored("/offline/")) ?? Response.error();
}

/** Whether it is locked from now on; pages and worker write that in turn (lock-state.js). */
async function locksAt(path) {
  const lock = JSON.parse((await keptText(LOCK)) || "null");
  if (!lock) return false;
  const locks = lock.locked || path === LOCKED || path === AWAY || Date.now() - lock.seen > lock.ms;
  if (locks && !lock.locked) await (await caches.open(KEPT)).put(LOCK, new Response(JSON.stringify({ ...lock, locked: true })));
  return locks;
}

/** Whether the lock of this browser is in the way. It locks when its screen is opened, or when one leaves. */
async function closes(path) {
  const look = () => locksAt(path);
  const signal = AbortSignal.timeout?.(300); // help waits for no page that was frozen in its turn
  const locks = await (navigator.locks?.request("wiseline-lock-state", { signal }, look) ?? look()).catch(look);
  if (!locks || OPENS.includes(path) || path.startsWith(STEPS)) return false;
  if (!OPENS_BELOW.some((start) => path.startsWith(start))) return true;
  await fetch(LOCKED, { credentials: "same-origin" }).catch(() => {}); // it may have locked without a network
  return false;
}

const filesOf = (html) => [...html.matchAll(/(?:href|src|voice)="((?:\/static\/|\/my-plan\/kept\/)[^"]+)"/g)].map(([, url]) => url);
const isFile = ({ url }) => new URL(url).pathname.startsWith("/static/") || PHOTO.test(new URL(url).pathname);
const editionOf = (html) => /data-edition="([^"]*)"/.exec(html)?.[1];
const keptText = async (path) => (await (await (await caches.open(KEPT)).match(path))?.text()) ?? "";
const keptEdition = async (path) => editionOf(await keptText(path));

async function keep(path, response) {
  if (!isKept(path) || !response.ok || response.redirected) return;
  const cache = await caches.open(KEPT);
  const html = await response.clone().text();
  if (html.includes("data-said-once")) return; // what is said once must not be read again on another day
  const owner = AT_ONCE.includes(path) && (await keptText(OWNER));
  if (owner && !html.includes(`data-person="${owner}"`)) return; // what a stranger gets never replaces one's own
  const files = filesOf(html);
  await Promise.allSettled(files.map(async (url) => (await cache.match(url)) ?? cache.add(url)));
  await cache.put(path, response);
  if (!SKILL.test(path)) await dropUnused(cache); // seldom is often enough
}

async function dropUnused(cache) {
  const known = await cache.keys();
  const pages = await Promise.all(known.filter((request) => !isFile(request)).map((request) => cache.match(request)));
  const used = new Set((await Promise.all(pages.map((page) => page?.text() ?? ""))).flatMap(filesOf));
  for (const request of known.filter(isFile)) {
    if (!used.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

/** A page that was shown as kept: keep what the server has now, and tell the windows where that is something else. */
async function renewKept(path, response) {
  const before = await keptEdition(path);
  await keep(path, response);
  const edition = await keptEdition(path);
  if (edition !== before) await tellWindows({ type: "renewed", path, edition });
}

/** A page says which edition it shows. It may be newer than what is kept, or older: renewed before it could hear. */
async function caughtUp({ path, edition }) {
  if (!AT_ONCE.includes(path)) return;
  if ((await keptEdition(path)) !== edition) await refresh(path, 0);
  const kept = await keptEdition(path);
  if (kept && kept !== edition) await tellWindows({ type: "renewed", path, edition: kept });
}

/** The sign-in of this browser was ended from another one: nothing of it stays here. */
async function forgetIfEnded(response) {
  if (response?.headers.has("X-Wiseline-Ended")) await forget(false);
}

/** Signing out: everything goes, but what the person chose to leave on their phone. */
const forget = (left) => (left ? dropBut([...AT_ONCE, OWNER]) : caches.delete(KEPT));

async function dropBut(paths) {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    if (!isFile(request) && !paths.includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  return dropUnused(cache);
}

async function refresh(path, freshFor = FRESH_MS, now = Date.now()) {
  const known = await (await caches.open(KEPT)).match(path);
  if (known && now - Date.parse(known.headers.get("Date")) < freshFor) return false;
  return fetch(path, { credentials: "same-origin", headers: UNREAD }).then((response) => keep(path, response).then(() => true), () => false);
}

/** What a kept page names is kept as well; what it no longer names leaves the device. */
async function refreshNamed(page, pattern, freshFor) {
  const cache = await caches.open(KEPT);
  const names = [...(await keptText(page)).matchAll(/="(\/[^"]+)"/g)].map(([, path]) => path);
  const wanted = new Set(names.filter((path) => pattern.test(path)));
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pattern.test(pathname) && !wanted.has(pathname)) await cache.delete(request);
  }
  for (const path of wanted) await refresh(path, freshFor);
}

/** Everything opens without a network: fetched one after the other, so that nothing else has to wait. */
async function refreshAll() {
  await refresh(PLAN, 0);
  await refresh(WORDS_FOR_ME, WORDS_FRESH_MS);
  await refreshNamed(WORDS_FOR_ME, VOICE, Infinity);
  for (const path of [...WRITTEN, QUESTIONS]) await refresh(path);
  await refreshNamed(QUESTIONS, FILLED, LIBRARY_FRESH_MS);
  for (const path of [NOW, NOW_INDEX]) await refresh(path);
  if (await refresh(LIBRARY, LIBRARY_FRESH_MS)) await refreshNamed(LIBRARY, SKILL, LIBRARY_FRESH_MS);
}

/** Another person on this device must not find the plan of the one before; a lock set before this was heard stays. */
async function belongsTo(id) {
  const known = await keptText(OWNER);
  if (known !== id) {
    await (known ? forget() : dropBut([LOCK, OWNER, HELP])); // two pages may say it at once
    await (await caches.open(KEPT)).put(OWNER, new Response(id));
  }
  await refresh(HELP, known === id ? FRESH_MS : 0);
}

const TOLD = {
  person: ({ id }) => belongsTo(id),
  edition: caughtUp,
  forget: ({ left }) => forget(left),
  outbox: sendInTurn,
  "cache-plan": refreshAll,
  "cache-lock": () => refresh(LOCKED),
  "danger-net": ({ type, url }) => ours(url) && netKept(url).then(() => tellWindows({ type })),
};

addEventListener("message", (event) => {
  const work = async () => TOLD[event.data?.type]?.(event.data);
  event.waitUntil(work().catch(() => {}));
});

/** What danger-worker.js reads, once for each version: it comes to its end whatever pages are opened meanwhile. */
function netKept(url) {
  netComing ??= keepNet(url).finally(() => (netComing = null));
  return netComing;
}

async function keepNet(url) {
  const cache = await caches.open(NET);
  if (await cache.match(url)) return;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  await cache.put(url, response);
  for (const old of await cache.keys()) if (old.url !== new URL(url, location).href) await cache.delete(old);
}

// Ringing a closed app

const ours = (url) => url && new URL(url, location.origin).origin === location.origin;

function send(url, body = {}) {
  if (!ours(url)) return Promise.resolve();
  const headers = { "Content-Type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), keepalive: true }).catch(() => {});
}

async function tellWindows(message) {
  for (const client of await clients.matchAll({ type: "window", includeUncontrolled: true })) client.postMessage(message);
}

function readPush(event) {
  try {
    return event.data?.json() ?? {};
  } catch {
    return {};
  }
}

addEventListener("push", (event) => {
  const payload = readPush(event);
  const icon = (name) => PRECACHE.find((url) => url.includes(name));
  const shown = registration.showNotification(payload.title || WORDS.title, {
    body: payload.body || WORDS.body,
    tag: payload.tag || "wiseline",
    renotify: true,
    requireInteraction: Boolean(payload.answer),
    vibrate: payload.answer ? [400, 200, 400, 200, 400] : [200],
    icon: icon("icon-192"),
    badge: icon("badge-72"),
    actions: Array.isArray(payload.actions) ? payload.actions : [],
    data: payload,
  });
  const receipt = shown.then(() => payload.receipt && send(payload.receipt, { id: payload.id }));
  event.waitUntil(Promise.all([shown, receipt, tellWindows({ type: "push", id: payload.id })]));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const payload = event.notification.data ?? {};
  const target = { answer: payload.answer, callback: payload.callback }[event.action];
  event.waitUntil(act(target, payload));
});

async function act(target, payload) {
  const done = target ? send(target, { id: payload.id }) : Promise.resolve();
  await Promise.race([done, after(800)]); // browsers let a worker open a window only shortly after the tap
  await open(ours(payload.url) ? payload.url : "/");
  await done;
}

/** A window that is in a call holds the lock `wiseline-stay`: it is never led to another page. */
async function mayMove() {
  const { held } = (await navigator.locks?.query()) ?? {};
  return !held?.some((lock) => lock.name === "wiseline-stay");
}

async function open(path) {
  const url = new URL(path, location.origin).href;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = windows.find((client) => client.url === url);
  if (same) return same.focus().catch(() => same);
  const other = windows.find((client) => client.visibilityState === "visible") ?? windows[0];
  if (!other || !(await mayMove())) return clients.openWindow(url);
  const focused = await other.focus().catch(() => other);
  return focused.navigate(url).catch(() => clients.openWindow(url));
}

addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event));
});

async function renew({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const fresh = newSubscription ?? (options && (await registration.pushManager.subscribe(options)));
  if (fresh) await send("/devices/renew/", { old: oldSubscription?.endpoint ?? "", subscription: fresh.toJSON() });
}

// Background Sync: open pages send their own outbox (store.js); with none open, it is sent from here.

const outcome = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function sendOutbox() {
  const owner = await keptText(OWNER);
  const token = (await cookieStore.getAll()).find(({ name }) => name.includes("csrf"))?.value ?? "";
  const opening = indexedDB.open("wiseline", 1);
  opening.onupgradeneeded = () => opening.transaction.abort(); // made by the page, never here
  const database = await outcome(opening);
  const outbox = (mode) => database.transaction("outbox", mode).objectStore("outbox");
  for (const entry of await outcome(outbox("readonly").getAll())) {
    if (entry.owner !== owner || entry.state !== "waiting") continue;
    const headers = { Accept: "application/json", "Idempotency-Key": entry.key, "X-CSRFToken": token };
    const body = new URLSearchParams(entry.body);
    body.set("device_now", new Date().toISOString());
    const signal = AbortSignal.timeout?.(SENT_MS); // open pages wait for the lock meanwhile
    const response = await fetch(entry.url, { method: "POST", headers, body, signal });
    if (!response.ok || (response.redirected && response.url.includes("/accounts/"))) throw new Error("The browser tries again; the next open page tells a refusal.");
    await outcome(outbox("readwrite").delete(entry.order));
  }
}

function sendInTurn() {
  return navigator.locks?.request("wiseline-outbox", sendOutbox) ?? sendOutbox();
}

async function sync() {
  const windows = await clients.matchAll({ type: "window" });
  await (windows.length ? tellWindows({ type: "flush" }) : sendInTurn());
}

addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sync());
});
