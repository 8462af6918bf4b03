"""A small server in threads: the shell's real files and templates, with answers that a test decides."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import parse_qs, urlsplit

import django_htmx
from csp.utils import build_policy
from django.template import Context, Engine, engines
from django.template.loader import render_to_string

import wiseline.web
from tests.browser import until

if TYPE_CHECKING:
    from django.template.backends.django import DjangoTemplates
    from playwright.sync_api import Page

_SHELL = Path(wiseline.web.__file__).parent / "static"
_HTMX = Path(django_htmx.__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
_END = object()
PERSON = "0198a000-0000-7000-8000-000000000001"
SHELL = ["/offline/", "/help-now/", "/breathe/", "/static/web/app.css", "/static/web/icon-192.png"]


@dataclass
class Someone:
    """Just enough of a person for the templates."""

    pk: str = PERSON
    is_authenticated: bool = True
    is_staff_member: bool = False
    is_client: bool = True
    display_name: str = "Mia"


@dataclass
class Asked:
    """Just enough of a request for the templates."""

    user: Someone = field(default_factory=Someone)
    path: str = "/"


def page_of(name: str, *, user: Someone | None = None, live_after: int | None = None, **more: Any) -> str:
    """One of the project's templates, rendered for a person."""
    context = {"request": Asked(user=user or Someone()), "csrf_token": "token-of-the-page", **more}
    if live_after is not None:
        context["live_after"] = live_after
    return render_to_string(name, context)


def page_with(main: str, *, base: str = "web/base_client.html", **more: Any) -> str:
    """A page of the shell around some markup."""
    engine: Engine = cast("DjangoTemplates", engines["django"]).engine
    source = "{% extends base %}{% load i18n static %}{% block main %}" + main + "{% endblock %}"
    context = {"request": Asked(user=more.pop("user", Someone())), "base": base, "csrf_token": "token-of-the-page"}
    return engine.from_string(source).render(Context({**context, **more}))


@dataclass
class Received:
    """A POST that arrived, whatever was answered."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]
    json: Any = None


Answer = Callable[["_Handler"], None]


class StandIn:
    """See the module. Streams wait in `opened`; `drop()` ends them as a lost connection would."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.scripts: dict[str, str] = {}
        self.down = False
        self.posts_are_lost = False
        self.posts: list[Received] = []
        self.answers: list[Answer] = []
        self.streams_refused_with: int | None = None
        self.opened: queue.Queue[str] = queue.Queue()
        self._streams: list[queue.Queue[Any]] = []
        self._posted = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.stand_in = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
        self._server.shutdown()
        self._server.server_close()

    def say(self, seq: int, kind: str, **data: Any) -> None:
        """Send an event on every open stream."""
        for stream in self._streams:
            stream.put(f"id: {seq}\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode())

    def drop(self) -> None:
        """Cut every open stream."""
        for stream in self._streams:
            stream.put(_END)
        self._streams.clear()

    def next_stream(self) -> str:
        """Wait for a stream to open; return the `after` that it asked for."""
        return self.opened.get(timeout=15)

    def no_more_streams(self) -> bool:
        """Whether every stream that was opened has been looked at."""
        return self.opened.empty()

    def wait_for_posts(self, count: int) -> list[Received]:
        """Wait until so many POSTs arrived."""
        with self._posted:
            assert self._posted.wait_for(lambda: len(self.posts) >= count, timeout=15), self.posts
        return self.posts

    def _record(self, received: Received) -> Answer:
        with self._posted:
            self.posts.append(received)
            self._posted.notify_all()
        return self.answers.pop(0) if self.answers else answer_json({})


def answer_json(body: dict[str, Any], status: int = 200) -> Answer:
    """An ordinary answer."""
    return lambda handler: handler.give(status, "application/json", json.dumps(body).encode())


def answer_lost(handler: _Handler) -> None:
    """The server took it; the answer never arrives."""
    handler.close_connection = True


def answer_redirect(to: str) -> Answer:
    """Sent elsewhere."""

    def give(handler: _Handler) -> None:
        handler.send_response(HTTPStatus.FOUND)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return give


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def stand_in(self) -> StandIn:
        return self.server.stand_in  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def give(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", build_policy())
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if self.stand_in.down:
            self.close_connection = True
        elif url.path == "/live/":
            self._stream(parse_qs(url.query).get("after", [""])[0])
        elif url.path in self.stand_in.redirects:
            answer_redirect(self.stand_in.redirects[url.path])(self)
        elif url.path in self.stand_in.scripts:
            self.give(200, "text/javascript", self.stand_in.scripts[url.path].encode())
        elif url.path in self.stand_in.pages:
            self.give(200, "text/html; charset=utf-8", self.stand_in.pages[url.path].encode())
        else:
            self._file(url.path)

    def _file(self, path: str) -> None:
        for root in (_SHELL, _HTMX):
            file = root / path.removeprefix("/static/")
            if path.startswith("/static/") and file.is_file():
                return self.give(200, _TYPES[file.suffix], file.read_bytes())
        return self.give(404, "text/plain", b"")

    def _stream(self, after: str) -> None:
        stand_in = self.stand_in
        if stand_in.streams_refused_with:
            stand_in.opened.put(after)
            return self.give(stand_in.streams_refused_with, "text/plain", b"")
        lines: queue.Queue[Any] = queue.Queue()
        stand_in._streams.append(lines)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b": open\n\n")
        self.wfile.flush()
        stand_in.opened.put(after)
        while (line := lines.get()) is not _END:
            try:
                self.wfile.write(line)
                self.wfile.flush()
            except OSError:
                break
        self.close_connection = True
        return None

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.stand_in.down or self.stand_in.posts_are_lost:
            self.close_connection = True
            return
        path = urlsplit(self.path).path
        is_json = "json" in self.headers.get("Content-Type", "")
        form = {} if is_json else {name: values[-1] for name, values in parse_qs(raw).items()}
        received = Received(path, form, dict(self.headers.items()), json.loads(raw) if is_json and raw else None)
        self.stand_in._record(received)(self)


def worker_script(version: str, precache: list[str]) -> str:
    """The service worker as its view serves it."""
    source = (_SHELL / "web" / "sw.js").read_text(encoding="utf-8")
    words = {"title": "Wiseline", "body": "Something waits for you."}
    filled = {"__VERSION__": version, "__PRECACHE__": json.dumps(precache), "__WORDS__": json.dumps(words)}
    for placeholder, value in filled.items():
        source = source.replace(placeholder, value)
    return source


def install(page: Page, server: StandIn, path: str = "/") -> None:
    """Open a page, and wait until the service worker holds it."""
    page.goto(server.url + path)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    until(page, "navigator.serviceWorker.controller?.state === 'activated'")
