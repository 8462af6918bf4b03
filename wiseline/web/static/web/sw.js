// Served at /sw.js with its placeholders filled in. It keeps a whole version of the shell or none, the pages that
// must open without a network, and rings this device when the app is closed.
const VERSION = "__VERSION__";
const PRECACHE = __PRECACHE__;
const WORDS = __WORDS__;
const SHELL = `wiseline-shell-${VERSION}`;
const KEPT = "wiseline-kept"; // pages made for this person, with the files that they need: outlives a version
const HELP = "/help-now/"; // its numbers are those of the person's country
const EVERYWHERE = "/help-now/everywhere/"; // every country's: who travels may have no network there
const PLAN = "/my-plan/";
const AT_ONCE = [HELP, PLAN]; // they open as kept, without asking anybody, and are renewed behind
const PHOTO = /^\/my-plan\/photos\/[0-9a-f-]{36}\/$/; // shown in the plan, kept with it
const LIBRARY = "/skills/";
const SKILL = /^\/skills\/(?!(?:now|kept|log|groups|wordings)\/)[a-z][a-z0-9-]*\/(?:practice\/)?$/;
const NOW = "/skills/now/"; // what could help: its form is answered on the device where there is no network
const NOW_INDEX = "/skills/now/index.json";
const WRITTEN = ["/diary/", "/diary/check-in/", "/skills/log/", "/practice/", "/sessions/"]; // what is filled without a network, and sent later
const WORDS_FOR_ME = "/ours/words/"; // with the voices that stand in it
const VOICE = "/ours/voice/";
const isKept = (path) => [HELP, PLAN, LOCKED, LIBRARY, NOW, NOW_INDEX, WORDS_FOR_ME, QUESTIONS, ...WRITTEN].includes(path) || SKILL.test(path) || FILLED.test(path);
const QUESTIONS = "/questions/"; // with those that it links to
const FILLED = /^\/questions\/fill\/[0-9a-f-]{36}\/$/;
const NET = "wiseline-danger-net"; // nothing about a person: it stays when somebody signs out
let netComing = null;
const UNREAD = { "X-Wiseline-Keep": "1" }; // nobody reads it now: what is to be said once waits for who does
const AWAY = "/away/";
const LOCKED = "/privacy/locked/"; // the lock's screen: who opens it, or leaves, locks
const LOCK = "/kept-lock"; // not an address: what the page says of the lock of this browser (lock-state.js)
const OPENS = [HELP, EVERYWHERE, PLAN, LOCKED, AWAY, "/breathe/", "/offline/"]; // without the PIN
const STEPS = "/steps/"; // practices for whoever holds the phone, part of the shell
const OPENS_BELOW = ["/c/", "/accounts/", "/in/", "/demo/", "/people/join/"]; // the server decides
const OWNER = "/kept-for"; // not an address: whose pages are kept
const FRESH_MS = 3_600_000;
const WORDS_FRESH_MS = 300_000;
const LIBRARY_FRESH_MS = 24 * FRESH_MS;
const PATIENCE_MS = 4_000;
const LONG_PATIENCE_MS = 20_000;
const HASHED = /^\/static\/.+\.[0-9a-f]{8,32}\.[a-z0-9]+$/;

addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(SHELL);
  try {
    await cache.addAll(PRECACHE.map((url) => new Request(url, { cache: "reload", headers: UNREAD })));
  } catch (error) {
    await caches.delete(SHELL);
    throw error;
  }
  // Pages load everything they need at once, so a page of the old version does not miss the old cache.
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
  const kept = isKept(pathname) || pathname.startsWith(STEPS) || ["/breathe/", AWAY, EVERYWHERE].includes(pathname) ? await stored(pathname) : undefined;
  const fromNetwork = Promise.resolve(event.preloadResponse).then((preloaded) => preloaded ?? fetch(event.request));
  const answer = fromNetwork.catch(() => undefined);
  event.waitUntil(answer.then(forgetIfEnded));
  const own = kept && !search && AT_ONCE.includes(pathname) && (await (await caches.open(KEPT)).match(pathname));
  if (own) {
    event.waitUntil(answer.then((response) => response && !response.headers.has("X-Wiseline-Ended") && renewKept(pathname, response)));
    return own;
  }
  const response = await Promise.race([answer, after(kept ? PATIENCE_MS : LONG_PATIENCE_MS)]);
  // A page that is kept is better than an error page, and than being asked to sign in on one's own phone.
  if (response && (response.ok || !kept)) {
    if (!search) event.waitUntil(keep(pathname, response.clone()));
    return response;
  }
  return kept ?? (await stored("/offline/")) ?? Response.error();
}

/** Whether the lock of this browser is in the way. It locks when its screen is opened, or when one leaves. */
async function closes(path) {
  const cache = await caches.open(KEPT);
  const lock = await (await cache.match(LOCK))?.json();
  if (!lock) return false;
  const locks = lock.locked || path === LOCKED || path === AWAY || Date.now() - lock.seen > lock.ms;
  if (locks && !lock.locked) await cache.put(LOCK, new Response(JSON.stringify({ ...lock, locked: true })));
  if (!locks || OPENS.includes(path) || path.startsWith(STEPS)) return false;
  if (!OPENS_BELOW.some((start) => path.startsWith(start))) return true;
  await fetch(LOCKED, { credentials: "same-origin" }).catch(() => {}); // it may have locked without a network
  return false;
}

const filesOf = (html) => [...html.matchAll(/(?:href|src)="((?:\/static\/|\/my-plan\/photos\/)[^"]+)"/g)].map(([, url]) => url);
const isFile = ({ url }) => new URL(url).pathname.startsWith("/static/") || PHOTO.test(new URL(url).pathname);
const editionOf = (html) => /data-edition="([^"]*)"/.exec(html)?.[1];
const textOf = async (cache, path) => (await (await cache.match(path))?.text()) ?? "";

