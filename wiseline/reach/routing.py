"""By which ways somebody is told, in which order, after how long. Pure: who chose what, and the time, give the answer.

What a person chose lies over what is usual, way by way, so that a new way, or one that they never thought of, works.
Nothing asks whether somebody has the app open: presence suppresses nothing (zulip #18072).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping


class Topic(StrEnum):
    """What a notice is about, as a person chooses for it."""

    RING = "ring"  # somebody asks for a coach, and it rings
    BOARD = "board"
    ROTA = "rota"
    NEWS = "news"  # somebody answered or wrote
    REMINDERS = "reminders"


ALWAYS = frozenset({"call", "test", "code", "way"})
"""Kinds that nobody chooses for: a call that is on, what somebody asked for this moment, a way that broke."""
_TOPICS = {
    Topic.RING: ("ring", "nudge"),
    Topic.BOARD: ("unreached", "reminder", "stuck", "need", "good_news"),
    Topic.ROTA: ("swap", "duties", "declined", "hole", "rota"),
    Topic.REMINDERS: ("card", "card_question", "questions", "practice", "practice_word", "warm", "together"),
}
TOPIC_OF = {kind: topic for topic, kinds in _TOPICS.items() for kind in kinds}
IN_APP, PUSH, VOICE, SMS, EMAIL = "in_app", "web_push", "voice", "sms", "email"
ORDER = (PUSH, VOICE, SMS, "apprise", EMAIL)
WAKES = frozenset({PUSH, VOICE, SMS, "apprise"})
"""Channels that make a sound on a phone."""
LAST_MOMENT = timedelta(seconds=20)
"""A way that would come after the next person is rung comes this long before instead: rather too early than never."""

Chosen = dict[str, int | None]
"""Way to seconds, or MORNING; None: not by it. A way is a channel, or `apprise:` and the id of a route."""
MORNING = -1
"""Stands for a delay: once the person's night is over."""


def channel_of(way: str) -> str:
    """The channel that a way goes by."""
    return way.partition(":")[0]


def topic_of(kind: str) -> Topic | None:
    """What a kind of notice is about; None where nobody chooses."""
    return None if kind in ALWAYS else TOPIC_OF.get(kind, Topic.NEWS)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody chose, by day and at night, and which ways to them work now."""

    has: tuple[str, ...] = ()
    day: Mapping[str, Chosen] = field(default_factory=dict)
    night: Mapping[str, Chosen] = field(default_factory=dict)
    night_from: time = time(22)
    night_to: time = time(7)
    zone: str = "UTC"

    def is_night(self, now: datetime) -> bool:
        """Whether it is night where the person lives."""
        at = now.astimezone(ZoneInfo(self.zone)).time()
        if self.night_from <= self.night_to:
            return self.night_from <= at < self.night_to
        return at >= self.night_from or at < self.night_to

    def until_morning(self, now: datetime) -> timedelta:
        """How long it is until the night of the person is over; nothing by day."""
        if not self.is_night(now):
            return timedelta(0)
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        ends = (
            datetime.combine(today + timedelta(days=day), self.night_to, zone).replace(fold=fold)
            for day in (0, 1)
            for fold in (0, 1)  # an hour that comes twice may end a night twice
        )
        coming = [end.astimezone(UTC) for end in ends if not self.is_night(end.astimezone(UTC))]
        return min(end - now for end in coming if end > now)

    def chosen(self, topic: Topic, now: datetime) -> Chosen:
        """What they chose for it, at this hour."""
        return (self.night if self.is_night(now) else self.day).get(topic, {})


def route(
    preferences: Preferences,
    kind: str,
    now: datetime,
    *,
    usual: Mapping[str, int],
    hold: timedelta | None = None,
    within: frozenset[str] | None = None,
) -> list[tuple[str, timedelta]]:
    """The ways in their order, each with its delay. In the app is always first, and at once.

    `usual` is what happens where nothing was chosen. `hold`: after it somebody else is rung. `within`: no other
    channels, whatever was chosen. A ring for which every way that wakes is gone goes by what is usual.
    """
    topic = topic_of(kind)
    ways = [way for way in preferences.has if within is None or channel_of(way) in within]
    as_usual = {way: usual[way] for way in ways if way in usual}
    chosen = preferences.chosen(topic, now) if topic else {}
    plan = {way: after for way in ways if (after := chosen.get(way, usual.get(way))) is not None}
    if topic is Topic.RING and not any(channel_of(way) in WAKES for way in plan):
        plan = {**as_usual, **plan}
    morning = preferences.until_morning(now)
    delays = {
        way: _in_time(morning if after == MORNING else timedelta(seconds=after), hold) for way, after in plan.items()
    }
    rest = sorted(delays.items(), key=lambda item: (item[1], ORDER.index(channel_of(item[0])), item[0]))
    return [(IN_APP, timedelta(0)), *rest]


def _in_time(delay: timedelta, hold: timedelta | None) -> timedelta:
    if hold is None or delay < hold:
        return delay
    return max(timedelta(0), hold - LAST_MOMENT)


def too_late(chosen: Chosen, hold: timedelta) -> list[str]:
    """The ways that would come only when somebody else is rung already (oncall #934: told when it is saved)."""
    return [way for way, after in chosen.items() if after is not None and timedelta(seconds=after) >= hold]


def wakes_nobody(plan: Chosen) -> bool:
    """Whether none of the ways that could wake somebody is left on."""
    waking = [after for way, after in plan.items() if channel_of(way) in WAKES]
    return bool(waking) and all(after is None for after in waking)
