"""The application on the local network: Wiseline, and the authority's certificate for a phone to trust."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.module_loading import import_string

from wiseline.cli.lan.certificate import Files

PATH = "/lan.crt"
_wiseline = import_string(settings.ASGI_APPLICATION)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer for the certificate; everything else is Wiseline's."""
    if scope["type"] != "http" or scope["path"] != PATH:
        await _wiseline(scope, receive, send)
        return
    content = _authority(Files(settings.DATA_DIR / "lan").authority)
    headers = [(b"content-type", b"application/x-x509-ca-cert"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})


def _authority(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
