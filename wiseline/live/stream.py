"""The live stream: Server-Sent Events with replay. A device that was away gets what it missed, in order."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from wiseline.live import bus
from wiseline.live.models import Event
from wiseline.live.publish import last_seq

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 15.0
POLL_SECONDS = 2.0  # the longest that a lost wake-up can delay an event
SIGNED_OUT_SOMEWHERE = "sign-ins"
_PAGE = 200
_SEQ = re.compile("[0-9]{1,18}")
# Streams share few threads, each with its own lasting database connection: 200 devices need no 200 connections.
_readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it goes over the wire."""

    seq: int
    kind: str
    data: str

    def encode(self) -> bytes:
        """The event in the text/event-stream format."""
        return f"id: {self.seq}\nevent: {self.kind}\ndata: {self.data}\n\n".encode()


def events_after(person_id: UUID, after: int) -> list[Line]:
    """The person's events after a sequence number, in order; a `reset` first where some of them are gone."""
    lines = _page(person_id, after)
    newest = lines[-1].seq if lines else last_seq(person_id)
    if not lines and after < newest:  # written between the two looks, or gone
        lines = _page(person_id, after)
    if after > newest or (lines and lines[0].seq > after + 1) or (not lines and after < newest):
        return [Line(newest, "reset", "{}")]
    return lines


def _page(person_id: UUID, after: int) -> list[Line]:
    rows = Event.objects.filter(person_id=person_id, seq__gt=after).order_by("seq")
    return [
        Line(seq, kind, json.dumps(data, separators=(",", ":")))
        for seq, kind, data in rows.values_list("seq", "kind", "data")[:_PAGE]
    ]


def _read(person_id: UUID, after: int) -> list[Line]:
    try:
        return events_after(person_id, after)
    except Exception:
        connection.close()
        raise
    finally:
        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            connection.close()  # back to the pool


def _still_signed_in(session_key: str) -> bool:
    try:
        return SessionStore().exists(session_key)
    finally:
        close_old_connections()


@require_GET
async def stream(request: HttpRequest) -> HttpResponseBase:
    """Everything published to the signed-in person after `Last-Event-ID` (or `?after=`), for as long as they stay."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    start = int(after) if _SEQ.fullmatch(after) else await sync_to_async(last_seq)(user.pk)
    key = request.session.session_key or ""
    await sync_to_async(connections.close_all)()
    response = StreamingHttpResponse(_lines(user.pk, key, start), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response["Content-Encoding"] = "identity"  # keeps the compressing middleware from holding events back
    return response


async def _lines(person_id: UUID, session_key: str, after: int) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    checked = loop.time()
    said = loop.time()
    with bus.listening(person_id) as woken:
        yield b"retry: 1000\n: open\n\n"
        while True:
            woken.clear()
            try:
                lines = await loop.run_in_executor(_readers, _read, person_id, after)
            except Exception:
                logger.exception("The live stream could not read its events; it tries again.")
                lines = []
            if lines:
                after = lines[-1].seq
                said = loop.time()
                yield b"".join(line.encode() for line in lines)
                if any(line.kind == SIGNED_OUT_SOMEWHERE for line in lines):
                    checked = -HEARTBEAT_SECONDS  # perhaps here: looked at now
                continue
            if loop.time() - said >= HEARTBEAT_SECONDS:
                said = loop.time()
                yield b": still here\n\n"
            if loop.time() - checked >= HEARTBEAT_SECONDS:
                checked = loop.time()
                if not await loop.run_in_executor(_readers, _still_signed_in, session_key):
                    yield b"event: signed-out\ndata: {}\n\n"
                    return
            try:
                await asyncio.wait_for(woken.wait(), _poll_seconds())
            except TimeoutError:
                continue


def _poll_seconds() -> float:
    """In one process every change wakes the stream; with several, the table is looked at as well."""
    return HEARTBEAT_SECONDS if settings.ENGINE_IN_WEB and not settings.REDIS_URL else POLL_SECONDS
