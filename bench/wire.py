"""A small HTTP client for measuring: as little of its own as can be, on one event loop."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

CSRF = "b" * 32


def start_server(app: str, port: int, *options: str) -> subprocess.Popen[bytes]:
    """uvicorn with an application, as `wiseline serve` runs it; returns once it answers."""
    process = subprocess.Popen(  # noqa: S603 our own command
        [
            sys.executable,
            "-m",
            "uvicorn",
            app,
            "--port",
            str(port),
            "--no-access-log",
            "--log-level",
            "error",
            "--timeout-graceful-shutdown",
            "1",
            *options,
        ]
    )
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=1)
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.1)
        else:
            break
    return process


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """End the server and wait for it."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


async def events(port: int, path: str, cookie: str, connected: asyncio.Event) -> AsyncIterator[tuple[str, str, float]]:
    """(kind, data, moment) of every Server-Sent Event of a stream."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
    await writer.drain()
    kind = ""
    while line := await reader.readline():
        moment = time.perf_counter()
        text = line.decode().strip()
        if text.startswith(": open"):
            connected.set()
        elif text.startswith("event: "):
            kind = text[7:]
        elif text.startswith("data: "):
            yield kind, text[6:], moment


class Poster:
    """One keep-alive connection that sends forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free = asyncio.Lock()
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: str, cookie: str) -> int:
        """Send a form, return the status. One request at a time: a further one waits for its turn."""
        async with self.free:
            return await self._post(path, body, cookie)

    async def _post(self, path: str, body: str, cookie: str) -> int:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None  # noqa: S101
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookie}; wiseline_csrf={CSRF}\r\n"
            f"X-CSRFToken: {CSRF}\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write((head + body).encode())
        await self.writer.drain()
        status = int((await self.reader.readline()).split()[1])
        length = 0
        while (line := await self.reader.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        await self.reader.readexactly(length)
        return status
