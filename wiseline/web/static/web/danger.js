// While somebody writes words that may mean danger, help and the plan appear below the field, on this device alone:
// nothing is sent, kept or held up. Put away, it comes back with new words. The rules are there before the network may go.
// The rules answer at once; the network, once it is on this device, answers better, from a worker.
import { findMarks, open } from "./danger-words.js";

const PAUSE_MS = 400;
const PATIENCE_MS = 4_000; // a slow phone: after that the rules answer
const FIELDS = "main textarea, main input[type=text], main input:not([type])";
const away = []; // what was put away: marks, as long as the page lives
const timers = new WeakMap();
const written = new Set(); // names of the fields in which something was typed on this page
const link = document.querySelector("[data-danger-book]");
let book = null;

async function prepare() {
  const response = await fetch(link.href, { credentials: "same-origin" });
  book = open(await response.json());
}

let ready = prepare();

const { dangerWorker, dangerNet } = document.querySelector("template[data-danger-help]").dataset;
let worker = null;
let isReading = false;

const isTyped = () => document.activeElement?.matches?.(FIELDS);

/** The service worker fetches the network once, and says so; not where the person saves data. */
async function startReading() {
  if (worker || !globalThis.Worker || navigator.connection?.saveData) return;
  const keeper = navigator.serviceWorker?.controller;
  if (keeper && !(await caches.match(dangerNet))) keeper.postMessage({ type: "danger-net", url: dangerNet });
  else if (!worker && isTyped()) work();
}

function work() {
  worker = new Worker(dangerWorker, { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    if ("ready" in data) isReading = data.ready;
    if (data.ready && isTyped()) look(document.activeElement).catch(() => {});
  });
  worker.addEventListener("error", () => (isReading = false));
  worker.postMessage({ book: link.href, net: dangerNet });
}

const tryReading = () => startReading().catch(() => {});

/** What the worker finds; null where it is not ready, or takes too long. */
function read(text) {
  if (!isReading) return null;
  return new Promise((done) => {
    const answered = ({ data }) => {
      if ("ready" in data) done(null);
      else if (data.text === text) done(data.marks);
      else return;
      worker.removeEventListener("message", answered);
    };
    worker.addEventListener("message", answered);
    worker.postMessage({ text });
    setTimeout(() => {
      worker.removeEventListener("message", answered);
      done(null);
    }, PATIENCE_MS);
  });
}

/** The place below a field where help appears. Its status is there before and says one sentence: a screen reader that
 * read all the numbers aloud would stand in the way of who writes. */
function placeOf(field) {
  const around = field.closest(".field, .composer, form") ?? field;
  const known = around.parentElement.querySelector(":scope > [data-danger-place]");
  if (known) return known;
  const place = document.createElement("div");
  place.dataset.dangerPlace = "";
  const status = document.createElement("p");
  status.className = "hidden-visually";
  status.setAttribute("role", "status");
  place.append(status);
  around.after(place);
  return place;
}

const isSame = (one, other) => one.startsWith(other) || other.startsWith(one);
const wasPutAway = ({ text, near }) => away.some((old) => isSame(old.text, text) && near.every((name) => old.near.includes(name)));

const shownIn = (place) => place.querySelector("[data-danger-shown]");

function show(place) {
  place.append(document.querySelector("template[data-danger-help]").content.cloneNode(true));
  place.firstChild.textContent = shownIn(place).dataset.dangerSaid;
  place.querySelector("a").scrollIntoView({ block: "nearest" }); // the first number is in sight, and so is the field
}

function hide(place) {
  shownIn(place)?.remove();
  place.firstChild.textContent = "";
}

async function look(field) {
  await ready.catch(() => (ready = prepare())); // the file may have been out of reach the first time
  if (!field.isConnected || !field.value.trim()) return; // sent: help stays until it is put away
  const text = field.value;
  const marks = (await read(text)) ?? findMarks(text, book);
  if (field.value !== text || !field.isConnected) return; // a later look is on its way
  const place = placeOf(field);
  const fresh = marks.filter((mark) => !wasPutAway(mark));
  if (!marks.length) hide(place);
  else if (fresh.length && !shownIn(place)) show(place);
  place.marks = marks;
}

function typed({ target }) {
  if (!target.matches?.(FIELDS)) return;
  placeOf(target);
  written.add(target.name);
  clearTimeout(timers.get(target));
  timers.set(target, setTimeout(() => look(target).catch(() => {}), PAUSE_MS));
}

function putAway({ target }) {
  const place = target.closest?.("[data-danger-away]")?.closest("[data-danger-place]");
  if (!place) return;
  away.push(...place.marks);
  hide(place);
  place.parentElement.querySelector("textarea, input")?.focus();
}

/** A form that was saved on the way comes anew, and what stood in it with it. */
function swapped() {
  for (const field of document.querySelectorAll(FIELDS)) if (written.has(field.name)) look(field).catch(() => {});
}

document.addEventListener("input", typed);
document.addEventListener("focusin", tryReading);
document.body.addEventListener("wl:worker-danger-net", tryReading);
document.addEventListener("htmx:afterSettle", swapped);
document.addEventListener("click", putAway);
ready.catch(() => {});
(globalThis.requestIdleCallback ?? setTimeout)(tryReading);
