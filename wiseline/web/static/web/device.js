// What this browser is called, and the key by which the server knows it again.
import { csrfToken } from "./csrf.js";

const KEPT = "wiseline-device";

export function ownKey() {
  let key = localStorage.getItem(KEPT);
  if (!key) {
    key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem(KEPT, key);
  }
  return key;
}

/** Tell the server of this device; with its push subscription where it has one. */
export function tellServer(url, label, subscription = null) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  const body = JSON.stringify({ key: ownKey(), label, subscription });
  return fetch(url, { method: "POST", headers, body, credentials: "same-origin" });
}

export const labelOf = (section) =>
  matchMedia("(pointer: coarse)").matches ? section.dataset.phone : section.dataset.computer;
