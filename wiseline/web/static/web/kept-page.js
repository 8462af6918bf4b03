// A page that opens as this phone keeps it (the plan, the numbers) is renewed behind: where something has changed, it
// is shown anew, once. It can also be taken off the phone, signed in or not.
async function tell(message) {
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage(message);
}

const shown = document.querySelector("[data-edition]");
const path = location.pathname;

document.body.addEventListener("wl:worker-renewed", ({ detail }) => {
  if (detail.path === path && detail.edition !== shown?.dataset.edition) location.replace(path);
});
if ("serviceWorker" in navigator && shown) {
  tell({ type: "edition", path, edition: shown.dataset.edition }).catch(() => {});
  // Asked for in a calm moment only: some browsers ask the person whether it may stay when space runs short.
  if (location.search) navigator.storage?.persist?.().catch(() => {});
}

const LOCK = "/kept-lock"; // of lock-state.js: taking the plan off opens nothing
const place = document.querySelector("[data-forget-here]");
if (place && "caches" in globalThis) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    const kept = await caches.open("wiseline-kept");
    for (const request of await kept.keys()) if (!request.url.endsWith(LOCK)) await kept.delete(request);
    location.replace("/away/");
  });
}
