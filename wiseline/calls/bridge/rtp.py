"""The end towards a PBX: sound in RTP (RFC 3550, payload type 0) over UDP, to and from one address only."""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections.abc import Callable
from typing import Any

from wiseline.calls.bridge.sound import SAMPLES

PCMU = 0
_HEADER = struct.Struct("!BBHII")
_VERSION = 0x80
Take = Callable[[bytes], None]


class Rtp(asyncio.DatagramProtocol):
    """One stream each way. What comes from anywhere but the PBX is nobody's."""

    def __init__(self) -> None:
        self._transport: asyncio.DatagramTransport | None = None
        self._there: tuple[str, int] | None = None
        self._take: Take | None = None
        self._sequence = secrets.randbelow(1 << 16)
        self._origin, self._source = secrets.randbits(32), secrets.randbits(32)
        self._last = -1

    async def open(self, host: str) -> int:
        """Listen; returns the port."""
        loop = asyncio.get_running_loop()
        self._transport, _protocol = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        return int(self._transport.get_extra_info("sockname")[1])

    def talk_to(self, host: str, port: int, take: Take) -> None:
        """Where the PBX listens and sends from, and who takes what it says."""
        self._there, self._take = (host, port), take

    def send(self, sound: bytes, at: int) -> None:
        """Say this; `at` counts samples since the beginning, so that a gap is heard as one."""
        if self._transport is None or self._there is None:
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        moment = (self._origin + at) & 0xFFFFFFFF
        header = _HEADER.pack(_VERSION, PCMU, self._sequence, moment, self._source)
        self._transport.sendto(header + sound, self._there)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Sound of the PBX, in its order: what comes too late is left out."""
        if addr[:2] != self._there or self._take is None:
            return
        found = read(data)
        if found is None:
            return
        sequence, sound = found
        if self._last >= 0 and (sequence - self._last - 1) & 0xFFFF >= 0x8000:
            return
        self._last = sequence
        for start in range(0, len(sound), SAMPLES):
            self._take(sound[start : start + SAMPLES])

    def close(self) -> None:
        """Let the port go."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None


def read(packet: bytes) -> tuple[int, bytes] | None:
    """The number and the sound of an RTP packet; None for what is none, or says something else than mu-law."""
    if len(packet) < _HEADER.size:
        return None
    first, kind, sequence, _moment, _source = _HEADER.unpack_from(packet)
    if first & 0xC0 != _VERSION or kind & 0x7F != PCMU:
        return None
    start = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(packet) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    end = len(packet) - (packet[-1] if first & 0x20 else 0)
    return (sequence, packet[start:end]) if start < end else None
