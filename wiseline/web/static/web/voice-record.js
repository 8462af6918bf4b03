// A therapist's voice, recorded in the browser: held in this page only until the server has it. What goes wrong is said,
// and neither the recording nor the words are lost by it.
import { close, onStopped, open } from "./call-microphone.js";
import { csrfToken } from "./csrf.js";
import { newKey } from "./store.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const SEND_MS = 60_000;
const form = document.querySelector("form[data-record]");
const part = (name) => form.querySelector(`[data-record-${name}]`);
let recorder = null;
let sound = null;
let stopping = null; // until what was recorded is there
let begun = 0;
let ticking = 0;

const type = () => TYPES.find((each) => globalThis.MediaRecorder?.isTypeSupported(each));
const say = (text) => {
  part("trouble").textContent = text;
  part("trouble").hidden = !text;
};
const seconds = () => Math.round((performance.now() - begun) / 1000);

function show(state) {
  part("start").hidden = state !== "nothing";
  part("stop").hidden = state !== "recording";
  part("time").hidden = state !== "recording";
  part("listen").hidden = state !== "recorded";
  part("drop").hidden = state !== "recorded";
}

function tick() {
  const now = seconds();
  part("time").textContent = `${Math.floor(now / 60)}:${String(now % 60).padStart(2, "0")}`;
  if (now < Number(form.dataset.longest)) return;
  end();
  say(form.dataset.wordFull);
}

async function begin() {
  say("");
  part("start").disabled = true;
  try {
    const track = await open();
    const pieces = [];
    recorder = new MediaRecorder(new MediaStream([track]), { mimeType: type(), audioBitsPerSecond: 32_000 });
    recorder.ondataavailable = ({ data }) => data.size && pieces.push(data);
    recorder.onstop = () => taken(pieces);
    onStopped(() => {
      say(form.dataset.wordBusy);
      end();
    });
    recorder.start(1000);
    begun = performance.now();
    ticking = setInterval(tick, 250);
    show("recording");
    part("stop").focus();
  } catch (error) {
    close();
    say(form.dataset[{ refused: "wordRefused", none: "wordNone" }[error.message] ?? "wordBusy"]);
  } finally {
    part("start").disabled = false;
  }
}

function end() {
  if (recorder?.state !== "recording") return;
  clearInterval(ticking);
  form.elements.seconds.value = Math.min(seconds(), Number(form.dataset.longest));
  stopping = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
  recorder.stop();
  close();
}

function taken(pieces) {
  sound = new Blob(pieces, { type: recorder.mimeType });
  if (sound.size > Number(form.dataset.mostBytes)) {
    drop();
    say(form.dataset.wordLarge);
    return;
  }
  part("listen").src = URL.createObjectURL(sound);
  show("recorded");
  part("listen").focus();
}

function drop() {
  URL.revokeObjectURL(part("listen").src);
  part("listen").removeAttribute("src");
  sound = null;
  form.elements.seconds.value = "";
  say("");
  show("nothing");
  part("start").focus();
}

const released = () => form.dispatchEvent(new CustomEvent("wl:not-sent", { bubbles: true }));

async function send() {
  const body = new FormData(form);
  body.delete("csrfmiddlewaretoken");
  if (sound) {
    body.set("voice", sound, "voice");
    body.set("recorded", "1");
  }
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  const response = await fetch(location.pathname, { method: "POST", body, headers, signal: AbortSignal.timeout?.(SEND_MS) });
  if (response.redirected) return say(form.dataset.wordSignedOut);
  if (response.status === 422) return say((await response.json()).errors.join(" "));
  if (!response.ok) throw new Error("The server has trouble.");
  const { next } = await response.json();
  sound = null;
  location.assign(next);
}

async function submitted(event) {
  event.preventDefault();
  end();
  await stopping;
  say("");
  try {
    await send();
  } catch {
    say(form.dataset.wordLost);
  }
  released();
}

form.elements.client_key.value ||= newKey();
form.addEventListener("submit", submitted);
addEventListener("beforeunload", (event) => sound && event.preventDefault());
if (type() && navigator.mediaDevices?.getUserMedia) {
  part("start").addEventListener("click", begin);
  part("stop").addEventListener("click", end);
  part("drop").addEventListener("click", drop);
} else {
  part("start").hidden = true;
  say(form.dataset.wordUnsupported);
}
part("box").hidden = false;
