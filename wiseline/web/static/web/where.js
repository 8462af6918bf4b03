// "Send where my phone is": asked for with that tap only, never by itself. The form may come with a later state.
function offer() {
  const button = document.querySelector("form[data-where] [data-find]");
  if (button && "geolocation" in navigator) button.hidden = false;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-find]");
  if (!button) return;
  const { form } = button;
  const state = form.querySelector("[data-where-state]");
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.latitude.value = coords.latitude;
      form.elements.longitude.value = coords.longitude;
      form.elements.within.value = coords.accuracy;
      form.requestSubmit();
    },
    () => {
      button.disabled = false;
      state.textContent = form.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
  );
});
document.addEventListener("htmx:afterSettle", offer);
offer();
