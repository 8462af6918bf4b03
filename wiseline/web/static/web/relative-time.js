// `<time data-since datetime=…>` tells how long ago that was, in words; `data-since="clock"` counts 4:05.
const language = document.documentElement.lang || undefined;
const TRUSTED_SKEW_MS = 90_000;

/** A phone whose clock is wrong must not show a wrong waiting time: the page knows the server's. */
function clockSkew() {
  const said = Number(document.body.dataset.serverNow) * 1000;
  const kept = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const skew = said - Date.now();
  return said && !kept && Math.abs(skew) > TRUSTED_SKEW_MS ? skew : 0;
}
const skew = clockSkew();

const unit = (value, unit) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);

function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export function words(seconds, { style = "", under = "" } = {}) {
  if (style === "clock") return clock(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return under || unit(0, "minute");
  if (minutes < 120) return unit(minutes, "minute");
  if (minutes < 2880) return unit(Math.floor(minutes / 60), "hour");
  return unit(Math.floor(minutes / 1440), "day");
}

function update() {
  const now = Date.now() + skew;
  for (const element of document.querySelectorAll("time[data-since]")) {
    const began = Date.parse(element.dateTime);
    if (Number.isNaN(began)) continue;
    const seconds = Math.max(0, Math.floor((now - began) / 1000));
    const text = words(seconds, { style: element.dataset.since, under: element.dataset.under });
    if (element.textContent !== text) element.textContent = text;
  }
}

export function start() {
  update();
  setInterval(update, 1000);
  document.addEventListener("htmx:load", update);
}
