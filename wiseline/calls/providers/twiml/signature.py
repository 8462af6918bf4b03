"""Whether a webhook is the provider's own. A webhook that is not signed is not there: nobody can ring a coach by it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOLERANCE = timedelta(minutes=5)


def hmac_signature(key: str, url: str, fields: Mapping[str, Iterable[str]]) -> str:
    """Twilio's: HMAC-SHA1 over the address and the form's fields, sorted by name, each value once."""
    signed = url + "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    return base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def hmac_holds(given: str, key: str, url: str, fields: Mapping[str, Iterable[str]]) -> bool:
    """Whether the signature is right; compared in constant time."""
    values = {name: list(found) for name, found in fields.items()}
    return bool(given) and hmac.compare_digest(given.encode(), hmac_signature(key, url, values).encode())


def ed25519_holds(given: str, timestamp: str, key: str, body: bytes, now: datetime) -> bool:
    """Telnyx': Ed25519 over `timestamp|body`. One that is older than five minutes is a replay."""
    try:
        at = datetime.fromtimestamp(int(timestamp), UTC)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(given, validate=True), timestamp.encode() + b"|" + body)
    except (ValueError, OverflowError, OSError, InvalidSignature):
        return False
    return abs(now - at) <= TOLERANCE
