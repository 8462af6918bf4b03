"""A clinic's own PBX: one process of all holds its WebSocket and takes what happens on its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from wiseline.calls.providers import provider

if TYPE_CHECKING:
    from wiseline.calls.providers.asterisk.talker import Talker

WAIT_SECONDS = 0.5
_talkers: list[Talker] = []


def run() -> int:
    """Take what happens for a moment; 0 where there is no PBX, or another process holds it."""
    if not settings.PHONE.startswith("asterisk:"):
        end()
        return 0
    from wiseline.calls.providers.asterisk.rest import Asterisk
    from wiseline.calls.providers.asterisk.talker import Talker

    connected = provider()
    if not isinstance(connected, Asterisk):
        raise TypeError("the address of a PBX makes its provider")
    if not _talkers or _talkers[0].provider is not connected:
        end()
        _talkers.append(Talker(connected))
    return int(_talkers[0].turn(WAIT_SECONDS))


def end() -> None:
    """Let another process take over."""
    while _talkers:
        _talkers.pop().stop()
