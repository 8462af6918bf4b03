// Where this browser has a lock: says when it is used, and leads to the lock's screen when its time is over, when it is
// opened anew, or when it is left. The server gives no page while it is locked, and the worker shows none that it keeps.
import * as state from "./lock-state.js";

const place = document.querySelector("[data-lock]");
const LOOK_MS = 5_000;
const SAY_MS = 15_000;
const DRAFT = "wiseline-draft:";
const ms = Number(place.dataset.lock) * 1000;
const atOnce = "lockAtOnce" in place.dataset;
const stays = "lockStays" in place.dataset; // this page opens without the PIN
const here = location.pathname + location.search;
let used = Date.now();
let said = 0;
let closed = false;

const WRITTEN = "form textarea[name], form input[type=text][name], form input:not([type])[name]";
const address = (field) => [field.form.getAttribute("action") ?? "", field.name];

/** What is typed and not sent waits in this tab, and nowhere else, until the PIN opens the page again. */
function keepWritten() {
  const fields = [...document.querySelectorAll(WRITTEN)].filter((field) => field.value !== field.defaultValue);
  if (fields.length) sessionStorage.setItem(DRAFT + here, JSON.stringify(fields.map((field) => [...address(field), field.value])));
}

function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT + here) ?? "[]");
  sessionStorage.removeItem(DRAFT + here);
  for (const field of document.querySelectorAll(WRITTEN)) {
    const [action, name] = address(field);
    const found = kept.find((entry) => entry[0] === action && entry[1] === name);
    if (!found) continue;
    field.value = found[2];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function close() {
  if (closed) return;
  closed = true;
  await state.lock().catch(() => {});
  if (stays) return void fetch(state.SCREEN, { credentials: "same-origin", keepalive: true }).catch(() => {});
  keepWritten();
  document.body.hidden = true;
  location.replace(`${state.SCREEN}?next=${encodeURIComponent(here)}`);
}

async function look() {
  if (stays || document.visibilityState !== "visible") return;
  const kept = await state.read();
  if (Date.now() - used > ms || kept?.locked || (kept && Date.now() - Math.max(kept.seen, used) > ms)) await close();
}

function touched() {
  used = Date.now();
  if (closed || stays || used - said < SAY_MS) return;
  said = used;
  state.seen().catch(() => {});
  if (navigator.onLine) fetch("/privacy/awake/", { credentials: "same-origin" }).catch(() => {});
}

async function begin() {
  navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type: "cache-lock" }));
  if (stays) return;
  const opened = sessionStorage.getItem(state.OPENED);
  if (!opened) return close(); // opened anew
  await state.begin(ms);
  giveBack();
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touched, { passive: true });
  setInterval(look, LOOK_MS);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" && atOnce ? leave() : look()));
}

function leave() {
  if (closed) return;
  closed = true;
  keepWritten();
  fetch(state.SCREEN, { credentials: "same-origin", keepalive: true }).catch(() => {});
  state.lock().catch(() => {});
  document.body.hidden = true;
  location.replace(`${state.SCREEN}?next=${encodeURIComponent(here)}`);
}

begin();
