// Notes that a page plays by itself. Browsers stay silent until the page was touched once.

/** One soft note of `frequency` hertz, `at` a second of the context's clock. */
export function note(context, frequency, at, seconds) {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.connect(gain).connect(context.destination);
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.22, at + 0.04);
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}

/** Three rising notes and a buzz, once: somebody is there. */
export async function chime() {
  navigator.vibrate?.([200, 100, 200]);
  if (!("AudioContext" in globalThis)) return;
  const context = new AudioContext();
  await Promise.race([context.resume().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500))]);
  if (context.state !== "running") return context.close();
  [523.25, 659.25, 783.99].forEach((frequency, index) => note(context, frequency, context.currentTime + index * 0.3, 0.9));
  document.body.dispatchEvent(new CustomEvent("wl:chimed"));
  setTimeout(() => context.close(), 3_000);
}
