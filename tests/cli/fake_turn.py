"""A TURN server that gives relays to nobody, but knows a right password from a wrong one (RFC 8656, RFC 8489)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import struct
import threading
from types import TracebackType

REALM, NONCE = b"harbour", b"a-nonce"


class FakeTurn:
    """Listens on a UDP port of the loopback address; `refreshed` counts relays that were given back."""

    def __init__(self, secret: str, *, says_nothing: bool = False, asks_for_nothing: bool = False) -> None:
        self.secret = secret.encode()
        self.says_nothing, self.asks_for_nothing = says_nothing, asks_for_nothing
        self.refreshed = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"turn:127.0.0.1:{self._socket.getsockname()[1]}?transport=udp"

    def __enter__(self) -> FakeTurn:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            message, sender = self._socket.recvfrom(2048)
            if not message:
                return
            if not self.says_nothing:
                self._socket.sendto(self._answer(message), sender)

    def _answer(self, message: bytes) -> bytes:
        method, transaction = struct.unpack_from("!H", message)[0], message[8:20]
        found = _attributes(message)
        if method == 0x0004:
            self.refreshed += 1
        if self.asks_for_nothing or (0x08 in found and self._is_right(message, found)):
            return struct.pack("!HHI", method | 0x0100, 0, 0x2112A442) + transaction
        error = struct.pack("!HBB", 0, 4, 1) + b"Unauthorized"
        body = b"".join(_attribute(kind, value) for kind, value in ((0x09, error), (0x14, REALM), (0x15, NONCE)))
        return struct.pack("!HHI", method | 0x0110, len(body), 0x2112A442) + transaction + body

    def _is_right(self, message: bytes, found: dict[int, bytes]) -> bool:
        username = found[0x06]
        password = base64.b64encode(hmac.new(self.secret, username, hashlib.sha1).digest())
        key = hashlib.md5(b":".join([username, REALM, password])).digest()  # noqa: S324 as the standard says
        return hmac.compare_digest(found[0x08], hmac.new(key, message[:-24], hashlib.sha1).digest())


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _attributes(message: bytes) -> dict[int, bytes]:
    found, at = {}, 20
    while at < len(message):
        kind, size = struct.unpack_from("!HH", message, at)
        found[kind] = message[at + 4 : at + 4 + size]
        at += 4 + size + -size % 4
    return found
