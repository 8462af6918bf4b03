// The service worker: what keeps the plan, the numbers and the pacer within reach without a network.
async function tell(message) {
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage(message);
}

export function start() {
  if (!("serviceWorker" in navigator)) return;
  const { person } = document.body.dataset;
  navigator.serviceWorker
    .register("/sw.js", { scope: "/", updateViaCache: "none" })
    .then(async () => {
      if (person) await tell({ type: "person", id: person });
      if (document.querySelector("[data-cache-plan]")) await tell({ type: "cache-plan" });
    })
    .catch(() => {}); // private windows refuse; everything else works without
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("form[data-forget]")) tell({ type: "forget", left: target.elements.leave_plan?.checked ?? false });
  });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    document.body.dispatchEvent(new CustomEvent(`wl:worker-${data.type}`, { detail: data }));
  });
}
