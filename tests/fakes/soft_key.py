"""A passkey in software: it answers as a phone's does (WebAuthn level 2, section 6)."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "testserver"
_FLAG = AuthenticatorData.FLAG


class SoftKey:
    """One passkey of one person at one host."""

    def __init__(self) -> None:
        self.id = secrets.token_bytes(32)
        self._key = generate_private_key(SECP256R1())

    def registered(self) -> dict[str, Any]:
        """What the browser sent when it was made, as it is kept."""
        public = ES256.from_cryptography_key(self._key.public_key())
        known = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), _FLAG.UP | _FLAG.UV | _FLAG.AT, 0, bytes(known))
        made = AttestationObject.create("none", data, {})
        return self._said("webauthn.create", "made", {"attestationObject": websafe_encode(bytes(made))})

    def answers(self, challenge: str, *, looked: bool = True) -> str:
        """Answer what was asked; `looked` says that the device knew its person, not only a touch."""
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), _FLAG.UP | (_FLAG.UV if looked else 0), 1)
        client = self._client_data("webauthn.get", challenge)
        signature = self._key.sign(bytes(data) + sha256(client).digest(), ECDSA(SHA256()))
        parts = {"authenticatorData": websafe_encode(bytes(data)), "signature": websafe_encode(signature)}
        return json.dumps(self._said("webauthn.get", challenge, parts))

    def _said(self, kind: str, challenge: str, parts: dict[str, str]) -> dict[str, Any]:
        response = {"clientDataJSON": websafe_encode(self._client_data(kind, challenge)), **parts}
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": f"https://{HOST}", "crossOrigin": False}
        return json.dumps(said).encode()
