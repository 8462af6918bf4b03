// The other's voice: played in an element of its own, on the speaker that was chosen where the browser allows that.
const CHOSEN = "wl:call-output";
const KEY_OFF = "wl:call-key-off";
const element = Object.assign(document.createElement("audio"), { autoplay: true });
element.setAttribute("playsinline", "");
let refused = () => {};

/** Call this when the browser wants a tap before it plays (true), and when it plays (false). */
export function onRefused(callback) {
  refused = callback;
}

/** Play a track; the page's own element, so that nothing that is swapped on the page can stop it. */
export function play(track) {
  if (!element.isConnected) document.body.append(element);
  element.srcObject = new MediaStream([track]);
  return start();
}

export async function start() {
  try {
    await element.play();
    refused(false);
  } catch (error) {
    if (error.name === "NotAllowedError") refused(true);
  }
}

export function stop() {
  element.srcObject = null;
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // no storage on this device: choices last as long as the page
  }
}

function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

export const keyIsOn = () => read(KEY_OFF) === null;

async function choose(id) {
  await element.setSinkId(id);
  keep(CHOSEN, id);
}

/** Offer the speakers that there are, once the microphone is allowed: before that they have no names. */
export async function offerOutputs() {
  const place = document.querySelector("[data-call-outputs]");
  const keys = document.querySelector("[data-call-keys]");
  if (!place || !keys) return;
  keys.hidden = !matchMedia("(pointer: fine)").matches;
  keys.querySelector("input").checked = keyIsOn();
  if (!("setSinkId" in HTMLMediaElement.prototype)) return;
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const outputs = devices.filter(({ kind, deviceId, label }) => kind === "audiooutput" && deviceId && label);
  const select = place.querySelector("select");
  const named = outputs.filter(({ deviceId }) => !["default", "communications"].includes(deviceId));
  place.hidden = named.length < 2;
  select.replaceChildren(new Option(select.dataset.default, ""));
  for (const { deviceId, label } of named) select.append(new Option(label, deviceId));
  const chosen = read(CHOSEN);
  if (chosen && named.some(({ deviceId }) => deviceId === chosen)) {
    select.value = chosen;
    await choose(chosen).catch(() => {});
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-call-output]")) choose(target.value).catch(() => {});
  if (target.matches("[data-call-key]")) keep(KEY_OFF, target.checked ? "" : "1");
});
