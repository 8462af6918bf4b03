// A part of the page that could not be fetched when an event asked for it is fetched again, until it shows what is true.
const AGAIN_MS = 3_000;
let timer = 0;

function again() {
  clearTimeout(timer);
  timer = 0;
  document.body.dispatchEvent(new CustomEvent("wl:reset", { detail: {} }));
}

function failed(event) {
  const live = event.target.getAttribute?.("hx-trigger")?.includes("from:body");
  if (live && event.detail?.requestConfig?.verb === "get" && !timer) timer = setTimeout(again, AGAIN_MS);
}

export function start() {
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
  addEventListener("online", () => timer && again());
}
