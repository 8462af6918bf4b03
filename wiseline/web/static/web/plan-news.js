// What a therapist changes in the plan while a page is open reaches this phone at once: at night there may be no network.
const renew = async () => (await navigator.serviceWorker.ready).active?.postMessage({ type: "cache-plan" });

if ("serviceWorker" in navigator) for (const news of ["wl:plan", "wl:reset"]) document.body.addEventListener(news, renew);
