"""A voice for the fake microphone: synthesised syllables with pitch, formants and pauses, as a wav file."""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path

RATE = 48_000
# (first, second, third formant in Hz, milliseconds): roughly "I am here with you now", then a breath.
_SYLLABLES = (
    (750, 1200, 2500, 180),
    (650, 1700, 2450, 150),
    (300, 2200, 2900, 210),
    (400, 1950, 2550, 140),
    (320, 900, 2300, 190),
    (700, 1150, 2500, 260),
    (0, 0, 0, 370),
)


def write_speech(path: Path) -> Path:
    """Write a second and a half of speech-like sound, which Chromium plays over and over."""
    samples = array.array("h")
    pitch = 118.0
    for first, second, third, milliseconds in _SYLLABLES:
        samples.extend(_syllable((first, second, third), milliseconds * RATE // 1000, pitch))
        pitch -= 4
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return path


def _syllable(formants: tuple[int, int, int], length: int, pitch: float) -> list[int]:
    if not formants[0]:
        return [0] * length
    voice = [1.0 if index % int(RATE / pitch) == 0 else 0.0 for index in range(length)]
    mixed = [0.0] * length
    for formant, width, loudness in zip(formants, (80, 100, 140), (1.0, 0.6, 0.25), strict=True):
        for index, value in enumerate(_resonance(voice, formant, width)):
            mixed[index] += loudness * value
    peak = max(map(abs, mixed)) or 1.0
    return [int(18_000 * value / peak * math.sin(math.pi * index / length) ** 0.5) for index, value in enumerate(mixed)]


def _resonance(source: list[float], frequency: float, width: float) -> list[float]:
    """A two-pole filter: one formant of a mouth."""
    radius = math.exp(-math.pi * width / RATE)
    near, far = 2 * radius * math.cos(2 * math.pi * frequency / RATE), -radius * radius
    one = two = 0.0
    out = []
    for value in source:
        one, two = value + near * one + far * two, one
        out.append(one)
    return out
