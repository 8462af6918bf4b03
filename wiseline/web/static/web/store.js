// The outbox: what is written is kept on this device first and sent once, in order, when it can be
// (docs/reference/components.md). By `client_key` the server knows a repeat, by `written_at` what is old.
import { csrfToken } from "./csrf.js";

const ANSWER_MS = 15_000;
const RETRY_MS = 10_000;
const LATER = new Set([401, 408, 423, 425, 429]); // a refusal of the moment, not of what was written
const owner = () => document.body.dataset.person ?? "";
let opening = null;
let retryTimer = 0;
const submitters = new WeakMap();

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("wiseline", 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
      store.createIndex("key", "key", { unique: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function outbox(mode, work) {
  const transaction = (await database()).transaction("outbox", mode);
  const result = await work(transaction.objectStore("outbox"));
  if (mode === "readonly") return result;
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** A key that no other device makes: random, so that it says nothing about who wrote or when. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Everything of this person that waits or was refused, oldest first. */
export async function entries() {
  const all = await outbox("readonly", (store) => done(store.getAll()));
  return all.filter((entry) => entry.owner === owner());
}

/** Keep `body` (name → text, or pairs) to be sent to `url`; with a `key` that is kept already, nothing happens. */
export async function enqueue({ url, body, key = newKey(), follow = false }) {
  const entry = { key, url, follow, owner: owner(), state: "waiting", writtenAt: new Date().toISOString() };
  const pairs = Array.isArray(body) ? body : Object.entries(body);
  const own = new Set(["client_key", "written_at", "csrfmiddlewaretoken"]); // the token is added when it is sent
  entry.body = pairs.filter(([name]) => !own.has(name));
  entry.body.push(["client_key", key], ["written_at", entry.writtenAt]);
  try {
    await outbox("readwrite", (store) => done(store.add(entry)));
  } catch (error) {
    if (error?.name !== "ConstraintError") throw error;
  }
  await changed();
  askForBackgroundSync();
  return key;
}

export async function discard(key) {
  const entry = (await entries()).find((candidate) => candidate.key === key);
  if (entry) await outbox("readwrite", (store) => done(store.delete(entry.order)));
  await changed();
}

async function askForBackgroundSync() {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("outbox");
  } catch {
    // Without it the next open page sends what waits.
  }
}

const formOf = (key) => document.querySelector(`form[data-outbox-key="${key}"]`);

function tell(state, { key, url, follow }, extra = {}) {
  const detail = { state, key, url, follow, ...extra };
  (formOf(key) ?? document.body).dispatchEvent(new CustomEvent("wl:outbox", { bubbles: true, detail }));
}

async function post(entry) {
  const headers = { Accept: "application/json, text/html", "Idempotency-Key": entry.key, "X-CSRFToken": csrfToken() };
  const body = new URLSearchParams(entry.body);
  body.set("device_now", new Date().toISOString()); // how long it waited, whatever this device's clock says
  const signal = AbortSignal.timeout?.(ANSWER_MS);
  return fetch(entry.url, { method: "POST", body, headers, credentials: "same-origin", keepalive: true, signal });
}

async function pageAfter(response) {
  if ((response.headers.get("Content-Type") ?? "").includes("json")) return (await response.json()).next ?? "";
  return response.redirected ? response.url : "";
}

const askedToSignIn = (response) => response.redirected && new URL(response.url).pathname.startsWith("/accounts/");

/** Send one entry; returns whether the next may be tried. */
async function send(entry) {
  const response = await post(entry);
  if (askedToSignIn(response) || LATER.has(response.status) || response.status >= 500) return false;
  if (response.ok) {
    await outbox("readwrite", (store) => done(store.delete(entry.order)));
    tell("sent", entry, { next: await pageAfter(response).catch(() => "") });
  } else {
    await outbox("readwrite", (store) => done(store.put({ ...entry, state: "failed", status: response.status })));
    tell("failed", entry, { status: response.status });
  }
  await changed();
  return true;
}

/** In order for each address; one that the server cannot take now holds up only what goes to the same. */
async function sendAll() {
  const blocked = new Set();
  clearTimeout(retryTimer);
  for (;;) {
    const waits = (entry) => entry.state === "waiting" && !blocked.has(entry.url);
    const next = (await entries()).find(waits);
    if (!next) break;
    if (!(await send(next).catch(() => false))) blocked.add(next.url);
  }
  if (blocked.size) retryTimer = setTimeout(flush, RETRY_MS);
}

/** Send what waits. Two tabs never send at once: the second waits for the first and finds the rest. */
export async function flush() {
  if (!navigator.onLine) return;
  if (!owner()) return navigator.serviceWorker?.controller?.postMessage({ type: "outbox" }); // it knows whose this phone is
  if (navigator.locks) await navigator.locks.request("wiseline-outbox", sendAll);
  else await sendAll();
}

/** A refused entry is tried again only when the person says so. */
export async function retry(key) {
  const entry = (await entries()).find((candidate) => candidate.key === key);
  if (entry) await outbox("readwrite", (store) => done(store.put({ ...entry, state: "waiting" })));
  await flush();
}

function bubble(place, entry) {
  const item = place.querySelector("template").content.firstElementChild.cloneNode(true);
  item.dataset.key = entry.key;
  item.classList.add(entry.state === "failed" ? "msg-failed" : "msg-waiting");
  const field = place.dataset.outboxField ?? "text";
  item.querySelector("[data-outbox-text]").textContent = Object.fromEntries(entry.body)[field] ?? "";
  item.querySelector("[data-outbox-state]").textContent = place.dataset[entry.state] ?? "";
  for (const button of item.querySelectorAll("[data-outbox-retry], [data-outbox-discard]")) {
    button.hidden = entry.state !== "failed";
  }
  return item;
}

/** Show what is kept, in every list of this page: also in one that came with a part of it. */
export async function changed() {
  const kept = await entries();
  for (const place of document.querySelectorAll("[data-outbox-list]")) {
    const shown = kept.filter((entry) => entry.url === place.dataset.outboxList);
    place.replaceChildren(place.querySelector("template"), ...shown.map((entry) => bubble(place, entry)));
  }
  for (const state of ["waiting", "failed"]) {
    for (const element of document.querySelectorAll(`[data-outbox-${state}]`)) {
      const url = element.getAttribute(`data-outbox-${state}`);
      element.hidden = !kept.some((entry) => entry.state === state && entry.url === url);
    }
  }
}

function submitPlainly(form, body = []) {
  for (const [name, value] of body) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  form.removeAttribute("data-outbox");
  form.removeAttribute("data-once");
  setTimeout(() => form.requestSubmit(submitters.get(form))); // not while its submit event is still going round
}

async function submitted(event) {
  const form = event.target;
  if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
  event.preventDefault();
  const body = [...new FormData(form, event.submitter)];
  const follow = form.hasAttribute("data-outbox-follow");
  // One form that leads to a page is one request, however often it is tapped; a message form writes many.
  const key = (follow && (form.dataset.outboxKey ?? form.elements.client_key?.value)) || newKey();
  form.dataset.outboxKey = key;
  submitters.set(form, event.submitter);
  const { pathname } = new URL(event.submitter?.getAttribute("formaction") ?? form.action, location.href);
  if (!follow) form.reset(); // at once: what is typed next must not be wiped by what is stored
  try {
    await enqueue({ url: pathname, body, key, follow });
  } catch {
    return submitPlainly(form, body); // no storage on this device
  }
  await flush().catch(() => {});
  const kept = (await entries()).find((entry) => entry.key === key);
  if (kept?.state === "waiting") tell("waiting", kept);
}

/** Open the page that an answer names; a refused form is sent the ordinary way, so that the page says why. */
function answered({ target, detail }) {
  if (!detail.follow) return;
  const here = document.querySelector(`[data-outbox-waiting="${detail.url}"]`);
  if (detail.state === "sent" && detail.next && (target !== document.body || here)) location.assign(detail.next);
  if (detail.state === "failed" && target !== document.body) discard(detail.key).then(() => submitPlainly(target));
}

function tapped({ target }) {
  const again = target.closest("[data-outbox-retry]");
  const away = target.closest("[data-outbox-discard]");
  const key = (again ?? away)?.closest("[data-key]")?.dataset.key;
  if (key) (again ? retry : discard)(key);
}

export function start() {
  if (!("indexedDB" in globalThis)) return;
  document.addEventListener("submit", submitted);
  document.addEventListener("wl:outbox", answered);
  document.addEventListener("click", tapped);
  addEventListener("online", flush);
  document.body.addEventListener("wl:worker-flush", flush);
  document.body.addEventListener("wl:live", ({ detail }) => detail.state === "open" && flush());
  changed().then(flush, () => {});
}
