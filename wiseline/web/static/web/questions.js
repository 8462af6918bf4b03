// A questionnaire on the device: a question appears when an earlier answer leads to it, and help when an answer asks for it.

function chosen(place) {
  const input = place.querySelector("input:checked");
  return input && !place.disabled ? Number(input.value) : null;
}

/** Questions from the first to the last, so that one that is no longer asked takes those behind it along. */
function follow(form) {
  const places = [...form.querySelectorAll("[data-question]")];
  const byName = new Map(places.map((place) => [place.dataset.question, place]));
  for (const place of places) {
    const conditions = JSON.parse(place.dataset.askIf ?? "[]");
    const asked = conditions.every(({ name, is }) => is.includes(chosen(byName.get(name))));
    place.hidden = !asked;
    place.disabled = !asked; // what is not asked is not sent
    const help = form.querySelector(`[data-help-for="${place.dataset.question}"]`);
    if (!help) continue;
    help.hidden = !JSON.parse(place.dataset.helpIf ?? "[]").includes(chosen(place));
    const said = form.querySelector(`[data-help-said="${place.dataset.question}"]`);
    const words = help.hidden ? "" : said.dataset.words;
    if (said.textContent !== words) said.textContent = words; // one sentence, once: the help itself is not read aloud
  }
}

for (const form of document.querySelectorAll("[data-questions]")) {
  form.addEventListener("change", () => follow(form));
  follow(form);
}
addEventListener("pageshow", () => document.querySelectorAll("[data-questions]").forEach(follow));
