// A guided practice: one step at a time, kept on this device so that it can be stopped and gone on with, also offline.
import { csrfToken } from "./csrf.js";
import "./pacer.js";
import { dropPlace, keepPlace, placeOf } from "./practice-place.js";
import { surf, timed } from "./practice-timed.js";
import { hush, isOn, speak, speakIfOn, toggle as toggleVoice, whenAble } from "./practice-voice.js";

const TOLD_MS = 8_000; // a step that hangs holds up the next no longer
const RUNNING = "[data-kind=timed], [data-kind=breathe], [data-kind=surf]";

class Practice {
  constructor(form) {
    this.form = form;
    this.id = form.dataset.practice; // "" where nothing may be kept
    this.sections = [...form.querySelectorAll("[data-step]")];
    this.stops = new Map();
    this.told = Promise.resolve();
    this.find = (name) => form.querySelector(`[data-practice-${name}]`);
    this.fields = [...form.querySelectorAll("[data-answer]")];
    this.prepareSteps();
    this.listen();
    const kept = this.id ? placeOf(this.id) : null;
    this.fill(kept ?? {});
    this.find("resumed").hidden = !kept?.step;
    this.show(kept ? this.visible().indexOf(this.sections[kept.step]) : 0, { land: false });
  }

  prepareSteps() {
    for (const radio of this.form.querySelectorAll("input[type=radio][data-answer]")) radio.name = `_${radio.dataset.answer}`;
    for (const section of this.sections) {
      const place = section.querySelector("[data-timed]");
      const wave = section.querySelector("[data-surf]");
      if (place) this.stops.set(section, timed(place, this.form.dataset));
      if (wave) this.stops.set(section, surf(wave));
    }
    whenAble(() => {
      for (const button of this.form.querySelectorAll("[data-practice-voice], [data-script-read]")) button.hidden = false;
    });
  }

