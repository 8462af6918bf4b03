"""The two voices as WebRTC has them: the phone's, as a track that is sent to the page, and the page's, cut for a phone.

This server keeps no sound waiting: the page and the phone each even out what comes unevenly, and a second such buffer
between them would only add delay.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from aiortc import MediaStreamTrack, RTCRtpReceiver
from aiortc.jitterbuffer import JitterFrame
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler

from wiseline.calls.bridge.sound import RATE, SAMPLES, SECONDS, SILENCE, from_mulaw, to_mulaw

MOST_WAITING = 5
"""Packets: a tenth of a second. What is older is not worth hearing any more."""
LATE = 3 * SECONDS
"""After so long without a packet the page gets silence, so that it knows the line to be alive."""
OPUS_RATE = 48_000


class PhoneVoice(MediaStreamTrack):
    """What the phone says."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._packets: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._came = asyncio.Event()
        self._silent = False
        self._at = 0

    def push(self, sound: bytes) -> None:
        """A packet of the phone's."""
        self._packets.append(sound)
        self._came.set()

    async def recv(self) -> AudioFrame:
        """The next twenty milliseconds, as soon as they are there."""
        if self.readyState != "live":
            raise MediaStreamError
        samples = from_mulaw(await self._next())
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._at
        self._at += len(samples)
        return frame

    async def _next(self) -> bytes:
        if not self._packets:
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), SECONDS if self._silent else LATE)
            except TimeoutError:
                self._silent = True
                return SILENCE
        self._silent = False
        return self._packets.popleft()


async def listen(track: MediaStreamTrack, take: Callable[[bytes, int], None]) -> None:
    """Give each twenty milliseconds of the page's voice to `take`, with their moment in samples, until it ends."""
    thinner = AudioResampler(format="s16", layout="mono", rate=RATE)
    kept = np.zeros(0, dtype=np.int16)
    at, expected = 0, None
    while True:
        try:
            frame: Any = await track.recv()
        except MediaStreamError:
            return
        if expected is not None and frame.pts > expected:  # what was lost on the way is a gap, not a shortcut
            at += round((frame.pts - expected) * RATE / OPUS_RATE)
        expected = frame.pts + frame.samples
        for thin in thinner.resample(frame):
            kept = np.concatenate((kept, thin.to_ndarray()[0]))
        while len(kept) >= SAMPLES:
            take(to_mulaw(kept[:SAMPLES]), at)
            kept, at = kept[SAMPLES:], at + SAMPLES


class Straight:
    """Takes the place of aiortc's jitter buffer, which holds 80 ms always, and 300 ms after a packet was lost."""

    def __init__(self) -> None:
        self._last: int | None = None

    def add(self, packet: Any) -> tuple[bool, JitterFrame | None]:
        """The packet at once; one that was overtaken is left out."""
        number = int(packet.sequence_number)
        if self._last is not None and (number - self._last - 1) & 0xFFFF >= 0x8000:
            return False, None
        self._last = number
        return False, JitterFrame(data=packet._data, timestamp=packet.timestamp)


def without_waiting(receiver: RTCRtpReceiver) -> None:
    """Let what comes from the page go through at once."""
    name = "_RTCRtpReceiver__jitter_buffer"
    if not hasattr(receiver, name):
        raise AttributeError("this version of aiortc keeps its jitter buffer elsewhere")
    setattr(receiver, name, Straight())
