"""On which day a practice is next, and when its reminder may ring. Pure: days and walls on the client's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from wiseline.chart.practice_plan.spacing import Outcome, Pace, pace
from wiseline.chart.practice_plan.when import REHEARSED, Kind, due_at, event_day
from wiseline.rota.hours import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.chart.practice_plan.when import When

DAY = timedelta(days=1)
LOOKED_AT = 40
"""So many outcomes, the latest, decide about the pace."""


@dataclass(frozen=True, slots=True)
class Past:
    """An occasion that is over: its day and what became of it."""

    day: date
    outcome: Outcome
    counts: bool = True  # of the skill that is practised now; another one's says nothing about the pace


@dataclass(frozen=True, slots=True)
class Quiet:
    """The client's quiet hours on their own clock; the same twice: none."""

    start: time = time(21, 30)
    end: time = time(8)

    def covers(self, wall: time) -> bool:
        """Whether a wall time lies in them."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


def next_day(when: When, past: Sequence[Past], earliest: date, timezone: str) -> date | None:
    """The next day on which it is due: `earliest` or later, and after every day that is over. None: no more.

    `past` is in the order of the days.
    """
    last = max((each.day for each in past), default=None)
    if when.kind == Kind.EVENT:
        day = event_day(when, timezone)
        if day is None:
            return None
        ahead = [day - DAY * before for before in REHEARSED]
        return next((each for each in ahead if each >= earliest and (last is None or each > last)), None)
    wanted = earliest
    if last is not None:
        gap = pace_of(past).gap if when.spaced else 1
        wanted = max(earliest, last + DAY * gap)
    return next(day for day in (wanted + DAY * ahead for ahead in range(7)) if day.weekday() in when.weekdays)


def days_ahead(when: When, past: Sequence[Past], first: date, last: date, timezone: str) -> list[date]:
    """The days from `first` to `last` on which it would be due if nobody answered: for a page kept on a phone."""
    known: list[Past] = list(past)
    found: list[date] = []
    while True:
        day = next_day(when, known, first, timezone)
        if day is None or day > last:
            return found
        found.append(day)
        known.append(Past(day, Outcome.UNKNOWN))


def pace_of(past: Sequence[Past]) -> Pace:
    """The pace after what is over."""
    return pace([each.outcome for each in past if each.counts][-LOOKED_AT:])


def first_day(when: When, now: datetime, today: date, timezone: str) -> date:
    """The first day on which a practice that is written now can be due: tomorrow, where today's time is over."""
    due = due_at(when, today, timezone)
    if when.kind == Kind.EVENT:
        return today
    return today if due is None or due > now else today + DAY


def remind_at(when: When, day: date, quiet: Quiet, timezone: str, *, silent: bool = False) -> datetime | None:
    """When the reminder of a day rings: at its time; in quiet hours at their end if that is the same day; or never."""
    wall = when.wall(day, timezone)
    if wall is None or silent or not when.remind:
        return None
    if quiet.covers(wall):
        if wall >= quiet.end:
            return None
        wall = quiet.end
    moment = instant(day, wall, timezone, late=False).astimezone(UTC)
    return None if when.event_at and moment >= when.event_at else moment


def ends_at(day: date, timezone: str) -> datetime:
    """The instant at which a client's day is over."""
    return instant(day + DAY, time.min, timezone, late=False).astimezone(UTC)
