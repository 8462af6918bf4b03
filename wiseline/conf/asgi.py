"""The ASGI application: Django, and (unless WISELINE_ENGINE_IN_WEB=0) the switchboard beside it."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiseline.conf.settings")
_django = get_asgi_application()

from wiseline.conf.handler import PageHandler  # noqa: E402 after Django is set up

_pages = PageHandler()
# Threads take turns five times as often as Python's default: a ring does not wait for a page to be rendered.
sys.setswitchinterval(0.001)
_STREAM = "/live/"


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer requests; start and stop the switchboard with the server."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        handler = _django if scope["path"] == _STREAM else _pages
        await handler(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    from django.conf import settings

    from wiseline.engine.switchboard import Switchboard

    switchboard = Switchboard() if settings.ENGINE_IN_WEB else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if switchboard:
                switchboard.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if switchboard:
                switchboard.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
