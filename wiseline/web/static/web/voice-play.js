// A voice that somebody left: played from what this device keeps (sw.js), else fetched, and then kept where it is the
// listener's own. The browser's plain cache never holds it, so that signing out takes it away (forget.js, sw.js).
const KEPT = "wiseline-kept";
let playing = null; // { audio, button, url }

async function soundOf(url, keep) {
  const kept = await globalThis.caches?.match(url, { ignoreVary: true });
  if (kept) return kept.blob();
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error("It did not come.");
  if (keep && globalThis.caches) await (await caches.open(KEPT)).put(url, response.clone()).catch(() => {});
  return response.blob();
}

function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("[data-voice-word]").textContent = on ? button.dataset.wordStop : button.dataset.wordPlay;
}

function stop() {
  if (!playing) return;
  playing.audio.pause();
  URL.revokeObjectURL(playing.audio.src);
  show(playing.button, false);
  playing = null;
}

async function play(button) {
  const box = button.closest("[data-voice]");
  const trouble = box.querySelector("[data-voice-trouble]");
  trouble.hidden = true;
  stop();
  const audio = new Audio();
  const mine = { audio, button };
  playing = mine;
  show(button, true);
  try {
    const sound = await soundOf(box.dataset.voice, "voiceKeep" in box.dataset);
    if (playing !== mine) return; // stopped, or another was begun, meanwhile
    audio.src = URL.createObjectURL(sound);
    audio.addEventListener("ended", () => playing === mine && stop());
    await audio.play();
  } catch {
    if (playing !== mine) return;
    stop();
    trouble.hidden = false;
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-voice-play]");
  if (!button) return;
  if (button === playing?.button) stop();
  else play(button);
});
addEventListener("pagehide", stop);
