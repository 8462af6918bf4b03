// The microphone: asked for once, kept while the page may need it, let go of as soon as it does not.
const WISHES = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } };

let opening = null;
let track = null;
let muted = false;
let wanted = false;
let stopped = () => {};

/** Whether this browser can make calls at all; on plain http only this very machine may. */
export const supported = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.RTCPeerConnection);

/** `granted`, `denied`, or `prompt`: also where the browser does not say. */
export async function permission() {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state;
  } catch {
    return "prompt";
  }
}

export const isOpen = () => track?.readyState === "live";
export const isMuted = () => muted;

/** The voice, as a track. Rejects with one of `refused`, `none`, `busy` as its message. */
export function open() {
  wanted = true;
  if (isOpen()) return Promise.resolve(track);
  opening ??= ask().finally(() => {
    opening = null;
  });
  return opening;
}

async function ask() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(WISHES);
  } catch (error) {
    const reasons = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none" };
    throw new Error(reasons[error.name] ?? "busy");
  }
  [track] = stream.getAudioTracks();
  if (!wanted) {
    close();
    throw new Error("busy");
  }
  track.enabled = !muted;
  track.onended = () => stopped();
  return track;
}

/** Call this when the microphone stops by itself: unplugged, or taken by another app. */
export function onStopped(callback) {
  stopped = callback;
}

export function mute(value) {
  muted = value;
  if (track) track.enabled = !muted;
}

export function close() {
  wanted = false;
  if (track) track.onended = null;
  track?.stop();
  track = null;
  muted = false;
}
