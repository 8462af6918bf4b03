"""After the WebSocket was lost, or in a new process: what is at the PBX and what stands here are brought together.

What happened meanwhile was told to nobody. Lines that are still up ask anew, messages that were spoken are kept,
lines that vanished are over, and a channel of ours that nobody knows is ended. A caller whom nobody knows is one who
dialled at that very moment: they are greeted.
"""

from __future__ import annotations

import io
import wave
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from wiseline.calls.line import Event, Join, Record, What, from_json
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.asterisk.address import OURS, line_of
from wiseline.calls.providers.asterisk.ari import UP
from wiseline.calls.providers.asterisk.lines import PROVIDER
from wiseline.calls.providers.asterisk.pages import is_page
from wiseline.calls.providers.asterisk.player import LONGEST_SPEECH, Tell

if TYPE_CHECKING:
    from wiseline.calls.providers.asterisk.lines import Lines, Session


def resume(lines: Lines, now: datetime) -> None:
    """Look at everything once. Raises ProviderError where the PBX does not answer: then it is tried anew."""
    open_here = list(PhoneLine.objects.filter(provider=PROVIDER, ended_at=None).exclude(external_id=""))
    there = {str(channel["id"]): channel for channel in lines.ari.get("channels") if _is_ours(channel, lines)}
    for row in open_here:
        if row.external_id not in there:
            session = lines.open(row.external_id)
            if session is not None:
                lines.gone(session, "vanished")
    for name, channel in sorted(there.items(), key=lambda one: is_page(one[1])):  # a page asks whether its phone is in
        _take_up(lines, name, channel, now)
    _keep_messages(lines)


def _is_ours(channel: dict[str, Any], lines: Lines) -> bool:
    if str(channel.get("id", "")).startswith(OURS):
        return True
    place = channel.get("dialplan") or {}
    app = str(place.get("app_data") or "").split(",")[0]
    return place.get("app_name") == "Stasis" and app == lines.address.app


def _take_up(lines: Lines, name: str, channel: dict[str, Any], now: datetime) -> None:
    session = None if is_page(channel) else lines.open(name)
    if session is None:
        if line_of(name):
            lines.ari.delete("channels", name)
        else:
            lines.starts(channel)
        return
    row = PhoneLine.objects.get(pk=session.line_id)
    if row.answered_at is None:
        if channel.get("state") == UP:
            lines.starts(channel)
        return
    session.to_answer = channel.get("state") != UP
    said = from_json(row.said)
    last = said[-1] if said else None
    for ref in session.player.names():
        lines.ari.delete("playbacks", ref)
    if isinstance(last, Record) and _still_records(lines, session, last, now):
        return
    if isinstance(last, Join) and _is_in(lines, last.room, name):
        session.player.room = last.room
    lines.do(session, [Tell(Event(What.AGAIN), None)])


def _still_records(lines: Lines, session: Session, last: Record, now: datetime) -> bool:
    for ref in session.player.names():
        if lines.ari.exists("recordings", "live", ref):
            session.player.doing, session.player.taking = last, ref
            session.player.until = now + timedelta(seconds=last.seconds) + LONGEST_SPEECH
            return True
    return False


def _is_in(lines: Lines, room: str, name: str) -> bool:
    return lines.ari.exists("bridges", room) and name in lines.ari.get("bridges", room).get("channels", [])


def _keep_messages(lines: Lines) -> None:
    """The end of a recording may have been told while nobody listened."""
    try:
        kept = lines.ari.get("recordings", "stored")
    except ProviderError:  # so it answers where nothing was ever recorded
        return
    for stored in kept:
        name = str(stored.get("name") or "")
        if line_of(name) and not lines.ari.exists("recordings", "live", name):
            lines.recorded(name, _seconds(lines.ari.content("recordings", "stored", name, "file")))


def _seconds(sound: bytes) -> int:
    """How long it is, begun seconds included; 0 for what is no sound."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            return int(-(-file.getnframes() // file.getframerate()))
    except (wave.Error, EOFError):
        return 0
