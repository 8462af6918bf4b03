// Answering without leaving the page: the coach's voice is on its way before the contact's page is fetched.
// A form `data-answer` works without this too; whatever goes wrong here ends in an ordinary page.
import * as call from "./call.js";
import { csrfToken } from "./csrf.js";
import { land, resort } from "./keep-place.js";

const VOICE_FIRST_MS = 250; // the page is fetched once they hear each other, or then
let answering = false;

async function answer(form) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  const response = await fetch(form.action, { method: "POST", headers, credentials: "same-origin", redirect: "manual" });
  if (!response.ok) throw new Error(String(response.status)); // a redirect to the sign-in is not ok either
  return response.json();
}

async function show(path) {
  const response = await fetch(path, { credentials: "same-origin", redirect: "error" });
  if (!response.ok) throw new Error(String(response.status));
  const html = await response.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  if (location.pathname !== path) {
    history.pushState({}, "", path);
    addEventListener("popstate", () => location.reload());
  }
  for (const link of document.querySelectorAll(".head [aria-current]")) link.removeAttribute("aria-current");
  if (!document.querySelector(".ring-place")) {
    const place = page.querySelector(".ring-place");
    if (place) document.getElementById("main").before(place);
    if (place) globalThis.htmx.process(place);
  }
  answering = false; // the parts of the new page fetch what they show
  globalThis.htmx.swap("#main", html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, { select: "#main" });
  const main = document.getElementById("main");
  main.className = page.getElementById("main").className;
  scrollTo(0, 0);
  land(resort(), { preventScroll: true });
  for (const { src } of page.querySelectorAll('script[type="module"][src]')) await import(src);
}

async function submitted(event) {
  const form = event.target;
  if (!form.matches("form[data-answer]") || event.defaultPrevented || !globalThis.htmx?.swap) return;
  event.preventDefault();
  answering = true;
  let path = "";
  try {
    const answered = answer(form);
    if (form.dataset.answer !== "message") call.getReady();
    const { next, facts, joined } = await answered;
    path = next;
    for (const strip of document.querySelectorAll("[data-request-failed]")) strip.hidden = true;
    if (!facts) return location.assign(next); // somebody else has it: their page says who
    if (joined) await call.goOn(facts, joined, VOICE_FIRST_MS);
    else call.hangUpOther();
    await show(next);
    document.body.dispatchEvent(new CustomEvent("wl:ring")); // what rings now
  } catch (error) {
    answering = false;
    if (path) location.assign(path); // it is answered; the page joins again by itself
    else if (error instanceof TypeError) notReached(form);
    else form.submit();
  }
  return undefined;
}

/** Without a network an ordinary page would be none at all: the button waits for the next tap. */
function notReached(form) {
  call.letGo();
  for (const strip of document.querySelectorAll("[data-request-failed]")) strip.hidden = false;
  form.dispatchEvent(new CustomEvent("wl:not-sent", { bubbles: true }));
}

document.addEventListener("submit", submitted);
// The page where it rang hears of the answer too, and would make way for the contact's page by itself.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (answering && event.detail.elt.closest("#main, #ring")) event.preventDefault();
});
