// Before anything is painted: who left this tab and goes back sees the bland page again, and where there is a lock and
// its PIN was not given in this tab, nothing shows until the lock's screen does.
try {
  const { type } = performance.getEntriesByType("navigation")[0] ?? {};
  const left = type === "back_forward" && sessionStorage.getItem("wiseline-left");
  const locks = "locks" in document.currentScript.dataset && !sessionStorage.getItem("wiseline-open");
  if (left || locks) document.documentElement.hidden = true;
  if (left) location.replace("/away/");
} catch {
  // No storage in this browser: nothing was left in it either.
}
