// The diary on the device: an answer can be taken back, and a page that was kept yesterday asks about today.
import { dayIn, now } from "./server-day.js";
import { discard } from "./store.js";

/** A second tap on the same number, or Backspace, takes the answer back: radio buttons alone can't. */
function clearable(place) {
  let was = null;
  place.addEventListener("pointerdown", ({ target }) => {
    const input = target.closest("label")?.querySelector("input");
    was = input?.checked ? input : null;
  });
  place.addEventListener("click", (event) => {
    if (event.target !== was) return;
    was.checked = false;
    was.dispatchEvent(new Event("change", { bubbles: true }));
    was = null;
  });
  place.addEventListener("keydown", ({ key, target }) => {
    if ((key !== "Backspace" && key !== "Delete") || target.type !== "radio") return;
    target.checked = false;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** Ask about another day than the one the page was made for: what was filled then is not known here. */
function ask(form, day) {
  form.dataset.diary = day;
  form.elements.namedItem("day").value = day;
  form.elements.namedItem("seen").value = 0;
  for (const field of form.querySelectorAll("input, textarea")) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else if (field.type !== "hidden") field.value = "";
  }
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
  document.querySelector("[data-diary-title]").textContent = shown.format(new Date(`${day}T12:00`));
  document.querySelector("[data-diary-unknown]").hidden = false;
}

function days(form) {
  const picker = document.querySelector("[data-diary-days]");
  const select = picker.querySelector("select");
  const today = dayIn(form.dataset.zone, now());
  if (!select.querySelector(`option[value="${today}"]`)) {
    const option = new Option(new Date(`${today}T12:00`).toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" }), today);
    select.prepend(option);
  }
  picker.querySelector("button").hidden = true;
  select.addEventListener("change", () => picker.requestSubmit());
  const wanted = new URLSearchParams(location.search).get("day");
  const madeFor = form.dataset.diary;
  if (form.querySelector(".error-summary")) return;
  if (wanted && wanted !== madeFor) ask(form, wanted);
  else if (!wanted && madeFor < today) ask(form, today);
  select.value = form.dataset.diary;
}

const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]), textarea")];

function fill(form, draft) {
  for (const field of fields(form)) {
    const values = draft.answers.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

/** A reload before it is kept loses nothing: what was tapped stays with this tab until then. */
function draft(form) {
  const place = () => `wiseline-card ${document.body.dataset.person} ${form.dataset.diary}`;
  const seen = () => form.elements.namedItem("seen").value;
  const keep = () => {
    const asked = new Set(fields(form).map(({ name }) => name));
    const answers = [...new FormData(form)].filter(([name]) => asked.has(name));
    sessionStorage.setItem(place(), JSON.stringify({ seen: seen(), answers }));
  };
  try {
    const known = JSON.parse(sessionStorage.getItem(place()) ?? "null");
    if (known?.seen === seen() && !form.querySelector(".error-summary")) fill(form, known);
    for (const name of ["input", "change"]) form.addEventListener(name, keep);
    form.addEventListener("submit", () => sessionStorage.removeItem(place()));
  } catch {
    // Without storage a reload begins anew.
  }
}

/** What is kept again before it was sent takes the place of the first. */
function again(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("change", () => (changed = true));
  form.addEventListener(
    "submit",
    () => {
      const key = form.dataset.outboxKey;
      if (key && changed) {
        delete form.dataset.outboxKey;
        discard(key);
      }
      changed = false;
    },
    true,
  );
}

for (const place of document.querySelectorAll("[data-clearable]")) clearable(place);
for (const form of document.querySelectorAll("form.diary")) again(form);
const form = document.querySelector("form[data-diary]");
if (form) {
  days(form);
  draft(form);
}
