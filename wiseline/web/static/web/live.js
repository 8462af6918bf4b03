// One live stream a page: fetched rather than through EventSource, because that can neither see the
// server's heartbeats (a half-open connection would look alive for minutes) nor a refused sign-in.
import * as overtaken from "./overtaken.js";

const SILENCE_MS = 40_000; // the server says something at least every 15 s
const FRESH_MS = 20_000; // a page that was asleep trusts a stream heard from this lately
const ANSWER_MS = 10_000;
const LOST_AFTER_MS = 4_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

const body = document.body;
const root = document.documentElement;
let last = body.dataset.liveAfter ?? "";
let controller = null;
let delay = FIRST_DELAY_MS;
let retryTimer = 0;
let lostTimer = 0;
let silenceTimer = 0;
let heardAt = 0;
let ended = false;

/** Cut `text/event-stream` text into events; returns them and what is not complete yet. */
export function parse(buffer) {
  const blocks = buffer.replace(/\r\n?/g, "\n").split("\n\n");
  const rest = blocks.pop();
  const events = [];
  for (const block of blocks) {
    const event = { id: "", kind: "message", data: [] };
    for (const line of block.split("\n")) {
      const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === "id") event.id = value;
      else if (field === "event") event.kind = value;
      else if (field === "data") event.data.push(value);
    }
    if (event.data.length) events.push({ ...event, data: event.data.join("\n") });
  }
  return { events, rest };
}

function show(state) {
  if (root.dataset.live !== state) {
    root.dataset.live = state;
    body.dispatchEvent(new CustomEvent("wl:live", { detail: { state } }));
  }
}

function reveal(selector, visible) {
  for (const element of document.querySelectorAll(selector)) element.hidden = !visible;
}

function opened() {
  clearTimeout(lostTimer);
  lostTimer = 0;
  delay = FIRST_DELAY_MS;
  show("open");
  reveal("[data-live-lost]", false);
}

function interrupted() {
  lostTimer ||= setTimeout(() => {
    show("lost");
    reveal("[data-live-lost]", true);
  }, LOST_AFTER_MS);
}

function signedOut() {
  ended = true;
  clearTimeout(lostTimer);
  show("signed-out");
  reveal("[data-live-lost]", false);
  reveal("[data-signed-out]", true);
}

/** Ended from another browser: nothing stays on the screen, and the worker forgets when it is told the same. */
const leaveIfEnded = ({ headers }) => headers.has("X-Wiseline-Ended") && location.replace("/");

function tell(kind, detail) {
  body.dispatchEvent(new CustomEvent(`wl:${kind}`, { detail }));
}

/** Events are gone from the server's table: anything that this page listens for may have happened. */
function reset(detail) {
  tell("reset", detail);
  const kinds = new Set();
  for (const element of document.querySelectorAll("[hx-trigger*='wl:']")) {
    for (const [, kind] of element.getAttribute("hx-trigger").matchAll(/wl:([\w-]+)/g)) kinds.add(kind);
  }
  kinds.delete("reset");
  for (const kind of kinds) tell(kind, { reset: true });
}

function deliver({ id, kind, data }) {
  if (id) {
    // After a reset the numbers may begin again; otherwise an event seen before is not told twice.
    if (kind !== "reset" && last && Number(id) <= Number(last)) return;
    last = id;
  }
  let detail = {};
  try {
    detail = JSON.parse(data);
  } catch {
    // An event without readable data is still news of its kind.
  }
  if (kind === "signed-out") {
    signedOut();
    fetch(body.dataset.liveUrl).then(leaveIfEnded, () => {});
  } else if (kind === "reset") reset(detail);
  else tell(kind, detail);
}

function giveUpAfter(ms, own) {
  clearTimeout(silenceTimer);
  silenceTimer = setTimeout(() => own.abort(), ms);
}

function heard(own) {
  heardAt = Date.now();
  giveUpAfter(SILENCE_MS, own);
}

async function read(own) {
  const url = new URL(body.dataset.liveUrl, location.href);
  if (last) url.searchParams.set("after", last);
  giveUpAfter(ANSWER_MS, own);
  const headers = { Accept: "text/event-stream" };
  const response = await fetch(url, { signal: own.signal, cache: "no-store", credentials: "same-origin", headers });
  leaveIfEnded(response);
  if (response.status === 401 || response.status === 403) return signedOut();
  if (!response.ok || !response.body) throw new Error(String(response.status));
  heard(own);
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard(own);
    const { events, rest } = parse(buffer + value);
    buffer = rest;
    for (const event of events) {
      deliver(event);
      if (ended) return own.abort();
    }
  }
}

async function connect() {
  clearTimeout(retryTimer);
  controller?.abort();
  const own = new AbortController();
  controller = own;
  try {
    await read(own);
  } catch {
    // Whatever the reason, the answer is the same: try again, a little later each time.
  }
  clearTimeout(silenceTimer);
  if (controller !== own || ended) return;
  controller = null;
  interrupted();
  retryTimer = setTimeout(connect, delay * (0.5 + Math.random() / 2));
  delay = Math.min(delay * 2, LONGEST_DELAY_MS);
}

function connectNow() {
  const fresh = controller && root.dataset.live === "open" && Date.now() - heardAt < FRESH_MS;
  if (ended || fresh) return;
  delay = FIRST_DELAY_MS;
  connect();
}

function pause() {
  clearTimeout(retryTimer);
  const own = controller;
  controller = null;
  own?.abort();
}

export function start() {
  if (!body.dataset.liveUrl) return;
  overtaken.start();
  interrupted();
  document.addEventListener("DOMContentLoaded", connect); // what a part cannot hear yet would be lost
  addEventListener("online", () => {
    pause(); // a stream over the network that went away may hang for long
    connectNow();
  });
  addEventListener("pagehide", pause);
  addEventListener("pageshow", ({ persisted }) => persisted && connectNow());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && connectNow());
}
