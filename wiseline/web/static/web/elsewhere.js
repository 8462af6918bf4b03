// A phone whose clock keeps the time of another country may be in it. The page asks, and decides nothing by itself.
const countries = document.querySelector("form[data-countries] select");
const asking = document.querySelector("form[data-elsewhere]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const there = [...countries.options].find((option) => option.dataset.zones.split(" ").includes(zone));

if (there && !there.defaultSelected) {
  asking.elements.country.value = there.value;
  asking.querySelector("[data-elsewhere-name]").textContent = there.textContent;
  asking.hidden = false;
}

// Without a network nobody can be told; the numbers of every country are on this phone.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-elsewhere], form[data-countries]");
  if (!form || navigator.onLine) return;
  event.preventDefault();
  location.assign(`${document.querySelector("[data-everywhere]").href}#${form.elements.country.value}`);
});
