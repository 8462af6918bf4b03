// Runs before anything is painted, and needs nothing else: 'Leave', or Escape twice, empties the screen at once and puts
// a bland page in its place; who goes back in this tab finds that page again. Where there is a lock and its PIN was not
// given in this tab, nothing shows until the lock's screen does (lock.js).
(() => {
  const AWAY = "/away/";
  const LEFT = "wiseline-left";
  const TWICE_MS = 1_500;
  const root = document.documentElement;
  const { locks } = document.currentScript.dataset;
  let escapedAt = -TWICE_MS;

  const remembered = (name) => {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return null; // no storage in this browser: nothing was left in it either
    }
  };

  function away() {
    root.hidden = true;
    location.replace(document.querySelector("[data-quick-exit]")?.href ?? AWAY);
  }

  function leave(event) {
    event.preventDefault();
    try {
      sessionStorage.setItem(LEFT, "1");
    } finally {
      away();
    }
  }

  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (cameBack && remembered(LEFT)) away();
  else if (remembered(LEFT)) sessionStorage.removeItem(LEFT);
  if (locks !== undefined && !remembered("wiseline-open")) root.hidden = true;

  // A page that the browser keeps in memory comes back empty, and shows itself only where nobody has left.
  addEventListener("pagehide", ({ persisted }) => persisted && (root.hidden = true));
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && remembered(LEFT)) away();
    else if (persisted) root.hidden = false;
  });
  addEventListener("click", (event) => event.target.closest?.("[data-quick-exit]") && leave(event));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || !document.querySelector("[data-quick-exit]")) return;
    if (event.timeStamp - escapedAt < TWICE_MS) leave(event);
    escapedAt = event.timeStamp;
  });
})();
