// Voice in a contact: what the page does about the call, by tap and by itself. The bar is coaching/partials/call.html.
import * as bar from "./call-bar.js";
import * as here from "./call-here.js";
import * as microphone from "./call-microphone.js";
import { warmUp } from "./call-peer.js";
import { look } from "./call-signals.js";
import * as sound from "./call-sound.js";
import { Stay } from "./call-stay.js";
import { SECOND_TAP_MS, view } from "./call-view.js";

const WAITING = new Set(["asked", "ringing"]);
const HIDDEN_MS = 1_000;
const IN_A_FIELD = "input, textarea, select, [contenteditable]";

let facts = bar.freshFacts();
let stay = null;
let allowed = false; // the browser gives the microphone without asking
let asking = false;
let trouble = ""; // why there is no microphone: the name of a sentence
let ending = ""; // how the last call ended: the name of a sentence
let endedAt = -Infinity;
let deaf = false;
let needsTap = false;
let connected = () => {};

const waitsHere = () => facts.side === "client" && facts.way === "call" && WAITING.has(facts.status);

// For a page that answers without leaving (answer.js)

/** Open the microphone ahead, where the browser gives it without asking. */
export async function getReady() {
  warmUp();
  allowed = allowed || (await microphone.permission()) === "granted";
  if (allowed) microphone.open().catch(() => {}); // the call says why
}

/** There will be no call after all. */
export const letGo = () => stay || microphone.close();

/** The coach has answered somebody else: who was on the line is hung up on. */
export function hangUpOther() {
  if (stay) hangUp();
  microphone.close();
}

/** The coach is on the line: `joined` is what joining answered. Resolves when they talk, at the latest after `ms`. */
export function goOn(fresh, joined, ms) {
  if (stay) hangUp();
  facts = fresh;
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    connected = resolve;
    begin(joined);
  });
}

// What is shown

const show = () =>
  bar.render(
    view({ facts, stay, ending, trouble, asking, allowed, deaf, needsTap, waiting: facts && waitsHere(), endedAt }),
  );

// What happens

async function refresh() {
  try {
    Object.assign(facts, await look(facts.urls.join));
  } catch {
    return; // the next event, or a reload, brings it
  }
  if (waitsHere()) await waitReady();
  else if (!facts.can_call && !stay) microphone.close();
  show();
}

/** While the client waits, the microphone is opened ahead where the browser gives it without asking. */
async function waitReady() {
  ending = "";
  if (!microphone.isOpen()) warmUp();
  if (allowed && !stay && !microphone.isOpen()) await useMicrophone();
}

async function useMicrophone() {
  trouble = "";
  asking = true;
  show();
  try {
    await microphone.open();
    allowed = true;
  } catch (error) {
    trouble = error.message;
  }
  asking = false;
  if (waitsHere() || stay) show();
  else if (facts.can_call && !trouble) begin(); // somebody answered while the browser asked
  else show();
}

function begin(joined) {
  if (stay || !microphone.supported()) return;
  ending = trouble = "";
  deaf = false;
  const own = new Stay(facts.urls, {
    changed: () => {
      if (own !== stay) return;
      if (own.connected) connected();
      show();
    },
    entered: () => {
      if (own !== stay) return;
      here.mark(own.leg.id);
      if (!facts.name) refresh();
    },
    heard: (track) => own === stay && sound.play(track),
    over: (answer) => own === stay && over(answer),
  });
  stay = own;
  here.stay(facts.contact);
  // A coach goes straight on; a client whom the browser still has to ask must not be on the line without a voice.
  const straight = allowed || facts.side === "coach";
  if (straight) own.enter(joined);
  asking = !allowed;
  speakWith(own, straight);
  show();
}

async function speakWith(own, entered) {
  try {
    const track = await microphone.open();
    if (own !== stay) return;
    allowed = true;
    asking = deaf = false;
    own.speak(track);
    if (!entered) own.enter();
    sound.offerOutputs().then(show);
  } catch (error) {
    if (own !== stay) return;
    if (!deaf) { // a microphone that stopped leaves the other's voice
      trouble = error.message;
      own.leave("not_connected");
      finish("");
    }
  }
  show();
}

function finish(how) {
  stay = null;
  asking = needsTap = false;
  ending = how;
  endedAt = performance.now();
  setTimeout(show, SECOND_TAP_MS);
  facts.waits = facts.begin = false;
  facts.rejoin = "";
  microphone.close();
  sound.stop();
  here.go();
  show();
}

/** The call is over for this page, by the other side's doing or by the network's. */
function over({ what, end, by }) {
  if (what === "closed") {
    finish("");
    refresh();
  } else if (what === "moved") finish("moved");
  else if (by && by === document.body.dataset.person) finish("hung_up_by_me");
  else finish(end === "hung_up" ? "hung_up" : `ended_${end}`);
}

function hangUp() {
  stay?.leave("hung_up");
  finish("hung_up_by_me");
}

function mute() {
  microphone.mute(!microphone.isMuted());
  show();
}

