"""The settings of a PBX, all in one address, and the names that channels, rooms and sounds have there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from urllib.parse import SplitResult

OURS = "wiseline-"
"""Begins the name of every channel that we place and of every recording: by it they are known again."""


@dataclass(frozen=True, slots=True)
class Address:
    """Read from `asterisk://USER:PASSWORD@HOST:PORT/APP?endpoint=…&sounds=…&country=…&pages=USER:PASSWORD&http=1`."""

    place: str  # host and port
    secure: bool
    user: str
    password: str
    app: str
    endpoint: str  # how a number is dialled: {number} with its plus, {digits} without
    country: str  # digits: what a number without its country gets in front
    folder: Path  # where sounds are made
    sounds: str  # the same folder as the PBX sees it
    page_user: str = ""  # the endpoint as which pages are put through; nothing where none is
    page_password: str = ""

    @property
    def commands(self) -> str:
        """Where commands go."""
        return f"{'https' if self.secure else 'http'}://{self.place}/ari"

    @property
    def events(self) -> str:
        """Where events come from."""
        return f"{'wss' if self.secure else 'ws'}://{self.place}/ari/events"

    @property
    def pages(self) -> str:
        """Where the calls of pages go: SIP over WebSocket."""
        return f"{'wss' if self.secure else 'ws'}://{self.place}/ws"

    def dialled(self, number: str) -> str:
        """The endpoint that rings a number."""
        return self.endpoint.replace("{number}", number).replace("{digits}", number.removeprefix("+"))

    def international(self, number: str) -> str:
        """A caller's number with its country, where the PBX shows it as dialled at home."""
        if number.startswith(("+", "00")) or not self.country or not number.isdigit():
            return number
        if number.startswith("0"):
            return f"+{self.country}{number[1:]}"
        return f"+{number}" if number.startswith(self.country) else number


def read(parts: SplitResult) -> Address:
    """The address of the settings. `?http=1` is for a PBX on this machine, or behind a tunnel."""
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    secure = query.get("http") != "1"
    folder = Path(settings.DATA_DIR) / "phone-sounds"
    page_user, _colon, page_password = query.get("pages", "").partition(":")
    return Address(
        place=f"{parts.hostname or 'localhost'}:{parts.port or (8089 if secure else 8088)}",
        secure=secure,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        app=parts.path.strip("/") or "wiseline",
        endpoint=query.get("endpoint", "PJSIP/{number}@trunk"),
        country=query.get("country", "").lstrip("+0"),
        folder=folder,
        sounds=query.get("sounds", str(folder)).rstrip("/"),
        page_user=page_user,
        page_password=page_password,
    )


def channel_of(line_id: UUID) -> str:
    """The name of the channel that rings for a line. One name, one ring: asked for twice, it rings once."""
    return f"{OURS}{line_id}"


def line_of(name: str) -> UUID | None:
    """The line of a channel or a recording that we named."""
    try:
        return UUID(name.removeprefix(OURS)[:36]) if name.startswith(OURS) else None
    except ValueError:
        return None
