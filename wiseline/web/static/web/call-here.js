// That the call is on this page: so that nothing leads the window away, the screen stays on, and a page that is
// loaded anew knows whether it is the one that was on the line, and not a second window beside it.
const lockOf = (contact) => `wiseline-call-${contact}`;
const markOf = (contact) => `wl:call:${contact}`;
let mayGo = [];
let wakeLock = null;
let held = "";

function hold(name) {
  const release = () => new Promise((resolve) => mayGo.push(resolve));
  navigator.locks?.request(name, { mode: "shared" }, release);
}

function keepMark(contact, leg) {
  try {
    if (leg) localStorage.setItem(markOf(contact), leg);
    else localStorage.removeItem(markOf(contact));
  } catch {
    // No storage on this device: after a reload, a tap takes the call back.
  }
}

async function keepAwake() {
  if (!held || document.visibilityState !== "visible") return;
  try {
    wakeLock = await navigator.wakeLock.request("screen");
    if (!held) wakeLock.release();
  } catch {
    // Saving power comes first on some devices.
  }
}

/** The contact's call is on this page from now on. */
export function stay(contact) {
  held = contact;
  hold("wiseline-stay"); // the worker leads no window away that holds it
  hold(lockOf(contact));
  keepAwake();
}

/** It is on the line as this leg. */
export const mark = (leg) => held && keepMark(held, leg);

export function go() {
  if (held) keepMark(held, "");
  held = "";
  mayGo.splice(0).forEach((release) => release());
  wakeLock?.release();
}

/** Whether the person's leg was on this page before it was loaded anew; false beside a window that is in the call. */
export async function was(contact, leg) {
  try {
    if (!leg || localStorage.getItem(markOf(contact)) !== leg) return false;
  } catch {
    return false;
  }
  const locks = await navigator.locks?.query();
  return !locks?.held.some(({ name }) => name === lockOf(contact));
}

document.addEventListener("visibilitychange", keepAwake);
