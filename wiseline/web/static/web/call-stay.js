// This page's stay in a call: its leg, its connection with the other page, and what is done when that breaks.
//
// Who was there first makes the offer. A page that is alone leaves one with the server; a page that comes later
// answers. When nothing comes of it, the first offers anew and the later says "hello", which asks for that.
// A phone never offers: a page on the line with one does, once its microphone is open, and begins anew when that breaks.
import { watch } from "./call-line.js";
import { Peer } from "./call-peer.js";
import { Leg, Over, join } from "./call-signals.js";

const ALIVE_MS = 5_000;
const BLIP_MS = 3_000; // most short breaks mend themselves
const SLOW_MS = 15_000;
const LOST_MS = 30_000;
const ANEW_MS = 12_000;
const OFFER_MS = 4_000;
const JOIN_AGAIN_MS = 2_000;

const newSession = () => crypto.getRandomValues(new Uint32Array(2)).join("-");

export class Stay {
  leg = null;
  call = "";
  connected = false;
  slow = false;
  poor = false;
  unreached = false;
  #callbacks;
  #urls;
  #servers = [];
  #peer = null;
  #other = null; // {id, first, phone}: the other page, or phone, and whether it was there before this one
  #track = null;
  #owed = false; // an offer, as soon as there is a track to speak with
  #early = [];
  #closed = false;
  #left = "hung_up";
  #began = null; // when they began to talk, on this page's own clock
  #hadHere = false;
  #taken = false; // whether some page has the offer that this page made
  #attemptAt = 0;
  #timers = {};
  #unwatch = () => {};

  /** `changed()`, `entered()`, `heard(track)`, and `over(answer)` when the call is over for this page. */
  constructor(urls, callbacks) {
    this.#urls = urls;
    this.#callbacks = callbacks;
  }

