"""A mail server on this machine that keeps what it is given. Nothing leaves the machine."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


@dataclass
class MailReceiver:
    """Listens while it is used as a context manager; `address` is what WISELINE_EMAIL_URL wants."""

    mails: list[EmailMessage] = field(default_factory=list)
    address: str = ""
    refuses: list[str] = field(default_factory=list)  # what each recipient is answered with from now on; the last stays

    def __enter__(self) -> Self:
        mails, refuses = self.mails, self.refuses

        class Session(_Session):
            kept, refused = mails, refuses

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        self.address = f"smtp://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def newest_to(self, address: str, *, after: int = 0, seconds: float = 10) -> EmailMessage:
        """The newest mail to somebody among those that came after the first `after` mails; waits for it."""
        deadline = time.monotonic() + seconds
        while not (found := [mail for mail in self.mails[after:] if address in str(mail["To"])]):
            assert time.monotonic() < deadline, f"no mail to {address} came"
            time.sleep(0.02)
        return found[-1]


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as Django speaks."""

    kept: list[EmailMessage]
    refused: list[str]

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self._say("354 go on")
                    self.kept.append(self._mail())
                    self._say("250 kept")
                case b"RCPT" if self.refused:
                    self._say(self.refused.pop(0) if len(self.refused) > 1 else self.refused[0])
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 yes")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())

    def _mail(self) -> EmailMessage:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        return mail
