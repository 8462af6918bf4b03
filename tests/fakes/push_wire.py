"""The wire to the push services: answers as the test says, and keeps what was posted. Nothing leaves the machine."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Device


def base64url(raw: bytes) -> str:
    """Unpadded, as in a push subscription."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def subscription(endpoint: str) -> tuple[dict[str, Any], ec.EllipticCurvePrivateKey, bytes]:
    """A browser's subscription, and what only that browser has: its private key and its secret."""
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    secret = os.urandom(16)
    keys = {"p256dh": base64url(point), "auth": base64url(secret)}
    return {"endpoint": endpoint, "keys": keys}, private, secret


def give_phone(person: Person, endpoint: str = "", keys: dict[str, Any] | None = None) -> Device:
    """A tested phone of the person that can be pushed to; `keys` is a subscription that somebody listens at."""
    keys = keys or subscription(endpoint or f"https://push.example.org/{person.pk}")[0]
    endpoint = str(keys["endpoint"])
    device, _new = Device.objects.update_or_create(
        person=person,
        key=f"phone-{endpoint}"[:64],
        defaults={
            "label": "Phone",
            "subscription": keys,
            "endpoint_hash": hashlib.sha256(endpoint.encode()).hexdigest(),
            "tested_at": clock.now(),
            "disabled_at": None,
        },
    )
    return device


@dataclass
class PushWire:
    """What went over the wire. `answers` maps a part of an endpoint to a status; 0 means that nobody is there."""

    answers: dict[str, int] = field(default_factory=dict)
    usually: int = 201
    sent: list[tuple[str, str]] = field(default_factory=list)  # delivery (the Topic header), endpoint

    def post(self, url: str, **request: Any) -> requests.Response:
        """Stands in for requests.post."""
        status = next((status for part, status in self.answers.items() if part in url), self.usually)
        if status == 0:
            raise requests.ConnectionError("nobody there")
        self.sent.append((request["headers"]["Topic"], url))
        response = requests.Response()
        response.status_code = status
        response._content = b""
        return response


@contextmanager
def push_wire() -> Iterator[PushWire]:
    """Every push of this process goes here."""
    wire = PushWire()
    with patch("pywebpush.requests.post", wire.post):
        yield wire
