"""The backup rota: who is on call at a moment. Pure.

A shift or an override counts once its coach has accepted it: nobody is put on call without their own yes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar
from uuid import UUID

from wiseline.rota.hours import HORIZON, Interval, in_every_week, local_days, off_intervals, reach, spans, utc, weekdays

if TYPE_CHECKING:
    from wiseline.rota.limits import Limits


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly shift in the roster's time zone, with the wall times of a Window.

    `first` and `last` (None: for good) are the local dates on which it may start. `every`: 2 for every second week,
    counted from the week of `first`.
    """

    coach_id: UUID
    weekday: int
    start: time
    end: time
    first: date
    last: date | None
    accepted: bool
    every: int = 1

    def days(self, low: date, high: date) -> list[date]:
        """The local dates within [low, high] on which it starts, whether accepted or not."""
        last = high if self.last is None else min(self.last, high)
        return in_every_week(weekdays(self.weekday, max(self.first, low), last), self.every, self.first)


@dataclass(frozen=True, slots=True)
class Override:
    """A stretch in which somebody else, or (None) nobody, is on call.

    The highest `order` wins where several cover a moment; of the same order, the first in the roster.
    """

    coach_id: UUID | None
    start: datetime
    end: datetime
    order: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch in which a coach is away."""

    coach_id: UUID
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that says who is on call."""

    timezone: str
    shifts: tuple[Shift, ...]
    overrides: tuple[Override, ...]
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which one coach, or nobody, is on call."""

    start: datetime
    end: datetime
    coach_id: UUID | None


def absences_of(limits: Limits, start: datetime, end: datetime) -> list[Absence]:
    """A coach's days off, in their own time zone, as absences within [start, end)."""
    away = off_intervals(limits.days_off, limits.timezone, start, end)
    return [Absence(limits.coach_id, row.start, row.end) for row in away]


class _Stretch(Protocol):
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...


_Row = TypeVar("_Row", bound=_Stretch)


class Turn(NamedTuple):
    """An accepted shift as it falls on one local day."""

    start: datetime
    end: datetime
    coach_id: UUID


def turns_of(roster: Roster, start: datetime, end: datetime) -> list[Turn]:
    """Every accepted shift as it falls within [start, end), in the order of the roster."""
    turns: list[Turn] = []
    low, high = local_days(start, end, roster.timezone)
    for shift in roster.shifts:
        if not shift.accepted:
            continue
        for day in shift.days(low, high):
            begins, ends = reach(day, shift.start, shift.end, roster.timezone)
            if begins < end and ends > start:
                turns.append(Turn(begins, ends, shift.coach_id))
    return turns


def _decide(overrides: Sequence[Override], turns: Sequence[Turn], away: Collection[UUID]) -> UUID | None:
    """Who is on call, given the accepted overrides, the turns and the absent coaches that cover one moment."""
    if overrides:
        winner = max(overrides, key=attrgetter("order"))
        # An override by somebody who is away falls through to the shift: better the regular cover than none.
        if winner.coach_id not in away:
            return winner.coach_id
    present = [turn for turn in turns if turn.coach_id not in away]
    return max(present, key=attrgetter("start")).coach_id if present else None


def who_is_on_call(roster: Roster, at: datetime) -> UUID | None:
    """Who is on call at a moment; None where nobody is.

    The accepted override of the highest order decides, and may say that nobody is. Else it is the accepted shift
    that began last (of two that began together, the first in the roster). A coach who is away does not count:
    from their override it falls to the shifts, from their shift to another shift of that hour.
    """
    at = utc(at)
    overrides = [row for row in roster.overrides if row.accepted and row.start <= at < row.end]
    away = {row.coach_id for row in roster.absences if row.start <= at < row.end}
    turns = turns_of(roster, at, at + datetime.resolution)
    return _decide(overrides, turns, away)


def segments(roster: Roster, start: datetime, end: datetime) -> list[Segment]:
    """[start, end) cut exactly where the answer to `who_is_on_call` changes. Empty where end is not after start."""
    start, end = utc(start), utc(end)
    if end <= start:
        return []
    overrides = [row for row in roster.overrides if row.accepted]
    turns = turns_of(roster, start, end)
    rows: list[_Stretch] = [*turns, *overrides, *roster.absences]
    edges = [utc(edge) for row in rows for edge in (row.start, row.end)]
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    on_override, on_turn = covering(overrides, cuts), covering(turns, cuts)
    away = [{row.coach_id for row in rows} for rows in covering(roster.absences, cuts)]
    result: list[Segment] = []
    for index, (left, right) in enumerate(pairwise(cuts)):
        coach = _decide(on_override[index], on_turn[index], away[index])
        if result and result[-1].coach_id == coach:
            result[-1] = Segment(result[-1].start, right, coach)
        else:
            result.append(Segment(left, right, coach))
    return result


def covering(rows: Sequence[_Row], cuts: Sequence[datetime]) -> list[list[_Row]]:
    """For each piece between two cuts, the rows that cover it, in their order. Rows begin and end at cuts."""
    pieces: list[list[_Row]] = [[] for _ in cuts[1:]]
    for row in rows:
        for index in range(bisect_left(cuts, row.start), min(bisect_left(cuts, row.end), len(pieces))):
            pieces[index].append(row)
    return pieces


def holes(roster: Roster, start: datetime, end: datetime) -> list[Interval]:
    """When nobody is on call within [start, end)."""
    return [Interval(row.start, row.end) for row in segments(roster, start, end) if row.coach_id is None]


def until(roster: Roster, at: datetime) -> datetime:
    """When the answer to `who_is_on_call` changes next, at most 14 days ahead."""
    at = utc(at)
    present = who_is_on_call(roster, at)
    for start, end in spans(at, at + HORIZON):
        for row in segments(roster, start, end):
            if row.coach_id != present:
                return row.start
    return at + HORIZON


def next_on_call(roster: Roster, at: datetime, horizon: timedelta = HORIZON) -> Segment | None:
    """The first stretch in [at, at + horizon) in which somebody is on call; None where nobody is."""
    at = utc(at)
    for start, end in spans(at, at + horizon):
        for row in segments(roster, start, end):
            if row.coach_id is not None:
                return Segment(row.start, min(until(roster, row.start), at + horizon), row.coach_id)
    return None
