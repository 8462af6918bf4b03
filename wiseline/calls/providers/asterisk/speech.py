"""Sounds for the PBX: each sentence, each pause and the tone is a file (WAVE, 8 kHz), made once, named by its content.

`espeak-ng` speaks. A sound that nobody asked for within a day is deleted: some say a code, or initials.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import time
import wave
from pathlib import Path

import numpy as np

from wiseline.calls.line import Spoken
from wiseline.calls.providers import ProviderError

SPEAKER = "espeak-ng"
RATE = 8000
WORDS_A_MINUTE = 145
KEPT_SECONDS = 86_400
TOUCH_SECONDS = 3600
PLAIN = "en-gb"
LANGUAGES = {"en": PLAIN, "fr": "fr-fr"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
TONE_SECONDS, TONE_HERTZ = 0.4, 1000


def can_speak() -> bool:
    """Whether the speaker is installed."""
    return shutil.which(SPEAKER) is not None


def sounds(words: Spoken, language: str, folder: Path) -> list[str]:
    """The names, without their ending, of the files that say it. Raises ProviderError where none can be made."""
    return [_sound(word, language, folder) for word in words] if words else [_kept("tone", folder, _tone)]


def forget_old(folder: Path) -> int:
    """Delete what nobody asked for within a day."""
    before = time.time() - KEPT_SECONDS
    old = [path for path in folder.glob("*.wav") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _sound(word: str | int, language: str, folder: Path) -> str:
    if isinstance(word, int):
        return _kept(f"pause-{word}", folder, lambda: np.zeros(word * RATE))
    name = hashlib.sha256(f"{language}\n{WORDS_A_MINUTE}\n{word}".encode()).hexdigest()[:32]
    return _kept(name, folder, lambda: _spoken(word, language))


def _kept(name: str, folder: Path, make: object) -> str:
    path = folder / f"{name}.wav"
    try:
        if time.time() - path.stat().st_mtime > TOUCH_SECONDS:
            path.touch()
    except FileNotFoundError:
        _write(path, make() if callable(make) else np.zeros(0))
    return name


def _write(path: Path, samples: np.ndarray) -> None:
    """All of it, or nothing: another process may be making the same one. The PBX, another user, must read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(sound.getvalue())
    part.chmod(0o644)
    part.replace(path)


def _tone() -> np.ndarray:
    return 8000 * np.sin(2 * np.pi * TONE_HERTZ * np.arange(int(TONE_SECONDS * RATE)) / RATE)


def _spoken(word: str, language: str) -> np.ndarray:
    language = language.lower()
    voice = LANGUAGES.get(language, language) if _LANGUAGE.fullmatch(language) else PLAIN
    for name in (voice, PLAIN):
        try:
            done = _speak(word, name)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ProviderError(f"{SPEAKER} is not there") from error
        if done.returncode == 0 and done.stdout:
            return _at_rate(done.stdout)
    raise ProviderError(f"{SPEAKER} could not speak")


def _speak(word: str, voice: str) -> subprocess.CompletedProcess[bytes]:
    """The words go in by the standard input: a list of processes shows none."""
    command = [SPEAKER, "-v", voice, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"]
    return subprocess.run(command, input=word.encode(), capture_output=True, check=False, timeout=10)  # noqa: S603


def _at_rate(sound: bytes) -> np.ndarray:
    """At the rate of a phone line: higher tones are left out by way of the spectrum."""
    with wave.open(io.BytesIO(sound)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)
    count = int(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    slower: np.ndarray = np.fft.irfft(spectrum, count) * count / max(1, len(samples))
    return slower
