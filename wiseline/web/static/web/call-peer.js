// One connection with one other page. Its `session` names it in every signal, so that nothing of a connection that
// was given up is taken for one of the next.
const GATHER_MS = 60; // candidates of the same moment travel together
const READY_MS = 8; // a description waits in such steps for the first candidates, and takes them along
const LONGEST_MS = 120;
const WHOLE_MS = 2_500; // a network of phones is told every way at once; a relay's may take so long

function onlyOpus(transceiver) {
  const codecs = RTCRtpReceiver.getCapabilities?.("audio")?.codecs ?? [];
  const opus = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === "audio/opus");
  if (opus.length) transceiver.setCodecPreferences?.(opus);
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The first connection of a page takes some 20 ms longer: long before it counts, make one for nothing. */
export function warmUp() {
  if (globalThis.RTCPeerConnection) new RTCPeerConnection().close();
}

export class Peer {
  #say;
  #polite;
  #ignoring = false;
  #track = null;
  #transceiver = null;
  #candidates = [];
  #gathered = 0;
  #work = Promise.resolve();

  /**
   * `say(kind, body)` sends a signal, `changed()` is told of each new state, `heard(track)` gets the other's voice.
   * `polite()` says whether this side gives way when both want to negotiate at once. `phone`: the other side is one.
   */
  constructor({ session, phone, servers, polite, say, changed, heard }) {
    this.session = session;
    this.phone = phone;
    this.pc = new RTCPeerConnection({ iceServers: servers, bundlePolicy: "max-bundle" });
    this.#say = (kind, body) => say(kind, { session, ...body });
    this.#polite = polite;
    this.pc.onconnectionstatechange = changed;
    this.pc.ontrack = ({ track }) => heard(track);
    this.pc.onicecandidate = ({ candidate }) => candidate?.candidate && !phone && this.#collect(candidate.toJSON());
    this.pc.onnegotiationneeded = () => this.#in(() => this.#offer());
  }

  get state() {
    return this.pc.connectionState;
  }

  /** Make the first offer; the other side answers. */
  begin() {
    this.#adopt(this.pc.addTransceiver("audio", { direction: "sendrecv" }));
  }

  /** Speak with this track, or with none. Nothing is negotiated anew. */
  speak(track) {
    this.#track = track;
    return this.#transceiver?.sender.replaceTrack(track).catch(() => {});
  }

  receive(kind, body) {
    this.#in(async () => {
      if (body.description) await this.#describe(body.description);
      for (const candidate of body.candidates ?? []) await this.#add(candidate);
    });
  }

  /** Find a new path between the two networks. */
  restart() {
    if (this.pc.signalingState !== "closed") this.pc.restartIce();
  }

  close() {
    clearTimeout(this.#gathered);
    this.pc.onconnectionstatechange = this.pc.ontrack = this.pc.onicecandidate = this.pc.onnegotiationneeded = null;
    this.pc.close();
  }

  /** One thing at a time; what fails because the connection was closed meanwhile is no loss. */
  #in(step) {
    this.#work = this.#work.then(step).catch((error) => {
      if (this.pc.signalingState !== "closed") console.warn("call", error);
    });
  }

  #adopt(transceiver) {
    this.#transceiver = transceiver;
    if (!this.phone) onlyOpus(transceiver); // phones speak older ones
    if (this.#track) this.speak(this.#track);
  }

  async #offer() {
    await this.pc.setLocalDescription();
    await this.#tellDescription();
  }

  async #tellDescription() {
    const longest = this.phone ? WHOLE_MS : LONGEST_MS;
    for (let waited = 0; waited < longest && this.pc.iceGatheringState !== "complete"; waited += READY_MS) {
      if (this.#candidates.length && waited) break;
      const gathered = new Promise((resolve) => {
        this.pc.onicegatheringstatechange = () => this.pc.iceGatheringState === "complete" && resolve();
      });
      await Promise.race([gathered, wait(READY_MS)]);
    }
    clearTimeout(this.#gathered);
    this.#gathered = 0;
    this.#candidates = []; // the description carries them
    const { type, sdp } = this.pc.localDescription;
    this.#say(type, { description: { type, sdp }, whole: this.phone });
  }

  async #describe(description) {
    const { signalingState } = this.pc;
    this.#ignoring = description.type === "offer" && signalingState !== "stable" && !this.#polite();
    if (this.#ignoring) return;
    if (description.type === "answer" && signalingState !== "have-local-offer") return; // to an offer taken back
    await this.pc.setRemoteDescription(description);
    if (description.type !== "offer") return;
    if (!this.#transceiver) {
      const [transceiver] = this.pc.getTransceivers();
      transceiver.direction = "sendrecv";
      this.#adopt(transceiver);
    }
    await this.pc.setLocalDescription();
    await this.#tellDescription();
  }

  async #add(candidate) {
    try {
      await this.pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoring) throw error;
    }
  }

  #collect(candidate) {
    this.#candidates.push(candidate);
    this.#gathered ||= setTimeout(() => {
      this.#gathered = 0;
      if (this.#candidates.length) this.#say("candidates", { candidates: this.#candidates });
      this.#candidates = [];
    }, GATHER_MS);
  }
}
