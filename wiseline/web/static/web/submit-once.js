// A form with `data-once` is sent once: a second tap does nothing until the first has failed.
const sent = new WeakSet();

function release(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}

export function start() {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("form[data-once]")) return;
      if (sent.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      sent.add(form);
      form.setAttribute("aria-busy", "true");
    },
    true,
  );
  for (const name of ["htmx:afterRequest", "htmx:abort", "wl:outbox", "wl:not-sent"]) {
    document.addEventListener(name, ({ target }) => {
      const form = target.closest?.("form[data-once]");
      if (form) release(form);
    });
  }
  addEventListener("pageshow", () => document.querySelectorAll("form[data-once]").forEach(release));
}
