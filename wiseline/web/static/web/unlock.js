// The lock's screen: the PIN, or a passkey, is checked by the server; then the worker, too, opens what it keeps.
import { csrfToken } from "./csrf.js";
import * as state from "./lock-state.js";

const form = document.querySelector("[data-unlock]");
const field = form.elements.pin;
const error = document.getElementById("pin_error");

const passkey = document.querySelector("[data-passkey]");

async function open(asked, refuse) {
  const said = new URLSearchParams(new FormData(asked));
  said.set("next", form.elements.next.value);
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  const response = await fetch(asked.action, { method: "POST", body: said, headers, credentials: "same-origin" });
  if (response.redirected) return location.assign("/"); // signed out meanwhile
  const answer = await response.json();
  if (!response.ok) return refuse(answer.error);
  await state.unlock().catch(() => {});
  sessionStorage.setItem(state.OPENED, "1");
  location.replace(answer.next);
}

function refusePin(words) {
  error.textContent = words;
  field.value = "";
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await open(form, refusePin).catch(() => refusePin(form.dataset.failed));
});
passkey?.addEventListener("passkey", async (event) => {
  event.preventDefault();
  const refuse = (words) => {
    passkey.querySelector("[data-passkey-problem]").textContent = words;
    passkey.removeAttribute("aria-busy");
  };
  await open(passkey, refuse).catch(() => refuse(passkey.dataset.offline));
});
state.lock().catch(() => {});
if (location.search.includes("next=")) form.elements.next.value = new URLSearchParams(location.search).get("next");
