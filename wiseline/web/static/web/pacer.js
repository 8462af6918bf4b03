// The breathing pacer: `<section data-pacer data-in="4" data-out="6" …>`, see partials/pacer.html.
// The circle grows by a CSS transition of the phase's length; a tick a second counts and drives the bar.
const PHASES = ["in", "hold", "out", "rest"];
const SMALL = 0.45;
const SETTINGS = "wiseline-pacer";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(SETTINGS)) ?? {};
  } catch {
    return {};
  }
}

export class Pacer {
  constructor(section) {
    this.section = section;
    const find = (name) => section.querySelector(`[data-pacer-${name}]`);
    this.parts = Object.fromEntries(
      ["circle", "word", "count", "bar", "toggle", "buzz", "announce"].map((name) => [name, find(name)]),
    );
    this.seconds = Object.fromEntries(PHASES.map((phase) => [phase, Number(section.dataset[phase] ?? 0)]));
    this.timer = 0;
    this.restore();
    this.parts.toggle.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    section.addEventListener("click", ({ target }) => this.adjust(target.closest("[data-pacer-step]")));
    section.addEventListener("change", () => this.settingsChanged());
    addEventListener("pagehide", () => this.timer && this.stop());
    this.showSettings();
  }

  restore() {
    const known = remembered();
    for (const phase of PHASES) {
      if (!this.section.hasAttribute("data-fixed") && Number.isInteger(known[phase])) this.seconds[phase] = known[phase];
    }
    if (this.parts.buzz) {
      this.parts.buzz.checked = Boolean(known.buzz);
      this.parts.buzz.closest("label").hidden = !("vibrate" in navigator);
    }
    if (this.parts.announce) this.parts.announce.checked = Boolean(known.announce);
  }

  settingsChanged() {
    const { buzz, announce } = this.parts;
    const settings = { ...this.seconds, buzz: Boolean(buzz?.checked), announce: Boolean(announce?.checked) };
    try {
      localStorage.setItem(SETTINGS, JSON.stringify(settings));
    } catch {
      // Not remembered, but used.
    }
    this.showSettings();
  }

  showSettings() {
    for (const output of this.section.querySelectorAll("[data-pacer-seconds]")) {
      output.textContent = this.seconds[output.dataset.pacerSeconds];
    }
    this.parts.word.setAttribute("aria-live", this.parts.announce?.checked ? "polite" : "off");
  }

  adjust(button) {
    if (!button) return;
    const phase = button.dataset.pacerStep;
    const least = phase === "in" || phase === "out" ? 2 : 0;
    const seconds = this.seconds[phase] + Number(button.value);
    this.seconds[phase] = Math.min(12, Math.max(least, seconds));
    this.settingsChanged();
  }

  start() {
    this.startedAt = Date.now();
    this.parts.toggle.textContent = this.section.dataset.wordStop;
    this.section.dataset.running = "";
    this.keepAwake();
    this.begin(0);
    this.section.dispatchEvent(new CustomEvent("pacer:start", { bubbles: true }));
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.parts.toggle.textContent = this.section.dataset.wordStart;
    delete this.section.dataset.running;
    delete this.section.dataset.phase;
    this.parts.word.textContent = this.section.dataset.wordReady ?? "";
    this.parts.count.textContent = "";
    this.draw(0.6, SMALL, 0);
    this.awake?.release().catch(() => {});
    this.awake = null;
    const seconds = Math.round((Date.now() - this.startedAt) / 1000);
    this.section.dispatchEvent(new CustomEvent("pacer:stop", { bubbles: true, detail: { seconds } }));
  }

  async keepAwake() {
    this.awake = await navigator.wakeLock?.request("screen").catch(() => null);
    if (!this.timer) this.awake?.release().catch(() => {});
  }

  draw(seconds, scale, part) {
    this.parts.circle.style.setProperty("--pacer-seconds", `${seconds}s`);
    this.parts.circle.style.setProperty("--pacer-scale", scale);
    this.parts.bar?.style.setProperty("--pacer-part", part);
  }

  begin(index) {
    const phase = PHASES[index % PHASES.length];
    const length = this.seconds[phase];
    if (!length) return this.begin(index + 1);
    this.section.dataset.phase = phase;
    this.parts.word.textContent = this.section.dataset[`word${phase[0].toUpperCase()}${phase.slice(1)}`];
    if (this.parts.buzz?.checked) navigator.vibrate?.({ in: [120], out: [60, 80, 60] }[phase] ?? [30]);
    this.tick(index, phase, length, 0);
  }

  tick(index, phase, length, passed) {
    const full = phase === "in" || phase === "hold";
    const done = (passed + 1) / length;
    const part = { in: done, hold: 1, out: 1 - done, rest: 0 }[phase];
    this.draw(length, full ? 1 : SMALL, part);
    this.parts.count.textContent = length - passed;
    const next = passed + 1 < length ? () => this.tick(index, phase, length, passed + 1) : () => this.begin(index + 1);
    this.timer = setTimeout(next, 1000);
  }
}

function prepare() {
  for (const section of document.querySelectorAll("[data-pacer]:not([data-pacer-ready])")) {
    section.dataset.pacerReady = "";
    new Pacer(section);
  }
}

prepare();
document.addEventListener("htmx:load", prepare);
