"""A push service and the browsers behind it, on loopback: checks the signature, decrypts, keeps what came.

It shares no code with the sender: VAPID (RFC 8292) and message encryption (RFC 8291, RFC 8188) are read here by
`cryptography` alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.fakes.push_wire import subscription


def from_base64url(text: str) -> bytes:
    """Base64url with or without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hkdf(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA-256 (RFC 5869) for at most one block."""
    extracted = hmac.new(salt, material, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()[:length]


def decrypt(body: bytes, private: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """The plain text of an aes128gcm push message. Raises ValueError or InvalidTag where it is not for this key."""
    salt, size = body[:16], body[20]
    sender, sealed = body[21 : 21 + size], body[21 + size :]
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    own = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    material = _hkdf(secret, shared, b"WebPush: info\x00" + own + sender, 32)
    key = _hkdf(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(salt, material, b"Content-Encoding: nonce\x00", 12)
    plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
    if not plain.endswith(b"\x02"):
        raise ValueError("not the last record")
    return plain[:-1]


def check_vapid(header: str, audience: str) -> dict[str, Any]:
    """The claims of a VAPID header. Raises ValueError for what a push service would refuse."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    if scheme != "vapid" or set(parts) != {"t", "k"}:
        raise ValueError("not a vapid header")
    head, claims, signature = parts["t"].split(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(parts["k"]))
    raw = from_base64url(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise ValueError("forged") from error
    found: dict[str, Any] = json.loads(from_base64url(claims))
    if json.loads(from_base64url(head))["alg"] != "ES256" or found["aud"] != audience:
        raise ValueError("for somebody else")
    if not found["sub"].startswith(("mailto:", "https://")) or not 0 < found["exp"] - time.time() <= 24 * 3600:
        raise ValueError("no subject, or not valid now")
    return {**found, "k": parts["k"]}


@dataclass
class Push:
    """One message that arrived."""

    name: str
    payload: dict[str, Any]
    headers: dict[str, str]  # names in lower case
    claims: dict[str, Any]


@dataclass
class PushReceiver:
    """`answers[name]` is the status for that browser (default 201); `slow[name]` seconds pass before it."""

    answers: dict[str, int] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    received: list[Push] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _keys: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self._body()
                if len(body) < int(self.headers.get("Content-Length", "0")):  # the sender died while it was sending
                    self.close_connection = True
                    return
                status = receiver._take(self.path, {name.lower(): text for name, text in self.headers.items()}, body)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:  # the sender has lost patience
                    pass

            def _body(self) -> bytes:
                return self.rfile.read(int(self.headers.get("Content-Length", "0")))

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def subscribe(self, name: str) -> dict[str, Any]:
        """A browser of that name subscribes: what it would hand to the server."""
        keys, private, secret = subscription(f"{self.url}/push/{name}")
        self._keys[name] = (private, secret)
        return keys

    def ids(self, name: str) -> list[str]:
        """The deliveries that a browser got, in order."""
        return [push.payload["id"] for push in self.received if push.name == name]

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        name = path.rsplit("/", 1)[-1]
        time.sleep(self.slow.get(name, 0))
        status = self.answers.get(name, 201)
        if status >= 300:
            return status
        try:
            claims = check_vapid(headers["authorization"], self._origin())
            if headers["content-encoding"] != "aes128gcm" or int(headers["ttl"]) < 0:
                raise ValueError("not a push")
            payload = json.loads(decrypt(body, *self._keys[name]))
        except Exception as error:
            self.refused.append(repr(error))
            return 403
        self.received.append(Push(name, payload, headers, claims))
        return status

    def _origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
