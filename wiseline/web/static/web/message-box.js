// Messages of a contact: the thread stays where it was read, what is typed survives a reload, and what waits on this
// device is shown at once. Sending is the outbox's work (store.js). Everything is looked up when needed, because the
// box may come and go with a part of the page.
import { changed } from "./store.js";

const AT_THE_END_PX = 48;
const box = () => document.querySelector("[data-talk]");
const thread = () => document.querySelector("[data-thread]");
const compose = () => document.querySelector("[data-compose]");
let atEnd = true;
let newest = null; // the newest message that was shown: null before the first look

// What was typed

const draftKey = (form) => `wl:draft:${new URL(form.action).pathname}`;

function keepDraft(form, text) {
  try {
    if (text) sessionStorage.setItem(draftKey(form), text);
    else sessionStorage.removeItem(draftKey(form));
  } catch {
    // No storage on this device: the text lives as long as the page.
  }
}

function restoreDraft() {
  const form = compose();
  if (!form || form.dataset.restored !== undefined) return;
  form.dataset.restored = "";
  try {
    form.elements.body.value ||= sessionStorage.getItem(draftKey(form)) ?? "";
  } catch {
    // As above.
  }
}

function complain(form, text) {
  const place = form.parentElement.querySelector("[data-compose-error]");
  place.textContent = text;
  place.hidden = !text;
  if (text) form.elements.body.setAttribute("aria-invalid", "true");
  else form.elements.body.removeAttribute("aria-invalid");
}

function typed({ target }) {
  const form = target.closest?.("[data-compose]");
  if (!form) return;
  keepDraft(form, target.value);
  complain(form, "");
}

function keyPressed(event) {
  const form = event.target.closest?.("[data-compose]");
  const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
  if (!form || !sends || !matchMedia("(pointer: fine)").matches) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Before the outbox takes it: an empty message is no message. */
function submitted(event) {
  const form = event.target;
  if (!form.matches("[data-compose]") || form.elements.body.value.trim()) return;
  event.preventDefault();
  complain(form, box().dataset.empty);
  form.elements.body.focus();
}

function taken({ target }) {
  if (!target.matches("[data-compose]")) return;
  keepDraft(target, "");
  complain(target, "");
  atEnd = true;
}

// What waits on this device

const inThread = (key) => thread()?.querySelector(`[data-key="${CSS.escape(key)}"]`);

/** A message that the thread shows already is not shown a second time as waiting. */
function hideDoubles() {
  for (const bubble of document.querySelectorAll("[data-talk] [data-outbox-list] [data-key]")) {
    bubble.hidden = Boolean(inThread(bubble.dataset.key));
  }
}

/** Until the thread comes anew, the message that was sent a moment ago stays in sight. */
function sent({ detail }) {
  const list = document.querySelector("[data-talk] [data-outbox-list]");
  const bubble = detail.state === "sent" && list?.querySelector(`[data-key="${CSS.escape(detail.key)}"]`);
  if (!bubble || bubble.hidden || inThread(detail.key)) return;
  const copy = bubble.cloneNode(true);
  copy.className = "msg msg-mine";
  copy.querySelector("[data-outbox-state]").textContent = box().dataset.nowSent;
  copy.querySelector(".row")?.remove();
  thread()?.querySelector(".chat")?.append(copy);
  scrollToEnd();
  document.body.dispatchEvent(new CustomEvent("wl:thread"));
}

// The thread

function scrollToEnd() {
  const place = thread();
  if (place) place.scrollTop = place.scrollHeight;
}

function scrolled({ target }) {
  if (target !== thread()) return;
  atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < AT_THE_END_PX;
}

/** Only what is looked at is read. */
function configured({ detail }) {
  if (detail.elt === thread() && document.hidden) detail.path = detail.path.replace("seen=1", "seen=0");
}

function tellNews() {
  const theirs = [...thread().querySelectorAll("[data-by]")].at(-1);
  const id = theirs?.dataset.message ?? "";
  if (newest !== null && id && id !== newest) {
    const who = box().dataset.someoneWrote.replace("%(name)s", theirs.dataset.by);
    box().querySelector("[data-thread-news]").textContent = `${who} ${theirs.querySelector("[data-text]").textContent}`;
  }
  newest = id;
}

function swapped({ target }) {
  if (target.querySelector?.("[data-compose]") || target.matches?.("[data-talk]")) prepare();
  if (target !== thread()) return;
  hideDoubles();
  if (atEnd) scrollToEnd();
  tellNews();
}

const again = () => thread() && document.body.dispatchEvent(new CustomEvent("wl:thread"));

function prepare() {
  restoreDraft();
  const list = document.querySelector("[data-talk] [data-outbox-list]");
  if (!list || list.dataset.watched !== undefined) return;
  list.dataset.watched = "";
  new MutationObserver(() => {
    hideDoubles();
    if (atEnd) scrollToEnd();
  }).observe(list, { childList: true });
  changed().catch(() => {}); // no storage on this device
}

function start() {
  document.addEventListener("input", typed);
  document.addEventListener("keydown", keyPressed);
  document.addEventListener("submit", submitted, true);
  document.addEventListener("reset", taken);
  document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  document.addEventListener("wl:outbox", sent);
  document.addEventListener("htmx:configRequest", configured);
  document.addEventListener("htmx:afterSwap", swapped);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  let lost = false;
  document.body.addEventListener("wl:live", ({ detail }) => {
    if (lost && detail.state === "open") again(); // what could not be fetched meanwhile
    lost = detail.state === "lost";
  });
  prepare();
}

start();
