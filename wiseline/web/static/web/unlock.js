// The lock's screen: the PIN is checked by the server; then the worker, too, opens what it keeps.
import { csrfToken } from "./csrf.js";
import * as state from "./lock-state.js";

const form = document.querySelector("[data-unlock]");
const field = form.elements.pin;
const error = document.getElementById("pin_error");

async function open() {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers, credentials: "same-origin" });
  if (response.redirected) return location.assign("/"); // signed out meanwhile
  const answer = await response.json();
  if (!response.ok) return refuse(answer.error);
  await state.unlock().catch(() => {});
  sessionStorage.setItem(state.OPENED, "1");
  location.replace(answer.next);
}

function refuse(words) {
  error.textContent = words;
  field.value = "";
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await open().catch(() => refuse(form.dataset.failed));
});
state.lock().catch(() => {});
if (location.search.includes("next=")) form.elements.next.value = new URLSearchParams(location.search).get("next");