microphone.onStopped(() => {
  if (!stay) return show();
  deaf = true;
  return speakWith(stay, true);
});
sound.onRefused((refused) => {
  needsTap = refused;
  show();
});

// What the server tells

const ours = (detail) => facts && (detail.reset || detail.id === facts.contact);

function contactChanged({ detail }) {
  if (!ours(detail)) return;
  const waited = waitsHere();
  if (detail.status) facts.status = detail.status;
  if (detail.status === "live" && waited && allowed) answered(); // the client waits with the microphone in hand
  else if (!stay || detail.status !== "live") refresh();
}

/** Of several open windows, the one that is looked at takes the call; another one only where nobody else did. */
async function answered() {
  if (document.visibilityState !== "visible") await new Promise((resolve) => setTimeout(resolve, HIDDEN_MS));
  if (document.visibilityState !== "visible") await refresh();
  if (!(await isElsewhere())) begin();
  show();
}

/** Whether the person is in the call with another window or device; that is then said. */
async function isElsewhere() {
  const elsewhere = Boolean(facts.rejoin) && !(await here.was(facts.contact, facts.rejoin));
  if (elsewhere) ending = "moved";
  return elsewhere;
}

function callChanged({ detail }) {
  if (!ours(detail)) return;
  if (stay) inCallChanged(detail);
  else if (detail.what === "joined" && ending !== "moved") {
    facts.waits = true;
    if (facts.can_call) show();
    else refresh();
  } else if (detail.what === "ended") {
    const theirs = facts.waits && detail.end === "hung_up" && detail.by !== document.body.dataset.person;
    if (facts.waits || ending === "moved") ending = theirs ? "hung_up" : "";
    facts.waits = false;
    facts.rejoin = "";
    show();
  }
}

function inCallChanged(detail) {
  if (detail.what === "joined") stay.joined(detail);
  if (detail.what === "moved" && detail.leg === stay.leg?.id) stay.end(detail);
  if (detail.what === "ended" && detail.call === stay.call) stay.end(detail);
}

// What the person does

const taps = {
  microphone: () => (facts.can_call ? begin() : useMicrophone()),
  join: () => begin(),
  retry: () => (stay ? stay.anew() : facts.can_call ? begin() : useMicrophone()),
  hear: sound.start,
  mute,
  leave: hangUp,
  write: bar.goToMessages,
};

function pressed(event) {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
  if (event.key.toLowerCase() !== "m" || !plain || !microphone.isOpen() || !stay || !sound.keyIsOn()) return;
  if (!event.target.closest?.(IN_A_FIELD)) mute();
}

/** A fresh bar may have come with a part of the page. */
function swapped() {
  const fresh = bar.freshFacts();
  if (fresh && fresh.contact !== facts?.contact) ending = trouble = "";
  if (fresh) facts = fresh;
  if (fresh && stay) sound.offerOutputs().then(show);
  show();
}

/** A link opens beside the call, not in its place; leaving quickly stays what it is. */
function followed({ target }) {
  const link = target.closest?.("a[href]");
  const elsewhere = link && link.origin === location.origin && link.pathname !== location.pathname;
  if (!stay || !elsewhere || link.target || link.matches("[data-quick-exit]")) return;
  link.target = "_blank";
  setTimeout(() => link.removeAttribute("target"));
}

/** Whether the person has just chosen to talk on this very page. */
function toTalkHere() {
  if (location.hash !== "#talk") return false;
  history.replaceState(history.state, "", location.pathname + location.search); // loaded anew, it is not chosen again
  return true;
}

async function start() {
  document.addEventListener("click", ({ target }) => taps[target.closest?.("[data-call-do]")?.dataset.callDo]?.());
  document.addEventListener("click", followed, true);
  document.addEventListener("keydown", pressed);
  document.addEventListener("htmx:afterSettle", swapped);
  document.body.addEventListener("wl:contact", contactChanged);
  document.body.addEventListener("wl:call", callChanged);
  document.body.addEventListener("wl:reset", () => (stay ? stay.beat() : facts && refresh())); // something was missed
  document.body.addEventListener("wl:signal", ({ detail }) => ours(detail) && stay?.signal(detail));
  addEventListener("online", () => stay?.networkChanged());
  let network = navigator.connection?.type;
  navigator.connection?.addEventListener("change", () => {
    if (network !== navigator.connection.type) stay?.networkChanged(); // not when only the speed changed
    network = navigator.connection.type;
  });
  addEventListener("pageshow", ({ persisted }) => persisted && refresh());
  setInterval(() => stay && show(), 1_000); // the time that they have talked
  if (!facts) return;
  allowed = allowed || (await microphone.permission()) === "granted";
  const goesOn = facts.begin || facts.rejoin;
  if (toTalkHere() && facts.can_call) begin();
  else if (goesOn && !(await isElsewhere()) && (allowed || facts.side === "coach")) begin();
  else if (waitsHere()) await waitReady();
  show();
}

start();
