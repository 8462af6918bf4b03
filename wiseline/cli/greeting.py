"""What `wiseline serve` says once it answers: where, who can be tried, and what a phone will ask."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import segno
import uvicorn

from wiseline.cli.prepare import demo_function

if TYPE_CHECKING:
    from wiseline.cli.serve import Wish

Link = tuple[str, str, str]


class GreetingServer(uvicorn.Server):
    """A server that speaks once it really answers."""

    def __init__(self, config: uvicorn.Config, said: str) -> None:
        super().__init__(config)
        self._said = said

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        print(self._said, flush=True)


def greeting(base_url: str, wish: Wish) -> str:
    """All of it, as text for a terminal."""
    from django.conf import settings

    from wiseline.people.models import Programme

    parts = [f"\nWiseline answers at {base_url}   (Ctrl-C stops it)", f"All that it keeps is in {settings.DATA_DIR}"]
    links = _demo_links(base_url) if settings.DEMO else []
    if links:
        parts.append(_cast(links))
    elif not Programme.objects.exists():
        parts.append(f"There is no programme yet. In another window:  {_command()} setup")
    if wish.lan:
        parts.append(_phones(base_url, links))
    return "\n\n".join(parts) + "\n"


def _demo_links(base_url: str) -> list[Link]:
    sign_in_links = demo_function("sign_in_links")
    return list(cast("Iterable[Link]", sign_in_links(base_url))) if sign_in_links else []


def _cast(links: list[Link]) -> str:
    name_width = max(len(name) for name, _, _ in links)
    role_width = max(len(role) for _, role, _ in links)
    lines = [f"  {name:<{name_width}}  {role:<{role_width}}  {url}" for name, role, url in links]
    if len({urlsplit(url).hostname for _, _, url in links}) > 1:
        several = (
            "Each has an address of their own: open several side by side in one browser. Where a browser does not\n"
            "find such an address, put 127.0.0.1 in place of the name, and use a private window for the second one:"
        )
    else:
        several = "To be two of them at once, open the second link in a private window or on another device:"
    return "\n".join(["This is the demo. A link signs you in as one of its people.", several, "", *lines])


def _phones(base_url: str, links: list[Link]) -> str:
    from wiseline.cli.lan.application import PATH

    codes = [f"{name} ({role}):\n\n{qr(url)}" for name, role, url in links[:2]] or [qr(base_url)]
    return "\n".join(
        [
            "For phones on the same Wi-Fi: point the camera at a code.",
            "",
            *codes,
            "The phone will warn that the connection is not private. That is expected: this machine made its own",
            "certificate, and the phone has not met it before. Choose 'Advanced' or 'Show details', then go on.",
            "Calls and messages work then. To be rung with the page closed, the phone must trust the certificate:",
            f"open {base_url}{PATH} on it, and follow docs/how-to/lan.md.",
            "If a phone finds nothing there, a guest Wi-Fi or a firewall stands between it and this machine.",
        ]
    )


def qr(text: str) -> str:
    """A QR code of two rows of squares to a line; white on black in a terminal, whatever its colours are."""
    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=out, compact=True, border=2)
    if not sys.stdout.isatty():
        return out.getvalue()
    return "".join(f"\x1b[97;40m{line}\x1b[0m\n" for line in out.getvalue().splitlines())


def _command() -> str:
    return sys.argv[0] if sys.argv[0].endswith("wiseline") else ".venv/bin/wiseline"
