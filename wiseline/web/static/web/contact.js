// The parts of a client's page that come and go with the contact: when somebody answers, the call and the messages
// appear by themselves, and so do the messages when the client would rather write; what was being typed stays as it is.
import { chime } from "./chime.js";

const CALLING = new Set(["live", "wrapping_up", "promised"]);
const WAITING = new Set(["asked", "ringing", "promised", "unreached"]);
const stands = () => ({ ...document.getElementById("state")?.dataset });
let shown = stands();

function follow() {
  const before = shown;
  const { status, way } = stands();
  if (!status || (status === before.status && way === before.way)) return;
  shown = { status, way };
  if (way !== before.way || CALLING.has(status) || CALLING.has(before.status)) document.body.dispatchEvent(new CustomEvent("wl:talk"));
  if (status === "live" && WAITING.has(before.status)) chime(); // the phone may lie on the table by now
  const meantime = document.getElementById("meantime");
  if (meantime) meantime.hidden = !WAITING.has(status);
  if (WAITING.has(status) && !meantime) location.reload();
}

document.body.addEventListener("htmx:afterSettle", follow);

// The call must appear when somebody answered, also where the first try to fetch it was lost.
const talkAgain = ({ target }) =>
  target.id === "talk" && setTimeout(() => document.body.dispatchEvent(new CustomEvent("wl:talk")), 2_000);
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, talkAgain);
