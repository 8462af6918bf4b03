// A soft ring for as long as `#ring` shows one. Browsers stay silent until the page was touched once: then it says so.
import { note } from "./chime.js";
import { land, resort } from "./keep-place.js";

const PATTERN_MS = 3_000;
const place = document.getElementById("ring");
const panel = document.querySelector("[data-ring-sound]");
const on = panel?.querySelector("[data-sound-on]");
const off = panel?.querySelector("[data-sound-off]");
let context = null;
let timer = 0;
let silenced = "";

const ringing = () => Boolean(place?.querySelector("[data-ringing]"));
const which = () => [...place.querySelectorAll("[data-ringing]")].map((ring) => ring.dataset.ringing).join();

function ringOnce() {
  navigator.vibrate?.([300, 200, 300]);
  if (context.state !== "running") return show();
  const now = context.currentTime;
  note(context, 523.25, now, 0.9);
  note(context, 659.25, now + 0.35, 1.1);
  note(context, 523.25, now + 1, 0.9);
}

function show() {
  const focused = document.activeElement;
  const blocked = Boolean(timer) && context.state !== "running";
  on.hidden = !blocked;
  off.hidden = !timer || blocked;
  panel.hidden = on.hidden && off.hidden;
  const gone = panel.contains(focused) && focused.hidden;
  if (gone) land(off.hidden ? (place.querySelector("button") ?? resort()) : off);
}

function stop() {
  clearInterval(timer);
  timer = 0;
  navigator.vibrate?.(0);
  show();
}

function start() {
  context ??= new AudioContext();
  context.onstatechange = show;
  if (context.state === "suspended") context.resume().catch(() => {});
  if (timer) return;
  timer = setInterval(ringOnce, PATTERN_MS);
  ringOnce();
  show();
}

function update() {
  if (!ringing()) {
    silenced = "";
    if (timer) stop();
  } else if (which() !== silenced) {
    start();
  }
}

if (place && panel && "AudioContext" in globalThis) {
  new MutationObserver(update).observe(place, { childList: true, subtree: true });
  document.body.addEventListener("wl:ring", update);
  on.addEventListener("click", async () => {
    await context.resume();
    ringOnce();
    show();
  });
  off.addEventListener("click", () => {
    silenced = which();
    stop();
  });
  addEventListener("pagehide", () => timer && stop());
  addEventListener("pageshow", (event) => event.persisted && update());
  update();
}
