// Steps that run: a quiet bar with words at their moments, and the wave of an urge.
import { speakIfOn } from "./practice-voice.js";

/** Counts whole seconds while it runs; a device that slept is caught up with. */
class Clock {
  constructor(length, tick) {
    Object.assign(this, { length, tick, passed: 0, timer: 0 });
  }

  get running() {
    return this.timer !== 0;
  }

  start() {
    const from = Date.now() - this.passed * 1000;
    this.timer = setInterval(() => {
      this.passed = Math.min(this.length, Math.floor((Date.now() - from) / 1000));
      if (this.passed >= this.length) this.stop();
      this.tick(this.passed);
    }, 250);
    this.tick(this.passed);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
  }
}

async function keepAwake(clock) {
  const lock = await navigator.wakeLock?.request("screen").catch(() => null);
  const watch = setInterval(() => clock.running || (clearInterval(watch), lock?.release().catch(() => {})), 1000);
}

/** A step with a bar: returns what stops it. */
export function timed(place, words) {
  const find = (name) => place.querySelector(`[data-timed-${name}]`);
  const [cue, list, toggle, bar] = [find("cue"), find("cues"), find("toggle"), place.querySelector("progress")];
  const cues = [...list.children].map((item) => [Number(item.dataset.at), item.textContent]);
  const length = Number(place.dataset.timed);
  let said = "";
  const clock = new Clock(length, (passed) => {
    bar.value = passed;
    const now = cues.filter(([at]) => at <= passed).at(-1)?.[1] ?? "";
    if (now !== said) {
      said = now;
      cue.textContent = now;
      if (clock.running) speakIfOn(now);
    }
    if (passed >= length) toggle.textContent = words.wordAgain;
  });
  list.hidden = true;
  cue.hidden = cues.length === 0;
  toggle.hidden = false;
  const begin = toggle.textContent;
  toggle.addEventListener("click", () => {
    if (clock.running) {
      clock.stop();
      toggle.textContent = words.wordGo;
      return;
    }
    if (clock.passed >= length) [clock.passed, said] = [0, ""];
    clock.start();
    keepAwake(clock);
    toggle.textContent = words.wordPause;
  });
  return () => {
    if (clock.running) toggle.textContent = begin;
    clock.stop();
  };
}

/** The wave: each value is a point of the line; it is asked for again after a while. */
export function surf(place) {
  const find = (name) => place.querySelector(`[data-surf-${name}]`);
  const [line, values, input, output, mark] = ["line", "values", "value", "output", "mark"].map(find);
  const length = Number(place.dataset.surf);
  const every = Number(place.dataset.every);
  const points = [];
  const clock = new Clock(length, (passed) => {
    place.querySelector("progress").value = passed;
    const due = points.length > 0 && passed - points.at(-1)[0] >= every;
    if (due && !mark.hasAttribute("data-due")) speakIfOn(place.dataset.wordAsked);
    mark.toggleAttribute("data-due", due);
  });
  input.addEventListener("input", () => (output.value = input.value));
  mark.addEventListener("click", () => {
    if (!clock.running && clock.passed < length) {
      clock.start();
      keepAwake(clock);
    }
    points.push([clock.passed, Number(input.value)]);
    const at = ([seconds, value]) => `${(seconds / length) * 296 + 2},${105 - value}`;
    line.setAttribute("points", points.map(at).join(" "));
    values.textContent = points.map(([, value]) => value).join(" → ");
    mark.removeAttribute("data-due");
  });
  return () => clock.stop();
}
