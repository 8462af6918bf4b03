"""Sealing bytes with AES-256-GCM under a programme's own key, derived from a ring of master keys.

A token is: version (1 byte), master key's fingerprint (4), scope (16), nonce (12), ciphertext. The first
three and the context ('chart.Note.body') are authenticated, so a token can't be moved to another field.
"""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = b"\x01"
_HEADER = 21
_NONCE = 12


class UnknownKey(Exception):
    """The token was sealed with a master key that is not on the ring."""


class Tampered(Exception):
    """The token is not what was sealed, or belongs to another field."""


@lru_cache(maxsize=8)
def _ring(entries: tuple[str, ...]) -> dict[bytes, bytes]:
    """Fingerprint to master key, the current one first. Raises ImproperlyConfigured for a malformed entry."""
    ring: dict[bytes, bytes] = {}
    for entry in entries:
        name, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError as error:  # binascii.Error among them; letters beyond ASCII raise the plain one
            raise ImproperlyConfigured(f"WISELINE_KEYS: the key {name!r} is not base64.") from error
        if len(key) != 32:
            raise ImproperlyConfigured(f"WISELINE_KEYS: the key {name!r} must have 32 bytes.")
        ring[hashlib.sha256(b"wiseline/fingerprint/" + key).digest()[:4]] = key
    if not ring:
        raise ImproperlyConfigured("WISELINE_KEYS is empty.")
    return ring


def _current() -> bytes:
    return next(iter(_ring(tuple(settings.WISELINE_KEYS))))


@lru_cache(maxsize=1024)
def _cipher(master: bytes, scope: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"wiseline/programme/" + scope).derive(master))


def seal(scope: uuid.UUID, context: str, plain: bytes) -> bytes:
    """Encrypt for a programme (`scope`) and a field (`context`) with the current key."""
    fingerprint = _current()
    master = _ring(tuple(settings.WISELINE_KEYS))[fingerprint]
    header = _VERSION + fingerprint + scope.bytes
    nonce = os.urandom(_NONCE)
    return header + nonce + _cipher(master, scope.bytes).encrypt(nonce, plain, header + context.encode())


def unseal(context: str, token: bytes) -> bytes:
    """Decrypt a token of a field. Raises UnknownKey or Tampered."""
    if len(token) < _HEADER + _NONCE + 16 or token[:1] != _VERSION:
        raise Tampered("This is not a sealed value.")
    header, nonce, sealed = token[:_HEADER], token[_HEADER : _HEADER + _NONCE], token[_HEADER + _NONCE :]
    master = _ring(tuple(settings.WISELINE_KEYS)).get(header[1:5])
    if master is None:
        raise UnknownKey("A value was sealed with a key that is not in WISELINE_KEYS.")
    try:
        return _cipher(master, header[5:]).decrypt(nonce, sealed, header + context.encode())
    except InvalidTag as error:
        raise Tampered("A sealed value was changed, or belongs elsewhere.") from error


def needs_rotation(token: bytes) -> bool:
    """Whether the token was sealed with another key than the current one."""
    return token[1:5] != _current()


def reseal(context: str, token: bytes) -> bytes:
    """The same value sealed anew with the current key, for the same programme. Raises as `unseal` does."""
    return seal(uuid.UUID(bytes=token[5:_HEADER]), context, unseal(context, token))
