// 'Leave', or Escape twice, empties the screen at once and puts a bland page in its place; going back shows that page
// again (left.js sees to it before anything is painted, this where a page comes back from memory).
const LEFT = "wiseline-left";
const TWICE_MS = 1_500;
const root = document.documentElement;
let escapedAt = -TWICE_MS;

function away() {
  root.hidden = true;
  location.replace(document.querySelector("[data-quick-exit]").href);
}

function leave(event) {
  event.preventDefault();
  sessionStorage.setItem(LEFT, "1");
  away();
}

function escaped(event) {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - escapedAt < TWICE_MS) leave(event);
  escapedAt = event.timeStamp;
}

export function start() {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") sessionStorage.removeItem(LEFT);
  // A page that the browser keeps in memory comes back empty, and shows itself only where nobody has left.
  addEventListener("pagehide", (event) => event.persisted && (root.hidden = true));
  addEventListener("pageshow", (event) => {
    if (event.persisted && sessionStorage.getItem(LEFT)) away();
    else if (event.persisted) root.hidden = false;
  });
  link.addEventListener("click", leave);
  addEventListener("keydown", escaped);
}