  listen() {
    this.find("next").addEventListener("click", () => this.show(this.at + 1));
    this.find("back").addEventListener("click", () => this.show(this.at - 1));
    this.find("restart").addEventListener("click", () => this.restart());
    this.find("voice").addEventListener("click", ({ target }) => {
      target.setAttribute("aria-pressed", String(toggleVoice()));
      this.read();
    });
    for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.changed());
    this.form.addEventListener("click", ({ target }) => {
      if (target.closest("[data-script-read]")) speak(this.form.querySelector("[data-step]:not([hidden]) [data-script]").innerText);
      if (target.closest("[name=effect]")) this.finishing();
    });
    document.addEventListener("submit", (event) => this.added(event), true);
    document.addEventListener("wl:outbox", ({ target, detail }) => target === this.form && detail.state === "sent" && dropPlace(this.id));
    this.form.addEventListener("htmx:afterRequest", ({ target, detail }) => target === this.form && detail.successful && dropPlace(this.id));
  }

  visible() {
    const { answers } = this.answers();
    const fits = (section) => (section.dataset.when ?? "").trim().split(/\s+/).filter(Boolean)
      .every((pair) => pair.split("=")[1] === answers[pair.split("=")[0]]);
    return this.sections.filter(fits);
  }

  show(wanted, { land = true } = {}) {
    const sections = this.visible();
    this.at = Math.min(Math.max(wanted, 0), sections.length - 1);
    const now = sections[this.at];
    for (const section of this.sections) {
      section.hidden = section !== now;
      if (section !== now) this.stops.get(section)?.();
      const pacer = section !== now && section.querySelector("[data-pacer][data-running] [data-pacer-toggle]");
      if (pacer) pacer.click();
    }
    const last = now.hasAttribute("data-last");
    this.find("next").hidden = last;
    this.find("next").classList.toggle("btn-primary", !now.matches(RUNNING)); // there, starting comes first
    this.find("back").hidden = this.at === 0;
    const words = this.form.dataset.wordStep.replace("%n", this.at).replace("%of", sections.length - 2);
    this.find("count").textContent = this.at === 0 || last ? "" : words;
    this.script(now);
    this.keep();
    hush();
    this.read();
    this.tell(this.sections.indexOf(now));
    if (!land) return;
    scrollTo({ top: Math.max(0, this.form.getBoundingClientRect().top + scrollY - 72) });
    now.querySelector("h2").focus({ preventScroll: true });
  }

  changed() {
    this.choices();
    this.keep();
  }

  choices() {
    const { answers } = this.answers();
    for (const place of this.form.querySelectorAll("[data-choice]")) {
      const [name, value] = place.dataset.choice.split("=");
      place.hidden = answers[name] !== value;
    }
    for (const place of this.form.querySelectorAll("[data-verdicts]")) {
      const boxes = this.fields.filter((field) => field.dataset.answer === place.dataset.verdicts);
      const ticked = boxes.filter((box) => box.checked).length;
      const verdicts = [...place.children];
      const which = Math.min(verdicts.length - 1, Math.floor((ticked / (boxes.length + 1)) * verdicts.length));
      verdicts.forEach((verdict, index) => (verdict.hidden = index !== which));
    }
  }

  /** What was answered, by name, and how strong it was before. */
  answers() {
    const answers = {};
    for (const field of this.fields) {
      const { answer: name } = field.dataset;
      if (field.type === "checkbox") {
        if (field.checked) answers[name] = [...(answers[name] ?? []), field.value];
      } else if (field.type === "radio") {
        if (field.checked) answers[name] = field.value;
      } else if (field.value.trim()) answers[name] = field.value.trim();
    }
    const before = this.form.querySelector("[name=before], [data-name=before]");
    return { answers, before: before?.hasAttribute("name") ? before.value : null };
  }

  fill({ answers, before }) {
    for (const field of this.fields) {
      const value = answers?.[field.dataset.answer];
      if (field.type === "checkbox") field.checked = value?.includes?.(field.value) ?? false;
      else if (field.type === "radio") field.checked = value === field.value;
      else if (value !== undefined) field.value = value;
    }
    const input = this.form.querySelector("[data-name=before]");
    if (input && before !== null && before !== undefined) {
      input.value = before;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.choices();
  }

  keep() {
    if (!this.id) return;
    const section = this.visible()[this.at];
    keepPlace(this.id, { step: this.sections.indexOf(section), ...this.answers() });
  }

  restart() {
    dropPlace(this.id);
    for (const field of this.fields) {
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = false;
      else field.value = "";
    }
    this.find("resumed").hidden = true;
    this.choices();
    this.show(0);
  }

  script(section) {
    const place = section.querySelector("[data-script]");
    if (!place) return;
    const { answers } = this.answers();
    const parts = place.dataset.script.trim().split(/\s+/).map((name) => answers[name]).filter(Boolean);
    const empty = place.querySelector("[data-script-empty]");
    empty.hidden = parts.length > 0;
    place.replaceChildren(empty, ...parts.map((part) => {
      const line = document.createElement("p");
      line.textContent = Array.isArray(part) ? part.join(", ") : part;
      return line;
    }));
  }

  read() {
    if (!isOn()) return;
    const section = this.visible()[this.at];
    const lines = [...section.querySelectorAll("h2, .lead:not([data-timed-cue]), [data-say]")];
    speakIfOn(lines.filter((line) => !line.closest("[hidden]")).map((line) => line.textContent).join(". "));
  }

  /** The words that somebody adds to their own list stand in it at once; the outbox sends them. */
  added({ target }) {
    const { ownAdd } = target.dataset ?? {};
    const list = ownAdd && this.form.querySelector(`[data-own="${ownAdd}"]`);
    const text = new FormData(target).get("text")?.trim();
    if (!list || !text) return;
    const template = list.querySelector("template");
    const item = template.content.firstElementChild.cloneNode(true);
    item.querySelector("span").textContent = text;
    const box = item.querySelector("input");
    [box.value, box.checked] = [text, true];
    template.before(item);
    this.fields.push(box);
    this.changed();
  }

  finishing() {
    const answers = this.find("answers");
    if (answers) answers.value = this.find("keep").checked ? JSON.stringify(this.answers().answers) : "";
  }

  /** A coach who sent it sees the steps in their order; if one cannot be told now, the next one tells it. */
  tell(step) {
    const { practiceTell: url } = this.form.dataset;
    if (!url) return;
    const headers = { "X-CSRFToken": csrfToken() };
    const body = new URLSearchParams({ step });
    const post = () => fetch(url, { method: "POST", headers, body, keepalive: true, signal: AbortSignal.timeout?.(TOLD_MS) });
    this.told = this.told.then(post).catch(() => {});
  }
}

function prepare() {
  for (const form of document.querySelectorAll("[data-practice]:not([data-practice-ready])")) {
    form.dataset.practiceReady = "";
    new Practice(form);
  }
}

prepare();
document.addEventListener("htmx:load", prepare);
