"""Sounds for the PBX: made once, at the rate of a phone line, and forgotten when nobody asks for them."""

from __future__ import annotations

import os
import time
import wave
from pathlib import Path

import pytest

from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.asterisk import speech

needs_a_voice = pytest.mark.skipif(not speech.can_speak(), reason="espeak-ng is not installed")


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        return file.getnframes() / 8000


def test_a_pause_is_as_long_as_it_says_and_the_tone_is_short(tmp_path: Path) -> None:
    (pause,) = speech.sounds((4,), "en", tmp_path)
    (tone,) = speech.sounds((), "en", tmp_path)
    assert seconds(tmp_path / f"{pause}.wav") == 4
    assert seconds(tmp_path / f"{tone}.wav") == pytest.approx(0.4)
    assert (tmp_path / f"{tone}.wav").stat().st_mode & 0o777 == 0o644


@needs_a_voice
def test_a_sentence_is_spoken_once_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = speech.sounds(("Take care.", 1, "Take care."), "en", tmp_path)
    assert first[0] == first[2]
    assert 0.4 < seconds(tmp_path / f"{first[0]}.wav") < 3
    monkeypatch.setattr(speech, "_speak", None)
    assert speech.sounds(("Take care.",), "en", tmp_path) == [first[0]]


@needs_a_voice
@pytest.mark.parametrize("language", ["de", "pt-br", "xx", "-w/etc/passwd", "EN"])
def test_a_language_that_nobody_speaks_is_spoken_plainly(tmp_path: Path, language: str) -> None:
    (name,) = speech.sounds(("Hello",), language, tmp_path)
    assert seconds(tmp_path / f"{name}.wav") > 0.2


def test_without_the_voice_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "SPEAKER", "no-such-voice")
    assert not speech.can_speak()
    with pytest.raises(ProviderError, match="not there"):
        speech.sounds(("Hello",), "en", tmp_path)


def test_what_nobody_asked_for_within_a_day_is_deleted(tmp_path: Path) -> None:
    speech.sounds((1, 2), "en", tmp_path)
    old = time.time() - 2 * speech.KEPT_SECONDS
    os.utime(tmp_path / "pause-1.wav", (old, old))
    os.utime(tmp_path / "pause-2.wav", (old, old))
    speech.sounds((2,), "en", tmp_path)  # asked for again
    assert speech.forget_old(tmp_path) == 1
    assert [path.name for path in tmp_path.glob("*")] == ["pause-2.wav"]
