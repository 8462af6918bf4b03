"""The end towards a page: the other device of its call, in the words that pages use among themselves (call-stay.js).

A connection has a name, its session, in every signal. What does not work is not mended but made anew: one more offer.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

from wiseline.calls.bridge.voices import PhoneVoice, listen, without_waiting

logger = logging.getLogger(__name__)
OUR_TURN = 4.0
"""For so many seconds an offer of ours is not given up for one of theirs: a page takes ours, and both would change."""
BLIP = 3.0
Say = Callable[[str, dict[str, Any]], None]
Take = Callable[[bytes, int], None]


def servers(listed: list[dict[str, Any]]) -> RTCConfiguration:
    """From the list that pages get too. None means none: aiortc would ask a server of its own choice."""
    found = [RTCIceServer(one["urls"], one.get("username"), one.get("credential")) for one in listed]
    return RTCConfiguration(iceServers=found)


class Page:
    """Our side of one page's call. `say` sends a signal, `take` gets its voice."""

    def __init__(self, *, ice: list[dict[str, Any]], say: Say, take: Take) -> None:
        self._ice, self._say, self._take = ice, say, take
        self._connection: RTCPeerConnection | None = None
        self._voice: PhoneVoice | None = None
        self._listening: set[asyncio.Task[None]] = set()
        self._session = ""
        self._offered = False  # and not answered yet
        self._begun = -OUR_TURN
        self._candidates: list[dict[str, Any]] = []

    @property
    def connected(self) -> bool:
        """Whether sound goes through."""
        return self._connection is not None and bool(self._connection.connectionState == "connected")

    @property
    def age(self) -> float:
        """Seconds since the last attempt began."""
        return asyncio.get_running_loop().time() - self._begun

    @property
    def broken(self) -> bool:
        """Whether the attempt, or the connection, came to nothing."""
        return self._connection is None or bool(self._connection.connectionState in {"failed", "closed"})

    def push(self, sound: bytes) -> None:
        """The phone says this."""
        if self._voice is not None and self.connected:
            self._voice.push(sound)

    def wait(self) -> None:
        """The first attempt is theirs."""
        self._begun = asyncio.get_running_loop().time()

    async def offer(self) -> None:
        """Begin, or begin anew."""
        session = secrets.token_hex(6)
        connection = await self._anew(session)
        self._offered = True
        connection.addTrack(self._speak())
        for transceiver in connection.getTransceivers():
            without_waiting(transceiver.receiver)
        await connection.setLocalDescription(await connection.createOffer())
        self._tell(connection, session)

    async def signal(self, kind: str, body: dict[str, Any]) -> None:
        """The page says something. What makes no sense is let be: the next attempt is another one."""
        same = bool(self._session) and body.get("session") == self._session
        try:
            if kind == "hello":
                if not (self._offered and self.age < BLIP):
                    await self.offer()
            elif kind == "offer" and same and not self._offered:
                await self.offer()  # it looks for a new path; for us that is a new connection
            elif kind == "offer" and not (self._offered and self.age < OUR_TURN):
                await self._answer(body)
            elif kind == "answer" and same and self._offered and self._connection is not None:
                self._offered = False
                await self._connection.setRemoteDescription(_described(body["description"]))
                await self._add(self._candidates)
            elif kind == "candidates" and same:
                await self._add(body.get("candidates") or [])
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError, OSError) as error:
            logger.warning("A signal of a page could not be taken: %s (%s)", kind, type(error).__name__)

    async def close(self) -> None:
        """The end of it."""
        connection, self._connection, self._voice = self._connection, None, None
        self._session, self._offered, self._candidates = "", False, []
        if connection is not None:
            with suppress(Exception):  # it may be half open
                await connection.close()

    async def _anew(self, session: str) -> RTCPeerConnection:
        await self.close()
        self._session, self._begun = session, asyncio.get_running_loop().time()
        connection = self._connection = RTCPeerConnection(servers(self._ice))

        def heard(track: Any) -> None:
            if track.kind == "audio":
                task = asyncio.ensure_future(listen(track, self._take))
                self._listening.add(task)
                task.add_done_callback(self._listening.discard)

        connection.on("track", heard)
        return connection

    def _speak(self) -> PhoneVoice:
        self._voice = PhoneVoice()
        return self._voice

    async def _answer(self, body: dict[str, Any]) -> None:
        session = str(body["session"])
        described = _described(body["description"])
        connection = await self._anew(session)
        await connection.setRemoteDescription(described)
        for transceiver in connection.getTransceivers():
            without_waiting(transceiver.receiver)
        connection.addTrack(self._speak())
        await connection.setLocalDescription(await connection.createAnswer())
        self._tell(connection, session)
        await self._add(body.get("candidates") or [])

    def _tell(self, connection: RTCPeerConnection, session: str) -> None:
        local = connection.localDescription
        if connection is self._connection and local is not None:
            self._say(local.type, {"session": session, "description": {"type": local.type, "sdp": local.sdp}})

    async def _add(self, candidates: list[dict[str, Any]]) -> None:
        """Ways to the page. They may come before its answer."""
        if self._connection is None or self._connection.remoteDescription is None:
            self._candidates += candidates
            return
        for one in candidates:
            text = str(one.get("candidate") or "").removeprefix("candidate:")
            if not text or " tcp " in text.lower():
                continue
            found = candidate_from_sdp(text)
            found.sdpMid, found.sdpMLineIndex = one.get("sdpMid"), one.get("sdpMLineIndex")
            await self._connection.addIceCandidate(found)


def _described(description: dict[str, Any]) -> RTCSessionDescription:
    return RTCSessionDescription(sdp=str(description["sdp"]), type=str(description["type"]))
