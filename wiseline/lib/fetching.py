"""Fetching a small file from an address that a person gave: bounded in size and time, and never from inside the house.

An address that somebody types in must not become a way to ask this machine's own network for things (CWE-918). So only
HTTPS to addresses of the public internet is followed, resolved once and connected to as resolved; no redirects.
Hosts that the operator names in WISELINE_CALENDAR_HOSTS are trusted, also inside the house and without HTTPS.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

SECONDS = 10.0
LARGEST = 2_000_000  # bytes


class CannotFetch(Exception):
    """`reason` is a word for code and logs: not_allowed, unknown_host, no_answer, refused, too_large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fetch(address: str, *, largest: int = LARGEST, seconds: float = SECONDS) -> bytes:
    """What the address answers with. Raises CannotFetch."""
    scheme, host, port, path = _parts(address)
    trusted = host in settings.CALENDAR_HOSTS
    if scheme != "https" and not trusted:
        raise CannotFetch("not_allowed")
    ip = _resolved(host, port, trusted=trusted)
    timeout = urllib3.Timeout(total=seconds)
    pool = (
        urllib3.HTTPSConnectionPool(ip, port, server_hostname=host, assert_hostname=host, timeout=timeout)
        if scheme == "https"
        else urllib3.HTTPConnectionPool(ip, port, timeout=timeout)
    )
    try:
        with pool:
            answer = pool.request(
                "GET", path, headers={"Host": host, "Accept": "text/calendar"},
                redirect=False, retries=False, preload_content=False,
            )  # fmt: skip
            if answer.status != 200:
                raise CannotFetch("refused")
            body = answer.read(largest + 1, decode_content=True)
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise CannotFetch("no_answer") from error
    if len(body) > largest:
        raise CannotFetch("too_large")
    return bytes(body)


def _parts(address: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(address.strip().replace("webcal://", "https://", 1))
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise CannotFetch("not_allowed") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username:
        raise CannotFetch("not_allowed")
    return parts.scheme, parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _resolved(host: str, port: int, *, trusted: bool) -> str:
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise CannotFetch("unknown_host") from error
    if not trusted and not all(ipaddress.ip_address(ip.partition("%")[0]).is_global for ip in found):
        raise CannotFetch("not_allowed")
    return sorted(found)[0]
