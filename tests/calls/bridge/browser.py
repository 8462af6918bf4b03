"""In place of a browser: an aiortc peer that sings, and keeps what it hears; and a PBX that is a UDP socket."""

from __future__ import annotations

import asyncio
import math
import time
from fractions import Fraction
from typing import Any

import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler

from tests.fakes.sip_phones import share_of
from wiseline.calls.bridge.rtp import Rtp
from wiseline.calls.bridge.sound import RATE, SAMPLES, from_mulaw, to_mulaw


class Song(MediaStreamTrack):
    """A tone, from now on."""

    kind = "audio"

    def __init__(self, hertz: int, rate: int = 48_000) -> None:
        super().__init__()
        self.hertz, self.rate, self._at = hertz, rate, 0
        self._start = time.monotonic()

    async def recv(self) -> AudioFrame:
        size = self.rate // 50
        await asyncio.sleep(max(0.0, self._start + self._at / self.rate - time.monotonic()))
        samples = tone(self.hertz, self.rate, self._at, size)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = self.rate, Fraction(1, self.rate), self._at
        self._at += size
        return frame


def tone(hertz: int, rate: int, start: int, size: int) -> Any:
    moments = np.arange(start, start + size)
    return (9000 * np.sin(2 * math.pi * hertz * moments / rate)).astype(np.int16)


def hears(samples: Any, hertz: int) -> bool:
    """Whether the last half second is that tone, rather than anything else."""
    last = tuple(int(one) for one in samples[-RATE // 2 :])
    return len(last) == RATE // 2 and share_of(last, hertz) > 0.5


class Browser:
    """One page's connection. `heard` is what it hears, at the rate of a phone."""

    def __init__(self, hertz: int) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.song = Song(hertz)
        self.heard: Any = np.zeros(0, dtype=np.int16)
        self._tasks: set[Any] = set()
        self.pc.on("track", self._track)

    def _track(self, track: MediaStreamTrack) -> None:
        self._tasks.add(asyncio.ensure_future(self._listen(track)))

    async def _listen(self, track: MediaStreamTrack) -> None:
        thinner = AudioResampler(format="s16", layout="mono", rate=RATE)
        while True:
            try:
                frame: Any = await track.recv()
            except MediaStreamError:
                return
            for thin in thinner.resample(frame):
                self.heard = np.concatenate((self.heard, thin.to_ndarray()[0]))

    async def offer(self) -> dict[str, str]:
        """Its own offer."""
        self.pc.addTrack(self.song)
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return self._local()

    async def answer(self, description: dict[str, str]) -> dict[str, str]:
        """To an offer of the other side."""
        await self.pc.setRemoteDescription(RTCSessionDescription(**description))
        self.pc.addTrack(self.song)
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return self._local()

    async def take(self, description: dict[str, str]) -> None:
        """The other side's answer."""
        await self.pc.setRemoteDescription(RTCSessionDescription(**description))

    def _local(self) -> dict[str, str]:
        local = self.pc.localDescription
        assert local is not None
        return {"type": local.type, "sdp": local.sdp}


class Pbx:
    """A phone behind a PBX, as a bridge meets it: RTP from one address to another."""

    def __init__(self, hertz: int) -> None:
        self.hertz, self.rtp, self._at = hertz, Rtp(), 0
        self.heard: Any = np.zeros(0, dtype=np.int16)
        self.port = 0

    async def open(self) -> int:
        self.port = await self.rtp.open("127.0.0.1")
        return self.port

    def begin(self, port: int) -> None:
        self.rtp.talk_to("127.0.0.1", port, self._take)
        self._task = asyncio.ensure_future(self._sing())

    def _take(self, sound: bytes) -> None:
        self.heard = np.concatenate((self.heard, from_mulaw(sound)))

    async def _sing(self) -> None:
        start = time.monotonic()
        while True:
            self.rtp.send(to_mulaw(tone(self.hertz, RATE, self._at, SAMPLES)), self._at)
            self._at += SAMPLES
            await asyncio.sleep(max(0.0, start + self._at / RATE - time.monotonic()))

    def close(self) -> None:
        self._task.cancel()
        self.rtp.close()
