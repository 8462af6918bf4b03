// The note is kept while it is written: each change is sent a moment later, and again until it arrived.
const PAUSE_MS = 800;
const RETRY_MS = 5_000;
let timer = 0;

async function keep(form) {
  if (!form.isConnected) return;
  const state = form.querySelector("[data-note-state]");
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    state.textContent = form.dataset.kept;
  } catch {
    state.textContent = form.dataset.failed;
    timer = setTimeout(keep, RETRY_MS, form);
  }
}

// The form may come with a part of the page: the coach who answers stays on the page where it rang.
document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("[data-note]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE_MS, form);
});
document.addEventListener("submit", ({ target }) => target.matches("[data-note]") && clearTimeout(timer));
