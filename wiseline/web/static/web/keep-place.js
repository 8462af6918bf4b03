// Where a part of the page is replaced, a person stays where they were: the focus on the same control or, where that is
// gone, on the part itself, and what they had unfolded open. Else a keyboard begins again at the top of the page.
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const wordsOf = (summary) => summary.textContent.trim();
const unfolded = (part) => [...part.querySelectorAll("details[open] > summary")].map(wordsOf);
let left = null; // the part that is being replaced, and where the person was in it

/** Put the focus on a control, or on what can be read on from. */
export function land(place, options) {
  if (!place.matches(FOCUSABLE)) place.tabIndex = -1;
  place.focus(options);
}

/** Where to go on where nothing better is left. */
export const resort = () =>
  document.querySelector("#main h1:not(.hidden-visually), #state") ?? document.getElementById("main");

/** What is alike in a control and the fresh one that takes its place. */
function nature(control) {
  const isChoice = control.matches("button, [type=radio], [type=checkbox]");
  const words = control.matches("summary") ? wordsOf(control) : "";
  const does = control.getAttribute("href") ?? control.form?.getAttribute("action") ?? "";
  return [control.localName, control.id, control.name ?? "", isChoice ? control.value : "", does, words].join("\n");
}

function replacing({ detail: { target, shouldSwap } }) {
  const focused = document.activeElement;
  const inside = target.contains(focused) && focused !== document.body;
  left = shouldSwap ? { part: target, focused: inside ? focused : null, open: unfolded(target) } : null;
}

function replaced() {
  if (!left) return;
  const { part: old, focused, open } = left;
  left = null;
  const part = old.isConnected ? old : old.id && document.getElementById(old.id);
  if (!part) return;
  for (const summary of part.querySelectorAll("details:not([open]) > summary")) {
    if (open.includes(wordsOf(summary))) summary.parentElement.open = true;
  }
  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  const like = nature(focused);
  const same = focused.isConnected ? focused : [...part.querySelectorAll(FOCUSABLE)].find((one) => nature(one) === like);
  if (same) land(same, { preventScroll: true });
  if (document.activeElement !== same) land(part.childElementCount ? part : resort(), { preventScroll: true });
}

export function start() {
  document.addEventListener("htmx:beforeSwap", replacing);
  document.addEventListener("htmx:afterRequest", replaced);
}
