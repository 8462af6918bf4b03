// My practice on the device: a page that was kept yesterday shows what is due today, and a second word about a day
// is sent after the first.
import { dayIn, now } from "./server-day.js";

function showDay(list) {
  const today = dayIn(list.dataset.zone, now());
  let shown = 0;
  for (const row of list.querySelectorAll("[data-days]")) {
    const due = row.dataset.days.split(" ").includes(today);
    row.hidden = !due;
    shown += due;
    const answered = row.dataset.answered === today;
    const said = row.querySelector("[data-said]");
    if (said) said.hidden = !answered;
    row.querySelector("form").hidden = answered;
    row.querySelector("[name=day]").value = today;
  }
  list.querySelector("[data-nothing]").hidden = shown > 0;
}

/** Another word is another entry: without a network both wait, and the later one holds. */
function anew({ target }) {
  const button = target.closest("button[name=said]");
  if (!button) return;
  const { form } = button;
  if (form.dataset.said && form.dataset.said !== button.value) delete form.dataset.outboxKey;
  form.dataset.said = button.value;
  for (const each of form.querySelectorAll("button[name=said]")) each.setAttribute("aria-pressed", String(each === button));
}

const prepare = () => document.querySelectorAll("[data-practice-days]").forEach(showDay);

prepare();
document.addEventListener("htmx:afterSettle", prepare); // what was said on another device
document.addEventListener("click", anew, true);
