// What the call bar shows. The bar may be replaced by a fresh one at any time: everything is looked up when needed.
import { land, resort } from "./keep-place.js";
import { words as clock } from "./relative-time.js";

const root = () => document.querySelector("[data-call]");
const part = (name) => root()?.querySelector(`[data-call-${name}]`);
const button = (name) => root()?.querySelector(`[data-call-do="${name}"]`);

let read = null;

/** The facts that the server wrote into the page, once for each bar; null where there is nothing new to read. */
export function freshFacts() {
  const element = root();
  if (!element || element === read) return null;
  read = element;
  return JSON.parse(element.dataset.call);
}

function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function keepFocus(bar, hadFocus) {
  if (!hadFocus || (document.activeElement && document.activeElement !== document.body)) return;
  (bar.querySelector("button:not([hidden], :disabled)") ?? bar).focus({ preventScroll: true });
}

/**
 * Show a view: `state` (a sentence), `hint`, `ways` (a sentence, or nothing), `buttons` (a set of names), `join` (the
 * words of that button), `tooSoon` (that button waits), `muted`, `talked` (seconds, or null). A view of null hides everything.
 */
export function render(view) {
  const place = root();
  if (!place) return;
  const bar = place.querySelector(".callbar");
  const hadFocus = bar.contains(document.activeElement);
  place.hidden = !view;
  if (!view) {
    if (hadFocus) land(resort());
    return;
  }
  put(part("state"), view.state);
  put(part("hint"), view.hint ?? "");
  part("hint").hidden = !view.hint;
  put(part("join"), view.join ?? "");
  button("join").disabled = Boolean(view.tooSoon);
  for (const element of place.querySelectorAll("[data-call-do]")) {
    if (element.dataset.callDo !== "write") element.hidden = !view.buttons.has(element.dataset.callDo);
  }
  button("mute").setAttribute("aria-pressed", String(Boolean(view.muted)));
  put(part("ways-text"), view.ways ?? "");
  part("ways").hidden = !view.ways;
  button("write").hidden = !document.querySelector("[data-compose]");
  const inCall = view.buttons.has("mute");
  part("sound").hidden = !inCall || (part("outputs").hidden && part("keys").hidden);
  part("clock").hidden = !Number.isFinite(view.talked);
  if (Number.isFinite(view.talked)) put(part("time"), clock(Math.floor(view.talked), { style: "clock" }));
  keepFocus(bar, hadFocus);
}

export function goToMessages() {
  const box = document.querySelector("[data-compose] textarea");
  box?.scrollIntoView({ block: "center" });
  box?.focus({ preventScroll: true });
}
