"""A file locked with a passphrase, read and written as a stream.

Layout: magic, 16 bytes of salt, then pieces. Each piece is AES-256-GCM over at most 1 MiB, its nonce the number
of the piece, its associated data 1 for the last piece and 0 before: pieces can't be left out, swapped or cut off.
The key is scrypt's (RFC 7914: N = 2^17, r = 8, p = 1: 128 MiB, about a third of a second) of the passphrase and
the salt; as the salt is fresh for each file, so is the key, and counting nonces never repeat one.
"""

from __future__ import annotations

import io
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"wiseline locked 1\n"
_SALT = 16
_TAG = 16
PIECE = 1 << 20


class Locked(Exception):
    """The passphrase is wrong, or the file was damaged or cut off."""


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode()))


class Writer(io.RawIOBase):
    """Locks what is written into `out`. `close` writes the last piece; `out` stays open."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(_SALT)
        self._cipher = _cipher(passphrase, salt)
        self._out = out
        self._held = bytearray()
        self._number = 0
        out.write(MAGIC + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        # A piece is written only when more follows it: the last one must be known as the last.
        while len(self._held) > PIECE:
            self._write_piece(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._write_piece(bytes(self._held), last=True)
        super().close()

    def _write_piece(self, plain: bytes, *, last: bool) -> None:
        nonce = self._number.to_bytes(12)
        self._out.write(self._cipher.encrypt(nonce, plain, b"\x01" if last else b"\x00"))
        self._number += 1


class Reader(io.RawIOBase):
    """The plain content of what Writer wrote; `source` stands behind the magic. Raises Locked."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        self._cipher = _cipher(passphrase, source.read(_SALT))
        self._source = source
        self._ahead = source.read(PIECE + _TAG)
        self._plain = b""
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._plain and not self._ended:
            self._open_piece()
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open_piece(self) -> None:
        piece, self._ahead = self._ahead, self._source.read(PIECE + _TAG)
        self._ended = not self._ahead
        nonce = self._number.to_bytes(12)
        try:
            self._plain = self._cipher.decrypt(nonce, piece, b"\x01" if self._ended else b"\x00")
        except InvalidTag as error:
            raise Locked("The passphrase is wrong, or the file is damaged.") from error
        self._number += 1
