// What the call bar shows, from how things stand: no state of its own, and nothing is done here.
import * as microphone from "./call-microphone.js";

export const SECOND_TAP_MS = 800; // a second tap on "Hang up" must not call again
const GAVE_UP = new Set(["ended_lost", "ended_not_connected"]);

/**
 * `page`: `facts` of the server; `stay` in the call, or null; `ending` and `trouble`, names of sentences; `asking`
 * (the browser asks for the microphone), `allowed` (it gives it without), `deaf` (it stopped), `needsTap` (to play
 * sound), `waiting` (the client waits for an answer here), `endedAt`. Returns null where there is nothing to show.
 */
export function view(page) {
  const { facts, ending, trouble, waiting, allowed, stay } = page;
  if (!facts) return null;
  const say = (name) => facts.words[name].replaceAll("%(name)s", facts.name || facts.someone);
  if (stay) return inCall(page, say);
  if (ending) return ended(page, say);
  if (trouble) return { state: say(trouble), ways: say("also"), buttons: new Set(["retry"]) };
  const supported = microphone.supported();
  if (waiting && supported) return getReady(page, say);
  if (!facts.can_call || facts.by_phone) return null;
  if (!supported) return { state: say("unsupported"), ways: say("also"), buttons: new Set() };
  const state = say(facts.waits ? "called" : "idle");
  if (!allowed) return { state, hint: say("ask"), buttons: new Set(["microphone"]) };
  return { state, join: say(facts.waits ? "answer" : "call"), buttons: new Set(["join"]) };
}

function getReady({ asking }, say) {
  if (microphone.isOpen()) return { state: say("ready"), buttons: new Set() };
  return { state: say("ask"), buttons: new Set(asking ? [] : ["microphone"]) };
}

function ended({ facts, ending, endedAt }, say) {
  const buttons = new Set(facts.can_call && !facts.by_phone ? ["join"] : []);
  const waits = facts.waits && ending !== "moved";
  const join = say(waits ? "answer" : ending === "moved" ? "here" : "again");
  const state = waits ? `${say(ending)} ${say("called")}` : say(ending);
  const tooSoon = performance.now() - endedAt < SECOND_TAP_MS;
  return { state, join, buttons, tooSoon, ways: GAVE_UP.has(ending) ? say("also") : "" };
}

function inCall({ stay, asking, needsTap, deaf }, say) {
  const buttons = new Set(["leave"]);
  if (microphone.isOpen()) buttons.add("mute");
  if (needsTap) buttons.add("hear");
  if (stay.slow) buttons.add("retry");
  const muted = microphone.isMuted();
  const hint = stay.unreached ? "unreached" : deaf ? "deaf" : muted ? "muted" : stay.poor ? "poor" : "";
  return {
    state: say(asking ? "microphone" : stay.state),
    hint: hint && say(hint),
    ways: stay.slow ? say(stay.state === "alone" ? "slow_alone" : "slow") : "",
    talked: ["talking", "lost"].includes(stay.state) ? stay.talked : null,
    buttons,
    muted,
  };
}
