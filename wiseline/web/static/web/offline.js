// The strip that says what is true about the network and about a request that did not arrive.
export function start() {
  const reveal = (selector, visible) => {
    for (const element of document.querySelectorAll(selector)) element.hidden = !visible;
  };
  const update = () => reveal("[data-offline-strip]", !navigator.onLine);
  addEventListener("online", update);
  addEventListener("offline", update);
  update();
  // A fragment that reloads itself tries again by itself; only what a person sent is worth saying.
  const failed = ({ detail }) => detail.requestConfig?.verb !== "get" && reveal("[data-request-failed]", true);
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
  document.addEventListener("htmx:beforeRequest", () => reveal("[data-request-failed]", false));
}
