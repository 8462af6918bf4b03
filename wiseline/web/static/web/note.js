// The note is kept while it is written: each change is sent a moment later, and again until it arrived.
// What has arrived is from then on what the form was: another page may have written on since.
const PAUSE_MS = 800;
const RETRY_MS = 5_000;
let timer = 0;

async function keep(form) {
  if (!form.isConnected) return;
  const state = form.querySelector("[data-note-state]");
  const sent = new FormData(form);
  try {
    const response = await fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request": "true" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    state.textContent = form.dataset.kept;
    sent.delete("was");
    form.elements.was.value = new URLSearchParams(sent);
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
