// What could help right now? Answered by the server; without a network, by this device from the skills that it keeps.
import { csrfToken } from "./csrf.js";
import { rank } from "./now-rank.js";

const ANSWER_MS = 8_000;
const offered = new Set(); // by this device, in this moment
const findForm = () => document.querySelector("form[data-now]");

function questionOf(form) {
  const data = new FormData(form);
  const number = (name) => (data.get(name) ? Number(data.get(name)) : null);
  return {
    text: data.get("text") ?? "",
    emotion: data.get("emotion") ?? "",
    place: data.get("place") ?? "",
    intensity: number("intensity"),
    minutes: number("minutes"),
    urges: data.getAll("urges"),
    not: new Set([...data.getAll("not"), ...offered]),
  };
}

function card({ name, summary, url, mind }, wordMind) {
  const item = document.getElementById("offline-card").content.firstElementChild.cloneNode(true);
  item.querySelector("a").href = url;
  item.querySelector(".card-title").textContent = name;
  const note = item.querySelector(".card-note");
  note.textContent = summary;
  for (const text of mind) {
    const line = note.cloneNode();
    line.textContent = `${wordMind} ${text}`;
    note.parentElement.append(line);
  }
  return item;
}

async function answerHere(form) {
  const kept = await caches.match(form.dataset.now, { ignoreVary: true });
  if (!kept) throw new Error("No skills are kept on this device.");
  const found = rank(await kept.json(), questionOf(form)).slice(0, 3);
  for (const skill of found) offered.add(skill.id);
  const section = document.getElementById("offline-found").content.firstElementChild.cloneNode(true);
  section.querySelector(".cards").append(...found.map((skill) => card(skill, form.dataset.wordMind)));
  section.querySelector("[data-nothing]").hidden = found.length > 0;
  document.getElementById("found").replaceChildren(section);
}

async function answerFromServer(form) {
  const headers = { "X-CSRFToken": csrfToken() };
  const signal = AbortSignal.timeout?.(ANSWER_MS);
  const body = new FormData(form);
  body.delete("csrfmiddlewaretoken"); // that of a page which was kept may be old; the header's is not
  const response = await fetch(location.pathname, { method: "POST", body, headers, signal });
  if (response.redirected) return location.assign(response.url); // signed out meanwhile
  if (response.status >= 500) throw new Error("The server has trouble.");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
  listen();
}

async function submitted(event) {
  const form = event.target;
  event.preventDefault();
  try {
    await answerFromServer(form);
  } catch {
    try {
      await answerHere(form);
    } catch {
      form.removeEventListener("submit", submitted); // the browser's own page says what is wrong
      form.requestSubmit();
      return;
    }
  }
  const place = document.querySelector("#main .error-summary, #found");
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

function listen() {
  findForm().addEventListener("submit", submitted);
}

listen();