  get state() {
    if (!this.leg) return "joining";
    if (this.connected) return "talking";
    if (this.#hadHere) return "lost";
    return this.#other ? "connecting" : "alone";
  }

  /** For how many seconds they have talked; null before that. */
  get talked() {
    return this.#began === null ? null : (performance.now() - this.#began) / 1000;
  }

  /** Join, however often it takes; with `joined`, what joining answered is known already. */
  async enter(joined) {
    this.#slowly();
    if (joined) return this.#entered(joined);
    for (;;) {
      try {
        return this.#entered(await join(this.#urls.join));
      } catch (error) {
        if (this.#closed) return undefined;
        if (error instanceof Over) return this.end(error.answer);
        this.unreached = true;
        this.#callbacks.changed();
        await new Promise((resolve) => setTimeout(resolve, JOIN_AGAIN_MS));
        if (this.#closed) return undefined;
      }
    }
  }

  #entered({ leg, call, others, phones, offer, talked, ice }) {
    const mine = new Leg(leg, this.#urls, (answer) => this.end(answer));
    if (this.#closed) return mine.leave(this.#left); // while the answer was on its way
    this.leg = mine;
    this.call = call;
    this.#servers = ice;
    this.unreached = false;
    this.#attemptAt = performance.now();
    if (talked !== null) {
      this.#began = performance.now() - talked * 1000;
      this.#lose();
    }
    const other = others.at(-1);
    if (other) this.#other = { id: other, first: true, phone: phones.includes(other) };
    if (offer) this.#answer(offer);
    else if (!other || this.#other.phone) this.#offer();
    for (const [kind, detail] of this.#early.splice(0)) this[kind](detail);
    this.#timers.alive = setInterval(() => this.beat(), ALIVE_MS);
    this.#callbacks.entered();
    this.#callbacks.changed();
    return undefined;
  }

  speak(track) {
    this.#track = track;
    if (this.#owed) this.#offer();
    else this.#peer?.speak(track);
  }

  /** A newer leg of the other side is on the line; `took` names the offer that it took along. */
  joined(detail) {
    if (!this.leg) return this.#early.push(["joined", detail]);
    if (detail.leg === this.#other?.id) return undefined;
    this.#meet({ id: detail.leg, first: false, phone: detail.phone }, detail.took);
    return this.#callbacks.changed();
  }

  signal(detail) {
    if (!this.leg) return this.#early.push(["signal", detail]);
    const { to_leg: to, from_leg: from, signal: kind, body } = detail;
    if (to !== this.leg.id) return undefined;
    this.#other ??= { id: from, first: kind === "offer" };
    this.#taken = true;
    if (kind === "hello") {
      if (performance.now() - this.#attemptAt > BLIP_MS || !this.#peer) this.#offer();
    } else if (body.session === this.#peer?.session) this.#peer.receive(kind, body);
    else if (kind === "offer") this.#answer(body);
    return this.#callbacks.changed();
  }

  /** A sign of life; mends what went by unnoticed. */
  async beat() {
    const others = await this.leg?.alive(this.connected);
    if (!others || this.#closed) return;
    const known = others.find(({ leg }) => leg === this.#other?.id);
    const [newest] = others.slice(-1);
    if (!known && newest) this.#meet({ id: newest.leg, first: newest.first, phone: newest.phone });
    else if (!newest && !this.connected) this.#other = null;
    const patience = this.#peer ? ANEW_MS : OFFER_MS;
    if (this.#other && !this.connected && performance.now() - this.#attemptAt > patience) this.anew();
    this.#callbacks.changed();
  }

  /** Begin the connection anew. */
  anew() {
    if (!this.leg || !this.#other) return;
    if (this.#other.first && !this.#other.phone) {
      this.leg.signal("hello", {});
      this.#attemptAt = performance.now();
    } else {
      this.#offer();
    }
  }

  /** The device is on another network now: the old path leads nowhere. */
  networkChanged() {
    this.leg?.hurry();
    this.#restart();
    this.beat();
  }

  leave(end) {
    if (this.#closed) return;
    this.#left = end;
    this.leg?.leave(end);
    this.#close();
  }

  /** It is over, as the server says. */
  end(answer) {
    if (this.#closed) return;
    this.leg?.close();
    this.#close();
    this.#callbacks.over(answer);
  }

  #close() {
    this.#closed = true;
    clearInterval(this.#timers.alive);
    for (const name of ["slow", "blip", "lost"]) clearTimeout(this.#timers[name]);
    this.#unwatch();
    this.#peer?.close();
    this.#peer = null;
    this.connected = false;
  }

  /** The other page is there. An offer of this moment reaches it by itself; any other is made anew. */
  #meet(other, took) {
    this.#other = other;
    const onItsWay = !this.#taken && performance.now() - this.#attemptAt < OFFER_MS;
    if (this.#peer && !other.phone && (took ? took === this.#peer.session : onItsWay)) {
      this.#taken = true;
      this.#attemptAt = performance.now();
    } else if (!other.first || other.phone) {
      this.#offer();
    }
  }

  #offer() {
    this.#taken = Boolean(this.#other);
    this.#owed = Boolean(this.#other?.phone && !this.#track); // a browser hides where it is until it may hear
    if (this.#owed) this.#attemptAt = performance.now();
    else this.#connect(newSession()).begin();
  }

  #answer({ session, description, candidates }) {
    this.#connect(session).receive("offer", { description, candidates });
  }

  #connect(session) {
    if (this.#peer) {
      this.leg.forget(this.#peer.session);
      this.#peer.close();
      this.#unwatch();
    }
    if (this.connected) this.#lose();
    const peer = new Peer({
      session,
      phone: Boolean(this.#other?.phone),
      servers: this.#servers,
      polite: () => this.leg.id < this.#other?.id,
      say: (kind, body) => this.leg.signal(kind, body),
      changed: () => peer === this.#peer && this.#turned(peer.state),
      heard: (track) => peer === this.#peer && this.#callbacks.heard(track),
    });
    this.#peer = peer;
    this.#attemptAt = performance.now();
    peer.speak(this.#track);
    return peer;
  }

  #turned(state) {
    clearTimeout(this.#timers.blip);
    if (state === "connected") this.#found();
    if (state === "disconnected") this.#timers.blip = setTimeout(() => this.#broken(), BLIP_MS);
    if (state === "failed") this.#broken();
  }

  #found() {
    clearTimeout(this.#timers.slow);
    clearTimeout(this.#timers.lost);
    this.#timers.lost = 0;
    this.connected = this.#hadHere = true;
    this.slow = this.poor = false;
    this.#began ??= performance.now();
    this.#unwatch();
    this.#unwatch = watch(this.#peer.pc, (poor) => {
      this.poor = poor;
      this.#callbacks.changed();
    });
    this.beat(); // the server learns that they talk
    this.#callbacks.changed();
  }

  #broken() {
    this.#lose();
    this.#restart();
    this.#callbacks.changed();
  }

  #restart() {
    this.#attemptAt = performance.now();
    if (this.#peer?.phone) this.anew();
    else this.#peer?.restart();
  }

  #lose() {
    this.connected = this.poor = false;
    this.#unwatch();
    this.#slowly();
    this.#timers.lost ||= setTimeout(() => {
      this.leave("lost");
      this.#callbacks.over({ what: "ended", end: "lost" });
    }, LOST_MS);
  }

  #slowly() {
    clearTimeout(this.#timers.slow);
    this.#timers.slow = setTimeout(() => {
      this.slow = true;
      this.#callbacks.changed();
    }, SLOW_MS);
  }
}
