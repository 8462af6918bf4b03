"""Which STUN and TURN servers a page may use; TURN with credentials that end by themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from django.conf import settings

from wiseline.lib import clock

VALID_SECONDS = 2 * 3600


def ice_servers(person_id: object) -> list[dict[str, Any]]:
    """The list for RTCPeerConnection.

    TURN credentials follow coturn's `use-auth-secret` (draft-uberti-behave-turn-rest): the user name is the
    time at which they end, the password its HMAC-SHA1.
    """
    servers = list(settings.ICE_SERVERS)
    if settings.TURN_URLS and settings.TURN_SECRET:
        username = f"{int(clock.now().timestamp()) + VALID_SECONDS}:{person_id}"
        digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
        servers.append(
            {
                "urls": settings.TURN_URLS,
                "username": username,
                "credential": base64.b64encode(digest).decode(),
            }
        )
    return servers
