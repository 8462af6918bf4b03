// A slider counts as not answered until it is touched: only then does it get its name, and with it is sent.
// The server renders both states (partials/range.html); here they change.
function change(place, answered) {
  const input = place.querySelector("input[type=range]");
  const output = place.querySelector("output");
  const words = place.dataset.unanswered ?? "";
  if (answered) {
    input.name = input.dataset.name;
    input.removeAttribute("aria-valuetext");
  } else {
    input.removeAttribute("name");
    input.setAttribute("aria-valuetext", words);
  }
  output.textContent = answered ? input.value : words;
  output.toggleAttribute("data-range-unanswered", !answered);
  const clear = place.querySelector("[data-range-clear]");
  if (clear) clear.hidden = !answered;
  input.dispatchEvent(new CustomEvent("range:change", { bubbles: true, detail: { answered } }));
}

function touched({ target }) {
  const place = target.matches("input[type=range]") && target.closest("[data-range]");
  if (place) change(place, true);
}

export function start() {
  document.addEventListener("input", touched);
  document.addEventListener("click", (event) => {
    // Accepting the place where the handle already stands is an answer too.
    touched(event);
    const place = event.target.closest("[data-range-clear]")?.closest("[data-range]");
    if (!place) return;
    change(place, false);
    place.querySelector("input[type=range]").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-range] input[type=range]:not([name])")) return;
    event.preventDefault();
    touched(event);
  });
}
