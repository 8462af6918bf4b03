"""This server's key for Web Push (VAPID, RFC 8292), made at the first start and kept in the data folder."""

from __future__ import annotations

import base64
import os
import secrets
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02


@cache
def private_key() -> Vapid02:
    """The signing key."""
    path = settings.DATA_DIR / "vapid.pem"
    if not path.exists():
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        fresh = path.with_name(f"vapid-{secrets.token_hex(8)}.pem")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        try:
            os.link(fresh, path)  # whole or not at all; another process may be first
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Vapid02.from_pem(path.read_bytes())


@cache
def public_key() -> str:
    """The key that a browser subscribes with (unpadded base64url of the uncompressed point)."""
    point = private_key().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
