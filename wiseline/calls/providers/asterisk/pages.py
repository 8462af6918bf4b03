"""Pages of the app at the PBX. A page waits as a call that rings, and is answered when its phone is in the room.

So a page that says "talking" has somebody who hears it. A page has no row of its own: what it dials names its leg
and its session, and whether it is wanted stands with the leg. One that is not is ended here, as nobody else can.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.asterisk.ari import UP
from wiseline.calls.rooms import room_for, still_wanted
from wiseline.lib import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from wiseline.calls.providers.asterisk.ari import Ari

logger = logging.getLogger(__name__)
DIALS = re.compile(r"^page-([0-9a-f]{32})-([0-9]+-[0-9]+)$")
LOOK_EVERY = timedelta(seconds=2)


def extension_of(leg_id: UUID, session: str) -> str:
    """What a page dials."""
    return f"page-{leg_id.hex}-{session}"


def is_page(channel: dict[str, Any]) -> bool:
    """Whether a channel is a page, by what it dialled."""
    return DIALS.match(_dialled(channel)) is not None


def _dialled(channel: dict[str, Any]) -> str:
    return str((channel.get("dialplan") or {}).get("exten") or "")


@dataclass
class Page:
    """A channel that is a page."""

    leg_id: UUID
    session: str
    room: str
    answered: bool


class Pages:
    """All of them. `is_open` says of a room whether a phone is in it."""

    def __init__(self, ari: Ari, is_open: Callable[[str], bool]) -> None:
        self.ari, self._is_open = ari, is_open
        self._pages: dict[str, Page] = {}
        self._look_at: datetime | None = None

    def forget(self) -> None:
        """Nothing of what was remembered may be true any more."""
        self._pages.clear()

    def starts(self, channel: dict[str, Any]) -> None:
        """A page dials. It rings until its phone is in the room; older ones of the same leg are over."""
        name, dialled = str(channel["id"]), DIALS.match(_dialled(channel))
        if dialled is None:
            return
        leg_id, session = UUID(dialled[1]), dialled[2]
        room = room_for(leg_id, session)
        if not room:
            self.ari.delete("channels", name)
            return
        for older in [key for key, page in self._pages.items() if page.leg_id == leg_id and key != name]:
            self._end(older)
        self._pages[name] = Page(leg_id, session, room, answered=channel.get("state") == UP)
        self._look_at = self._look_at or clock.now() + LOOK_EVERY
        if self._is_open(room):
            self.let_in(room)

    def let_in(self, room: str) -> None:
        """A phone is in the room now: its pages come in."""
        for name, page in list(self._pages.items()):
            if page.room != room:
                continue
            try:
                if not page.answered:
                    self.ari.post("channels", name, "answer")
                    page.answered = True
                self.ari.enter(room, name)
            except ProviderError as error:
                logger.warning("A page could not be put into its room: %s", error)
                self._end(name)  # it begins anew by itself

    def gone(self, name: str) -> None:
        """It is not there any more."""
        self._pages.pop(name, None)

    def next_look(self) -> datetime | None:
        """When they want to be looked at."""
        return self._look_at if self._pages else None

    def due(self, now: datetime) -> None:
        """End those whose leg is over: the page was closed, or begins anew."""
        if not self._pages or self._look_at is None or now < self._look_at:
            return
        self.look(now)

    def look(self, now: datetime) -> None:
        """The same, now."""
        self._look_at = now + LOOK_EVERY
        wanted = still_wanted({page.leg_id: page.session for page in self._pages.values()})
        for name in [key for key, page in self._pages.items() if page.leg_id not in wanted]:
            self._end(name)

    def _end(self, name: str) -> None:
        self._pages.pop(name, None)
        try:
            self.ari.delete("channels", name)
        except ProviderError as error:
            logger.warning("A page could not be ended: %s", error)
