"""A provider on this machine that speaks Twilio's dialect: keeps what it was asked, and answers as it was told to."""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

ACCOUNT, TOKEN = "AC123", "t0ken"


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    form: dict[str, str]
    login: str


class RestServer:
    """Takes REST requests of Twilio's form while it is not closed; `answer` gives a status and JSON, or bytes."""

    def __init__(self, answer: Callable[[Asked], tuple[int, Any]]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                form = {name: values[-1] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
                login = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
                status, body = answer(Asked(self.command, self.path, form, login))
                sent = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            do_GET = do_POST = do_DELETE = _answer

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"twiml://{ACCOUNT}:{TOKEN}@127.0.0.1:{self._server.server_address[1]}/?http=1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """The end of it."""
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Gateway:
    """Listens while it is used as a context manager; `address` is what WISELINE_PHONE wants."""

    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)  # the next ones; then 201 and an id
    address: str = ""
    slow: float = 0  # seconds before each answer

    def __enter__(self) -> Self:
        self._server = RestServer(self._answer)
        self.address = self._server.address
        return self

    def _answer(self, asked: Asked) -> tuple[int, Any]:
        time.sleep(self.slow)
        self.asked.append(asked)
        usual = {"sid": f"CA{len(self.asked)}", "status": "in-progress"}
        return self.answers.pop(0) if self.answers else (201, usual)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.close()
