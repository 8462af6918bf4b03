// What goes up to the server during a call: joining, signals in their order, signs of life, leaving.
import { csrfToken } from "./csrf.js";

const NOBODY = "00000000-0000-0000-0000-000000000000"; // in the addresses, where the leg belongs
const ANSWER_MS = 8_000;
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 4_000;

/** The server said that this page is not in the call any more; `answer` says why. */
export class Over extends Error {
  constructor(answer) {
    super("over");
    this.answer = answer;
  }
}

async function post(url, body = {}, { keepalive = false } = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() };
  const signal = AbortSignal.timeout?.(ANSWER_MS);
  return fetch(url, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    credentials: "same-origin",
    redirect: "error", // to the sign-in
    keepalive,
    signal,
  });
}

/** How the call stands, for a page that is not in it. */
export async function look(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  return response.json();
}

/** Join the call: `{leg, others, offer, talked, ice}`. */
export async function join(url) {
  const response = await post(url);
  if (response.status === 404) throw new Over({ what: "closed" });
  if (response.status === 409) throw new Over(await response.json()); // this person's own phone is in the talk
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** This page's leg. Signals arrive in the order in which they were given, however often the network fails. */
export class Leg {
  #urls;
  #over;
  #queue = [];
  #sending = false;
  #closed = false;
  #wake = () => {};

  constructor(id, urls, over) {
    this.id = id;
    this.#urls = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, url.replace(NOBODY, id)]));
    this.#over = over;
  }

  signal(kind, body) {
    const last = this.#queue.at(-1);
    const follows = kind === "candidates" && last && last.kind === kind && last.body.session === body.session;
    if (follows && (this.#queue.length > 1 || !this.#sending)) last.body.candidates.push(...body.candidates);
    else this.#queue.push({ kind, body });
    this.#send();
  }

  /** Signals of a connection that was given up need not arrive. */
  forget(session) {
    const sending = this.#sending ? this.#queue.slice(0, 1) : [];
    this.#queue = [...sending, ...this.#queue.slice(sending.length).filter(({ body }) => body.session !== session)];
  }

  /** A sign of life; resolves to who else is there, or null where the server can't be reached. */
  async alive(connected) {
    if (this.#closed) return null;
    try {
      const response = await post(this.#urls.alive, { connected });
      if (response.status === 409) this.#tellOver(await response.json());
      return response.ok ? (await response.json()).others : null;
    } catch {
      return null;
    }
  }

  leave(end) {
    this.close();
    post(this.#urls.leave, { end }, { keepalive: true }).catch(() => {});
  }

  /** Try again at once: the network is back. */
  hurry() {
    this.#wake();
  }

  close() {
    this.#closed = true;
    this.#queue = [];
    this.#wake();
  }

  #tellOver(answer) {
    if (this.#closed) return;
    this.close();
    this.#over(answer);
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    let delay = FIRST_DELAY_MS;
    while (this.#queue.length && !this.#closed) {
      if (await this.#sendFirst().catch(() => false)) {
        this.#queue.shift();
        delay = FIRST_DELAY_MS;
      } else {
        await this.#pause(delay);
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      }
    }
    this.#sending = false;
  }

  /** Whether it is done with, by arriving or by being refused for good. */
  async #sendFirst() {
    const response = await post(this.#urls.signal, this.#queue[0]);
    if (response.status === 409) this.#tellOver(await response.json());
    return response.status < 500 && response.status !== 429;
  }

  #pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
