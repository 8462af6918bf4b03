"""Ways of reaching a person. One folder each; the core knows one method and one error."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wiseline.reach.models import Delivery

CHANNELS = {
    "web_push": "wiseline.reach.channels.web_push.transport",
    "email": "wiseline.reach.channels.email.transport",
    "apprise": "wiseline.reach.channels.apprise.transport",
    "sms": "wiseline.reach.channels.sms.transport",
    "voice": "wiseline.reach.channels.voice.transport",
}
"""Name to module. `in_app` is not here: its sending is the live event, written when the delivery is."""


class Undelivered(Exception):
    """The channel did not take it. `permanent`: it never will, on this route.

    `unknown`: it may have gone out all the same. `down`: it is the trouble of the provider behind the channel.
    """

    def __init__(self, message: str, *, permanent: bool = False, unknown: bool = False, down: bool = False) -> None:
        super().__init__(message)
        self.permanent, self.unknown, self.down = permanent, unknown, down


class Transport(Protocol):
    """What a channel's module offers."""

    def send(self, delivery: Delivery) -> str | None:
        """Hand the delivery to the channel; returns its own id for it, if it has one. Raises Undelivered.

        Runs in a thread of its own, and reads nothing from the database.
        """


@cache
def channel(name: str) -> Transport:
    """The channel's transport. Raises Undelivered for a name that no channel has."""
    if name not in CHANNELS:
        raise Undelivered(f"no channel {name}", permanent=True)
    return import_module(CHANNELS[name])
