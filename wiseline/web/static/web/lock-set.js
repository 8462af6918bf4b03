// Where the lock is set or taken off: the tab in which it is set stays open; without a lock nothing is locked here.
import * as state from "./lock-state.js";

if (!document.querySelector("[data-lock]")) {
  document.addEventListener("submit", () => sessionStorage.setItem(state.OPENED, "1"));
  await state.none().catch(() => {});
  if (location.pathname === state.SCREEN) location.replace("/");
}
