"""The lines of the PBX as one process holds them: events go to the players, and their commands are carried out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from wiseline.calls.line import NO_SUCH_NUMBER, Event, Incoming, Reply, What, comes_in, heard
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.asterisk import speech
from wiseline.calls.providers.asterisk.address import channel_of, line_of
from wiseline.calls.providers.asterisk.ari import UP, Ari, Gone
from wiseline.calls.providers.asterisk.pages import Pages, is_page
from wiseline.calls.providers.asterisk.player import (
    Command,
    End,
    Enter,
    Leave,
    Play,
    Player,
    StopPlay,
    StopTake,
    Take,
    Tell,
)
from wiseline.lib import clock

if TYPE_CHECKING:
    from wiseline.calls.providers.asterisk.address import Address

logger = logging.getLogger(__name__)
PROVIDER = "asterisk"
CAUSES = {
    **{0: "no-answer", 18: "no-answer", 19: "no-answer", 17: "busy", 21: "rejected"},
    **dict.fromkeys((1, 22, 28), NO_SUCH_NUMBER),  # not allocated, changed, not written as one
    **dict.fromkeys((2, 3, 20, 27, 34, 38, 41, 42, 44), "unreachable"),  # no route, switched off, no line free
}
"""Why a call ended (Q.850); anything else is the end of a call like any other."""
LONGEST_SILENCE = "8"  # seconds, then a message is over


@dataclass
class Session:
    """A channel of ours, and how far its instructions are carried out."""

    channel: str
    line_id: UUID
    player: Player
    leaving: int = 0  # times that we took it out of a room, and the news of it is on its way
    to_answer: bool = False  # it came in, and was not picked up yet


class Lines:
    """All of them."""

    def __init__(self, address: Address, ari: Ari) -> None:
        self.address, self.ari = address, ari
        self._sessions: dict[str, Session] = {}
        self.pages = Pages(ari, self._is_open)
        self._events = {
            "StasisStart": self._starts,
            "ChannelDtmfReceived": self._key,
            "PlaybackFinished": self._said,
            "RecordingFinished": self._recorded,
            "RecordingFailed": self._recorded,
            "ChannelLeftBridge": self._left_room,
            "ChannelUserevent": self._again,
            "ChannelHangupRequest": self._gone,  # comes before it leaves its room: the other side is told what is so
            "StasisEnd": self._gone,
            "ChannelDestroyed": self._gone,
        }

    def forget(self) -> None:
        """Nothing of what was remembered may be true any more."""
        self._sessions.clear()
        self.pages.forget()

    def next_due(self) -> datetime | None:
        """When the next line wants to be looked at."""
        looks = [one.player.until for one in self._sessions.values()] + [self.pages.next_look()]
        return min((at for at in looks if at), default=None)

    def due(self, now: datetime) -> None:
        """Time went by."""
        for session in list(self._sessions.values()):
            self.do(session, session.player.due(now))
        self.pages.due(now)

    def _is_open(self, room: str) -> bool:
        return any(one.player.room == room for one in self._sessions.values())

    def happened(self, event: dict[str, Any]) -> None:
        """One event. What fails is logged and is this line's trouble alone."""
        take = self._events.get(str(event.get("type")))
        if take is None:
            return
        try:
            take(event)
        except Exception:
            logger.exception("An event of the PBX could not be taken: %s", event.get("type"))

    def open(self, channel: str, *, line_id: UUID | None = None) -> Session | None:
        """The session of a channel; found again from the database where this process has not met it yet."""
        known = self._sessions.get(channel)
        if known is not None:
            return known
        if line_id is None:
            rows = PhoneLine.objects.filter(provider=PROVIDER, ended_at=None)
            named = line_of(channel)
            row = (rows.filter(pk=named) if named else rows.filter(external_id=channel)).first()
            if row is None:
                return None
            line_id = row.pk
            player = Player(channel_of(line_id), turn=row.turn, language=row.language)
        else:
            player = Player(channel_of(line_id))
        session = self._sessions[channel] = Session(channel, line_id, player)
        return session

    # What happens

    def _starts(self, event: dict[str, Any]) -> None:
        self.starts(_part(event, "channel"))

    def starts(self, channel: dict[str, Any]) -> None:
        """A phone was picked up, somebody dials the programme's number, or a page its room."""
        if is_page(channel):
            self.pages.starts(channel)
            return
        name = str(channel.get("id") or "")
        line_id = line_of(name)
        if not name:
            return
        if line_id is None:
            self._comes_in(name, channel)
            return
        PhoneLine.objects.filter(pk=line_id, external_id="", provider=PROVIDER).update(external_id=name)
        reply = heard(line_id, Event(What.ANSWERED), 0)
        if reply is None:
            self.ari.delete("channels", name)
            return
        self._perform(self._fresh(name, line_id), reply)

    def _comes_in(self, name: str, channel: dict[str, Any]) -> None:
        number = str(_part(channel, "caller").get("number") or "")
        dialled = str(_part(channel, "dialplan").get("exten") or settings.PHONE_NUMBER)
        reply = comes_in(Incoming(PROVIDER, name[:120], self.address.international(number), dialled))
        new = name not in self._sessions
        session = self._fresh(name, reply.line_id)
        session.to_answer = session.to_answer or (new and channel.get("state") != UP)
        self._perform(session, reply)

    def _fresh(self, name: str, line_id: UUID) -> Session:
        session = self.open(name, line_id=line_id)
        if session is None:
            raise AssertionError("a line that is known has a session")
        return session

    def _key(self, event: dict[str, Any]) -> None:
        session = self.open(str(_part(event, "channel").get("id")))
        if session is not None:
            self.do(session, session.player.key(str(event.get("digit") or "")[:1], clock.now()))

    def _said(self, event: dict[str, Any]) -> None:
        playback = _part(event, "playback")
        session = self._sessions.get(str(playback.get("target_uri")).removeprefix("channel:"))
        if session is not None:
            self.do(session, session.player.finished(str(playback.get("id")), clock.now()))

    def _recorded(self, event: dict[str, Any]) -> None:
        recording = _part(event, "recording")
        name = str(recording.get("name") or "")
        seconds = int(recording.get("duration") or 0) if event["type"] == "RecordingFinished" else 0
        self.recorded(name, seconds)

    def recorded(self, name: str, seconds: int) -> None:
        """A message was spoken. It is kept also where its line is over."""
        line_id = line_of(name)
        if line_id is None:
            return
        session = next((one for one in self._sessions.values() if one.line_id == line_id), None)
        if session is not None:
            self.do(session, session.player.recorded(name, seconds))
        elif seconds:
            heard(line_id, Event(What.RECORDED, ref=name, seconds=seconds))

    def _left_room(self, event: dict[str, Any]) -> None:
        """A room is over when a phone leaves it; unless it is back already. A page comes and goes."""
        if is_page(_part(event, "channel")):
            return
        room, name = str(_part(event, "bridge").get("id")), str(_part(event, "channel").get("id"))
        who = self._sessions.get(name)
        if who is not None and who.leaving:
            who.leaving -= 1
        elif who is not None and who.player.room == room:
            who.player.trouble(clock.now())  # most likely it hung up: that is told next
        if who is not None and who.player.room == room:
            return
        self.ari.delete("bridges", room)
        for other in [one for one in self._sessions.values() if one.player.room == room]:
            other.leaving += 1
            self.do(other, other.player.room_is_over())

    def _again(self, event: dict[str, Any]) -> None:
        session = self.open(str(_part(event, "channel").get("id")))
        if session is not None:
            self.do(session, [Tell(Event(What.AGAIN), None)])
            self.pages.look(clock.now())

    def _gone(self, event: dict[str, Any]) -> None:
        name = str(_part(event, "channel").get("id"))
        self.pages.gone(name)
        session = self.open(name)
        if session is not None:
            cause = int(event.get("cause", 16)) if event["type"] == "ChannelDestroyed" else 16
            self.gone(session, CAUSES.get(cause, "completed"))

    def gone(self, session: Session, why: str) -> None:
        """A line is over."""
        self._sessions.pop(session.channel, None)
        heard(session.line_id, Event(What.GONE, ref=why))

    # What is to be done

    def _perform(self, session: Session, reply: Reply | None) -> None:
        commands: list[Command] = [End()] if reply is None else session.player.perform(reply, clock.now())
        self.do(session, commands)

    def do(self, session: Session, commands: list[Command]) -> None:
        """Carry out. A channel that is not there any more is over; what fails otherwise is tried anew in a moment."""
        for command in commands:
            if self._sessions.get(session.channel) is not session:
                return
            try:
                if isinstance(command, Tell):
                    self._perform(session, heard(session.line_id, command.event, command.turn))
                else:
                    self._command(session, command)
            except Gone:
                self.gone(session, "vanished")
            except Exception as error:
                logger.warning("A line could not be told what to do: %s", error, exc_info=not _is_plain(error))
                session.player.trouble(clock.now())

    def _command(self, session: Session, command: Command) -> None:
        name = session.channel
        if session.to_answer:  # after the request was stored, which a line that drops must not lose
            self.ari.post("channels", name, "answer")
            session.to_answer = False
        match command:
            case Play():
                self._play(session, command)
            case StopPlay(ref):
                self.ari.delete("playbacks", ref)
            case Take(ref, seconds):
                self._record(session, ref, seconds)
            case StopTake(ref):
                self.ari.make("recordings", "live", ref, "stop")
            case Enter(room):
                self.ari.enter(room, name)
                self.pages.let_in(room)
            case Leave(room):
                session.leaving += 1
                try:
                    self.ari.post("bridges", room, "removeChannel", channel=name)
                except ProviderError:  # it is not in there
                    session.leaving -= 1
            case End():
                self.ari.delete("channels", name)

    def _play(self, session: Session, play: Play) -> None:
        """What can't be spoken counts as said: keys work all the same, and nobody waits for ever."""
        try:
            names = speech.sounds(play.words, play.language, self.address.folder)
            media = ",".join(f"sound:{self.address.sounds}/{name}" for name in names)
            self.ari.post("channels", session.channel, "play", play.ref, media=media)
        except Gone:
            raise
        except ProviderError as error:
            logger.warning("A line could not be spoken to: %s", error)
            self.do(session, session.player.finished(play.ref, clock.now()))

    def _record(self, session: Session, ref: str, seconds: int) -> None:
        given = {"maxSilenceSeconds": LONGEST_SILENCE, "terminateOn": "any", "ifExists": "overwrite", "beep": "false"}
        try:
            self.ari.post(
                "channels", session.channel, "record", name=ref, format="wav", maxDurationSeconds=str(seconds), **given
            )
        except Gone:
            raise
        except ProviderError as error:
            logger.warning("A message could not be recorded: %s", error)
            self.do(session, session.player.recorded("", 0))


def _part(event: dict[str, Any], name: str) -> dict[str, Any]:
    """A part of an event; empty where it has none."""
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def _is_plain(error: Exception) -> bool:
    return isinstance(error, ProviderError)