async function keep(path, response) {
  if (!isKept(path) || !response.ok || response.redirected) return;
  const cache = await caches.open(KEPT);
  const html = await response.clone().text();
  if (html.includes("data-said-once")) return; // what is said once must not be read again on another day
  const owner = AT_ONCE.includes(path) && (await textOf(cache, OWNER));
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
  const cache = await caches.open(KEPT);
  const before = editionOf(await textOf(cache, path));
  await keep(path, response);
  const edition = editionOf(await textOf(cache, path));
  if (edition !== before) await tellWindows({ type: "renewed", path, edition });
}

/** A page says which edition it shows. It may be newer than what is kept, or older: renewed before it could hear. */
async function caughtUp({ path, edition }) {
  if (!AT_ONCE.includes(path)) return;
  const cache = await caches.open(KEPT);
  if (editionOf(await textOf(cache, path)) !== edition) await refresh(path, 0);
  const kept = editionOf(await textOf(cache, path));
  if (kept && kept !== edition) await tellWindows({ type: "renewed", path, edition: kept });
}

/** The sign-in of this browser was ended from another one: nothing of it stays here. */
async function forgetIfEnded(response) {
  if (response?.headers.has("X-Wiseline-Ended")) await forget(false);
}

/** Signing out: everything goes, but what the person chose to leave on their phone. */
async function forget(left) {
  if (!left) return caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    if (!isFile(request) && ![...AT_ONCE, OWNER].includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  return dropUnused(cache);
}

async function refresh(path, freshFor = FRESH_MS, now = Date.now()) {
  const known = await (await caches.open(KEPT)).match(path);
  if (known && now - Date.parse(known.headers.get("Date")) < freshFor) return false;
  return fetch(path, { credentials: "same-origin", headers: UNREAD }).then((response) => keep(path, response).then(() => true), () => false);
}

/** The client's questions open without a network; editions that are no longer asked leave the device. */
async function refreshQuestions(cache) {
  await refresh(QUESTIONS);
  const page = (await (await cache.match(QUESTIONS))?.text()) ?? "";
  const wanted = new Set([...page.matchAll(/href="(\/questions\/[^"]+)"/g)].map(([, path]) => path).filter((path) => FILLED.test(path)));
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (FILLED.test(pathname) && !wanted.has(pathname)) await cache.delete(request);
  }
  for (const path of wanted) await refresh(path, LIBRARY_FRESH_MS);
}

/** Every skill opens without a network: fetched one after the other, so that nothing else has to wait. */
async function refreshLibrary() {
  const cache = await caches.open(KEPT);
  for (const path of WRITTEN) await refresh(path);
  await refreshQuestions(cache);
  await refresh(NOW);
  await refresh(NOW_INDEX);
  if (!(await refresh(LIBRARY, LIBRARY_FRESH_MS))) return;
  const shelves = (await (await cache.match(LIBRARY))?.text()) ?? "";
  const paths = new Set([...shelves.matchAll(/href="(\/skills\/[^"]+)"/g)].map(([, path]) => path).filter((path) => SKILL.test(path)));
  for (const path of paths) await refresh(path, LIBRARY_FRESH_MS);
}

/** Voices play without a network; one that was taken away leaves the device as well. */
async function refreshVoices() {
  await refresh(WORDS_FOR_ME, WORDS_FRESH_MS);
  const cache = await caches.open(KEPT);
  const page = (await (await cache.match(WORDS_FOR_ME))?.text()) ?? "";
  const wanted = new Set([...page.matchAll(/data-voice="([^"]+)"/g)].map(([, path]) => path));
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(VOICE) && !wanted.delete(pathname)) await cache.delete(request);
  }
  for (const path of wanted) await cache.add(new Request(path, { credentials: "same-origin" })).catch(() => {});
}

/** Another person on this device must not find the plan of the one before. */
async function belongsTo(id) {
  const known = await (await (await caches.open(KEPT)).match(OWNER))?.text();
  if (known !== id) {
    await caches.delete(KEPT);
    await (await caches.open(KEPT)).put(OWNER, new Response(id));
  }
  await refresh(HELP);
}

addEventListener("message", (event) => {
  const { type, id, left } = event.data ?? {};
  if (type === "cache-plan") event.waitUntil(refresh(PLAN).then(refreshVoices).then(refreshLibrary));
  if (type === "cache-lock") event.waitUntil(refresh(LOCKED));
  if (type === "person") event.waitUntil(belongsTo(id).catch(() => {}));
  if (type === "edition") event.waitUntil(caughtUp(event.data));
  if (type === "forget") event.waitUntil(forget(left));
  if (type === "danger-net" && ours(event.data.url)) event.waitUntil(netKept(event.data.url).then(() => tellWindows({ type }), () => {}));
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
  const { held } = await navigator.locks.query();
  return !held.some((lock) => lock.name === "wiseline-stay");
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
  const owner = await (await (await caches.open(KEPT)).match(OWNER))?.text();
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
    const response = await fetch(entry.url, { method: "POST", headers, body });
    const signIn = response.redirected && new URL(response.url).pathname.startsWith("/accounts/");
    if (!response.ok || signIn) throw new Error("The browser tries again; the next open page tells a refusal.");
    await outcome(outbox("readwrite").delete(entry.order));
  }
}

async function sync() {
  const windows = await clients.matchAll({ type: "window" });
  if (windows.length) await tellWindows({ type: "flush" });
  else await navigator.locks.request("wiseline-outbox", sendOutbox);
}

addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sync());
});
