"""A PBX on this machine that speaks ARI, by HTTP and WebSocket: its phones ring, are picked up, press keys, hang up.

What is spoken is over at once, unless `talks` is set. Requests can be made to fail; events can be repeated.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from types import TracebackType

    from wiseline.calls.line import Spoken

USER, PASSWORD, APP = "wiseline", "s3cret", "wiseline"
LOGIN = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def as_names(words: Spoken, language: str, folder: object) -> list[str]:
    """In place of `speech.sounds`: the words themselves are the names of the files."""
    del language, folder
    return ["".join(f"%{byte:02x}" for byte in str(word).encode()) for word in words] or ["tone"]


@dataclass
class Channel:
    """A phone, as the PBX has it."""

    id: str
    number: str
    state: str
    dialled: str = ""
    taken: bool = False  # by the app
    room: str = ""
    playing: str = ""
    recording: str = ""
    heard: list[str] = field(default_factory=list)
    first_heard: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """As ARI shows it."""
        app = {"app_name": "Stasis", "app_data": APP} if self.taken else {"app_name": "AppDial2", "app_data": ""}
        return {
            "id": self.id,
            "state": self.state,
            "caller": {"number": self.number, "name": ""},
            "dialplan": {"context": "in", "exten": self.dialled, "priority": 1, **app},
        }

    @property
    def says(self) -> str:
        """Everything it heard."""
        return " ".join(self.heard)


@dataclass
class Pbx:
    """Listens while it is used as a context manager; `address` is what WISELINE_PHONE wants."""

    address: str = ""
    channels: dict[str, Channel] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    fails: dict[str, int] = field(default_factory=dict)  # the next request whose path ends so is answered with this
    apps: tuple[str, ...] = ()  # that are there without anybody who listens
    endpoints: tuple[str, ...] = ()
    talks: bool = False
    deaf: bool = False  # events are lost
    twice: bool = False  # every event comes twice
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    rooms: set[str] = field(default_factory=set)
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise TimeoutError("the PBX of the tests did not start")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.drop()
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)

        async def start() -> None:
            app = web.Application()
            app.router.add_get("/ari/events", self._events)
            app.router.add_route("*", "/ari/{path:.*}", self._http)
            runner = self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            self.address = f"asterisk://{USER}:{PASSWORD}@127.0.0.1:{port}/{APP}?http=1&endpoint=PJSIP/{{number}}@trunk"
            ready.set()

        self._loop.run_until_complete(start())
        self._loop.run_forever()

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != LOGIN or request.query.get("app") != APP:
            return web.Response(status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    async def _http(self, request: web.Request) -> web.Response:
        path = unquote(request.match_info["path"])
        query = dict(request.query)
        self.asked.append((request.method, path, query))
        if request.headers.get("Authorization") != LOGIN:
            return web.Response(status=401)
        for ending, status in list(self.fails.items()):
            if path.endswith(ending):
                del self.fails[ending]
                return web.json_response({"message": "as told"}, status=status)
        status, body = self._answer(request.method, path.split("/"), query)
        if isinstance(body, bytes):
            return web.Response(body=body)
        return web.json_response(body, status=status) if status != 204 else web.Response(status=204)

    def _answer(self, method: str, path: list[str], query: dict[str, str]) -> tuple[int, Any]:
        found: tuple[int, Any] = (404, {})
        match method, path:
            case "GET", ["asterisk", "info"]:
                found = 200, {"system": {"version": "fake"}}
            case "GET", ["applications", name]:
                found = (200, {"name": name}) if name in self.apps or (self.sockets and name == APP) else (404, {})
            case "GET", ["endpoints", "PJSIP", name]:
                found = (200, {"resource": name}) if name in self.endpoints else (404, {})
            case "GET", ["channels"]:
                found = 200, [one.as_json() for one in self.channels.values()]
            case "POST", ["events", "user", name]:
                found = self._user_event(name, query)
            case _, ["channels", name, *rest]:
                found = self._channel(method, name, rest, query)
            case _, ["bridges", room, *rest]:
                found = self._bridge(method, room, rest, query)
            case "DELETE", ["playbacks", ref]:
                found = self._stop_speech(ref)
            case _, ["recordings", *rest]:
                found = self._recordings(method, rest)
        return found

    def _user_event(self, name: str, query: dict[str, str]) -> tuple[int, Any]:
        if query["application"] != APP or not self.sockets:
            return 404, {"message": "Application not found"}
        channel = self.channels.get(query["source"].removeprefix("channel:"))
        if channel is None:
            return 422, {"message": "Event source was not found"}
        self.emit("ChannelUserevent", channel=channel.as_json(), eventname=name)
        return 204, None

    def _channel(self, method: str, name: str, rest: list[str], query: dict[str, str]) -> tuple[int, Any]:
        channel = self.channels.get(name)
        if method == "POST" and not rest:
            if channel is not None:
                return 409, {"error": "it exists"}
            number = query["endpoint"].removeprefix("PJSIP/").partition("@")[0]
            self.channels[name] = Channel(name, number, "Ringing", dialled=number)
            return 200, self.channels[name].as_json()
        if channel is None:
            return 404, {"message": "Channel not found"}
        match method, rest:
            case "GET", []:
                return 200, channel.as_json()
            case "DELETE", []:
                self.ends(channel, 16)
            case "POST", ["answer"]:
                channel.state = "Up"
            case "POST", ["play", ref]:
                self._speak(channel, ref, query["media"])
                return 201, {"id": ref}
            case "POST", ["record"]:
                channel.recording = query["name"]
        return 204, None

    def _speak(self, channel: Channel, ref: str, media: str) -> None:
        if channel.room:
            raise RuntimeError("a channel in a room is not spoken to")
        channel.first_heard = channel.first_heard or time.perf_counter()
        channel.heard += [unquote(sound.rsplit("/", 1)[-1]) for sound in media.split(",")]
        channel.playing = ref
        if not self.talks:
            self.speech_ends(channel)

    def _stop_speech(self, ref: str) -> tuple[int, Any]:
        for channel in self.channels.values():
            if channel.playing == ref:
                self.speech_ends(channel)
                return 204, None
        return 404, {}

    def _bridge(self, method: str, room: str, rest: list[str], query: dict[str, str]) -> tuple[int, Any]:
        here = [one for one in self.channels.values() if one.room == room]
        there = room in self.rooms
        if method == "POST" and not rest:
            if there:
                return 500, {"message": "Supplying a bridge type when updating a bridge is not allowed."}
            self.rooms.add(room)
            return 200, {"id": room}
        channel = self.channels.get(query.get("channel", ""))
        match method, rest:
            case _ if not there:
                return 404, {}
            case "GET", []:
                return 200, {"id": room, "channels": [one.id for one in here]}
            case "DELETE", []:
                self.rooms.discard(room)
                for one in here:
                    self.leaves(one)
            case "POST", ["addChannel"] if channel is not None:
                channel.room = room
            case "POST", ["removeChannel"] if channel in here and channel is not None:
                self.leaves(channel)
            case _:
                return 400, {"message": "Channel not found"}
        return 204, None

    def _recordings(self, method: str, rest: list[str]) -> tuple[int, Any]:
        match method, rest:
            case "GET", ["stored"]:
                return 200, [{"name": name, "format": "wav"} for name in self.stored]
            case "GET", ["live", name]:
                return (200 if any(one.recording == name for one in self.channels.values()) else 404), {}
            case "GET", ["stored", name, "file"] if name in self.stored:
                return 200, self.stored[name]
            case "DELETE", ["stored", name] if name in self.stored:
                del self.stored[name]
                return 204, None
        return 404, {}

    # What the phones do

    def emit(self, kind: str, **parts: Any) -> None:
        """Send an event to who listens."""
        self.send({"type": kind, "application": APP, "timestamp": f"t{next(self._count)}", **parts})

    def send(self, event: dict[str, Any]) -> str:
        """Send it as it is."""
        text = json.dumps(event)
        for socket in [] if self.deaf else list(self.sockets):
            for _time in range(2 if self.twice else 1):
                asyncio.run_coroutine_threadsafe(self._send(socket, text), self._loop)
        return text

    async def _send(self, socket: web.WebSocketResponse, text: str) -> None:
        if not socket.closed:
            await socket.send_str(text)

    def dials(self, number: str) -> Channel:
        """Somebody dials the programme's number."""
        channel = Channel(f"17000000.{next(self._count)}", number, "Ring", dialled="900900", taken=True)
        self.channels[channel.id] = channel
        self.emit("StasisStart", args=[], channel=channel.as_json())
        return channel

    def page_dials(self, extension: str) -> Channel:
        """A page is put through: a call that rings until it is answered."""
        channel = Channel(f"17000001.{next(self._count)}", "pages", "Ring", dialled=extension, taken=True)
        self.channels[channel.id] = channel
        self.emit("StasisStart", args=[], channel=channel.as_json())
        return channel

    def rings(self, number: str) -> Channel | None:
        """The channel that rings a number."""
        return next((one for one in self.channels.values() if one.number == number and one.state == "Ringing"), None)

    def picks_up(self, number: str) -> Channel:
        """A phone that rings is picked up; by whom or by what, nobody knows."""
        channel = self.rings(number)
        assert channel is not None, f"{number} does not ring"
        channel.state, channel.taken = "Up", True
        self.emit("StasisStart", args=["out"], channel=channel.as_json())
        return channel

    def press(self, channel: Channel, *digits: str) -> None:
        """Keys."""
        for digit in digits:
            self.emit("ChannelDtmfReceived", digit=digit, duration_ms=100, channel=channel.as_json())

    def speech_ends(self, channel: Channel) -> None:
        """All was said."""
        ref, channel.playing = channel.playing, ""
        self.emit("PlaybackFinished", playback={"id": ref, "target_uri": f"channel:{channel.id}", "state": "done"})

    def speaks_for(self, channel: Channel, sound: bytes, seconds: int) -> None:
        """A message was spoken."""
        name, channel.recording = channel.recording, ""
        self.stored[name] = sound
        recording = {"name": name, "format": "wav", "state": "done", "duration": seconds}
        self.emit("RecordingFinished", recording={**recording, "target_uri": f"channel:{channel.id}"})

    def leaves(self, channel: Channel) -> None:
        """Out of its room."""
        room, channel.room = channel.room, ""
        self.emit("ChannelLeftBridge", bridge={"id": room}, channel=channel.as_json())

    def ends(self, channel: Channel, cause: int = 16) -> None:
        """Hung up, by whomever."""
        if self.channels.pop(channel.id, None) is None:
            return
        if channel.taken:
            self.emit("ChannelHangupRequest", channel=channel.as_json(), cause=cause)
        if channel.room:
            self.leaves(channel)
        if channel.taken:
            self.emit("StasisEnd", channel=channel.as_json())
        self.emit("ChannelDestroyed", cause=cause, channel=channel.as_json())

    def drop(self) -> None:
        """The WebSocket breaks."""
        for socket in list(self.sockets):
            asyncio.run_coroutine_threadsafe(socket.close(), self._loop).result(5)
