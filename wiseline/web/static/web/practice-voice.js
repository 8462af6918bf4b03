// Reading aloud with the device's own voice: works offline where the device has one, and nothing leaves it.
const synth = globalThis.speechSynthesis;
let on = false;

export const canSpeak = () => Boolean(synth?.getVoices().length);
export const isOn = () => on;

export function speak(text) {
  if (!canSpeak() || !text) return;
  synth.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = document.documentElement.lang;
  words.rate = 0.9;
  synth.speak(words);
}

export const speakIfOn = (text) => on && speak(text);
export const hush = () => synth?.cancel();

export function whenAble(show) {
  if (canSpeak()) show();
  synth?.addEventListener?.("voiceschanged", () => canSpeak() && show());
}

export function toggle() {
  on = !on;
  if (!on) hush();
  return on;
}

addEventListener("pagehide", hush);
