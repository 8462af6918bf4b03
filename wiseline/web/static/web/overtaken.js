// News that arrives while a part of the page is being fetched may not be in what comes back, and htmx forgets what
// it had queued for a part that is replaced as a whole: such a part is then fetched once more.
const body = document.body;
const began = new WeakMap(); // request → the part that asked, and how much news there had been
const latest = new Map(); // kind → the number of its latest news
let count = 0;

const kindsOf = (element) =>
  [...(element.getAttribute?.("hx-trigger") ?? "").matchAll(/wl:([\w-]+) from:body/g)].map(([, kind]) => kind);

function listenTo(kind) {
  if (latest.has(kind)) return;
  latest.set(kind, 0);
  body.addEventListener(`wl:${kind}`, () => latest.set(kind, ++count), { capture: true });
}

function asked({ detail }) {
  const kinds = kindsOf(detail.elt);
  kinds.forEach(listenTo);
  if (kinds.length) began.set(detail.xhr, { part: detail.elt, since: count });
}

function settled({ detail }) {
  const { part, since } = began.get(detail.xhr) ?? {};
  if (!part || part.isConnected) return;
  began.delete(detail.xhr);
  const missed = kindsOf(part).find((kind) => latest.get(kind) > since);
  if (missed) body.dispatchEvent(new CustomEvent(`wl:${missed}`, { detail: { reset: true } }));
}

export function start() {
  document.addEventListener("htmx:beforeRequest", asked);
  document.addEventListener("htmx:afterSettle", settled); // only now does the new part listen
}
