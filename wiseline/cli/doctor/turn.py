"""Asking a TURN server for a relay, as a browser would (RFC 8656 over RFC 8489), and giving it back at once."""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
import ssl
import struct
from dataclasses import dataclass

_COOKIE = 0x2112A442
_HEADER = struct.Struct("!HHI12s")
_ALLOCATE, _REFRESH = 0x0003, 0x0004
_SUCCESS = 0x0100
_USERNAME, _INTEGRITY, _ERROR, _LIFETIME, _REALM, _NONCE, _TRANSPORT = 0x06, 0x08, 0x09, 0x0D, 0x14, 0x15, 0x19
_UDP = bytes([17, 0, 0, 0])
_PORTS = {"turn": 3478, "turns": 5349}
TIMEOUT = 3  # seconds

Attributes = dict[int, bytes]


class Refused(Exception):
    """The server did not give a relay; the text says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a `turn:` or `turns:` address names (RFC 7065)."""

    host: str
    port: int
    tls: bool
    tcp: bool


def parse(url: str) -> Server:
    """Raises ValueError for what is not a TURN address."""
    scheme, _, rest = url.partition(":")
    if scheme not in _PORTS or not rest:
        raise ValueError(f"{url} does not begin with turn: or turns:")
    place, _, query = rest.partition("?")
    host, separator, port = place.rpartition(":") if not place.endswith("]") else (place, "", "")
    if not separator:
        host, port = place, str(_PORTS[scheme])
    if not port.isdigit() or not host:
        raise ValueError(f"{url} has no host, or its port is not a number")
    tls = scheme == "turns"
    return Server(host.strip("[]"), int(port), tls, tls or query == "transport=tcp")


def relay(server: Server, *, username: str, credential: str) -> None:
    """Get a relay and give it back. Raises Refused, or OSError where the server can't be reached."""
    with _connected(server) as link:
        answered, challenge = _exchange(link, _ALLOCATE, {_TRANSPORT: _UDP})
        if answered == _ALLOCATE | _SUCCESS:
            raise Refused("it gives relays to anybody, without a password: set use-auth-secret")
        realm, nonce = challenge.get(_REALM), challenge.get(_NONCE)
        if realm is None or nonce is None:
            raise Refused(f"it asks for no password as a TURN server does ({_reason(challenge)})")
        key = hashlib.md5(b":".join([username.encode(), realm, credential.encode()]), usedforsecurity=False).digest()
        signed = {_USERNAME: username.encode(), _REALM: realm, _NONCE: nonce}
        answered, content = _exchange(link, _ALLOCATE, {_TRANSPORT: _UDP} | signed, key)
        if answered != _ALLOCATE | _SUCCESS:
            raise Refused(_reason(content))
        _exchange(link, _REFRESH, {_LIFETIME: bytes(4)} | signed, key)


def _connected(server: Server) -> socket.socket:
    if not server.tcp:
        family, kind, protocol, _, address = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_DGRAM)[0]
        link = socket.socket(family, kind, protocol)
        link.settimeout(TIMEOUT)
        link.connect(address)
        return link
    link = socket.create_connection((server.host, server.port), timeout=TIMEOUT)
    return ssl.create_default_context().wrap_socket(link, server_hostname=server.host) if server.tls else link


def _exchange(link: socket.socket, method: int, attributes: Attributes, key: bytes = b"") -> tuple[int, Attributes]:
    transaction = os.urandom(12)
    request = _request(method, transaction, attributes, key)
    for _ in range(2):  # a datagram may be lost
        link.sendall(request)
        try:
            answer = link.recv(2048)
        except TimeoutError:
            continue
        if len(answer) >= _HEADER.size and answer[8:20] == transaction:
            return _HEADER.unpack_from(answer)[0], _attributes(answer)
    raise Refused("it does not answer")


def _request(method: int, transaction: bytes, attributes: Attributes, key: bytes) -> bytes:
    body = b"".join(_attribute(kind, value) for kind, value in attributes.items())
    if not key:
        return _HEADER.pack(method, len(body), _COOKIE, transaction) + body
    integrity_size = 24  # counted in the header before it is computed (RFC 8489, section 14.5)
    unsigned = _HEADER.pack(method, len(body) + integrity_size, _COOKIE, transaction) + body
    return unsigned + _attribute(_INTEGRITY, hmac.new(key, unsigned, hashlib.sha1).digest())


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _attributes(message: bytes) -> Attributes:
    found: Attributes = {}
    at = _HEADER.size
    while at + 4 <= len(message):
        kind, size = struct.unpack_from("!HH", message, at)
        found[kind] = message[at + 4 : at + 4 + size]
        at += 4 + size + -size % 4
    return found


def _reason(attributes: Attributes) -> str:
    error = attributes.get(_ERROR, b"")
    if len(error) < 4:
        return "an answer that says nothing"
    code = error[2] * 100 + error[3]
    if code == 401:
        return "401, the secret is not the one that the server has"
    return f"{code} {error[4:].decode(errors='replace')}".strip()
