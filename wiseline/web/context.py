"""What every page's shell needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from wiseline.lib import clock
from wiseline.web.privacy.face import face_of
from wiseline.web.seen import seen_by

if TYPE_CHECKING:
    from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, and the last live event that the page has already seen."""
    user = getattr(request, "user", None)
    server_now = int(clock.now().timestamp())
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "server_now": server_now, "face": face_of(request)}
    return {
        "server_now": server_now,
        "live_after": seen_by(request),
        "demo": settings.DEMO,
        "face": face_of(request),
        "ring_url": reverse("coaching:rings") if user.is_coach else "",
    }
