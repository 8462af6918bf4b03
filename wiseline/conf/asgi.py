"""The ASGI application: Django, and (unless WISELINE_ENGINE_IN_WEB=0) the switchboard beside it."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiseline.conf.settings")
_django = get_asgi_application()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer requests; start and stop the switchboard with the server."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _django(scope, receive, send)


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
