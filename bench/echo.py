"""The baseline: a bare ASGI application that stores one row for a POST and sends one event."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from typing import Any

_queues: dict[str, asyncio.Queue[bytes]] = {}
_database = sqlite3.connect(os.environ.get("BENCH_ECHO_DATABASE", ":memory:"), isolation_level=None)
_database.execute("PRAGMA journal_mode=WAL")
_database.execute("PRAGMA synchronous=FULL")
_database.execute("CREATE TABLE IF NOT EXISTS ask (id INTEGER PRIMARY KEY, who TEXT)")


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """GET /live/N streams; POST /ask/N stores and tells stream N."""
    if scope["type"] != "http":
        return
    who = scope["path"].rsplit("/", 1)[-1]
    if scope["method"] == "POST":
        await receive()
        _database.execute("INSERT INTO ask (who) VALUES (?)", (who,))
        if who in _queues:
            _queues[who].put_nowait(b'event: ring\ndata: {"id":"' + who.encode() + b'"}\n\n')
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    if not scope["path"].startswith("/live/"):
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    queue = _queues.setdefault(who, asyncio.Queue())
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b": open\n\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})
