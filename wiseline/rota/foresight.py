"""What a rota will bring, told before it happens: holes, double bookings, stretched limits, short rest. Pure.

Shifts that were given and not accepted yet count here as if they were: the question is what comes if everybody says
yes. Only what hangs on such a yes, since nobody else is on call then, is named by itself. Eleven hours of rest between
two duties is the daily rest of the European Working Time Directive (2003/88/EC, article 3); a programme can set another
number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from wiseline.rota.hours import Interval, open_intervals, without
from wiseline.rota.limits import Limits
from wiseline.rota.roster import Roster, Segment, holes, segments, turns_of

REST = timedelta(hours=11)
LONGEST = timedelta(hours=24)
Agreed = tuple[UUID, datetime, datetime]
"""A coach, and the start and end of a stretch that they have by a swap."""


class Concern(StrEnum):
    """What is to be looked at."""

    HOLE = "hole"  # nobody is on call
    NOT_TAKEN = "not_taken"  # nobody is on call unless its coach takes what was offered
    DOUBLE = "double"  # two have a shift, or a change for a while, at once; only one is rung
    AWAY = "away"  # a coach has a shift on a day off
    STRETCHED = "stretched"  # a coach is on call outside their own hours
    BUSY = "busy"  # a coach's own calendar says that they are busy
    SHORT_REST = "short_rest"  # less than REST between two duties
    LONG = "long"  # on call for longer than LONGEST in one go


@dataclass(frozen=True, slots=True, order=True)
class Foreseen:
    """One concern, from when to when, and whom it is about (None: nobody in particular)."""

    start: datetime
    end: datetime
    concern: Concern
    coach_id: UUID | None = None


def everybody_says_yes(roster: Roster) -> Roster:
    """The rota as it will be once all that was given is accepted."""
    return replace(
        roster,
        shifts=tuple(replace(shift, accepted=True) for shift in roster.shifts),
        overrides=tuple(replace(row, accepted=True) for row in roster.overrides),
    )


def foresee(
    roster: Roster,
    limits: Mapping[UUID, Limits],
    start: datetime,
    end: datetime,
    *,
    rest: timedelta = REST,
    agreed: Collection[Agreed] = (),
    busy: Mapping[UUID, Sequence[Interval]] | None = None,
) -> list[Foreseen]:
    """Everything to look at within [start, end), the soonest first.

    `agreed`: stretches that a coach has from the one who had them, by a swap; so nobody has these twice.
    `busy`: when the own calendars of those who are asked about say so.
    """
    uncovered = holes(roster, start, end)
    roster = everybody_says_yes(roster)
    duties = segments(roster, start, end)
    found = [Foreseen(row.start, row.end, Concern.HOLE) for row in duties if row.coach_id is None]
    found += _not_taken(duties, uncovered)
    found += _doubles(roster, start, end) + _overlaid(roster, start, end, agreed) + _away(roster, start, end)
    for coach_id, rows in _by_coach(duties).items():
        found += [Foreseen(row.start, row.end, Concern.LONG, coach_id) for row in rows if row.end - row.start > LONGEST]
        found += [
            Foreseen(before.end, after.start, Concern.SHORT_REST, coach_id)
            for before, after in pairwise(rows)
            if before.end < after.start < before.end + rest
        ]
        found += [
            Foreseen(max(row.start, other.start), min(row.end, other.end), Concern.BUSY, coach_id)
            for other in (busy or {}).get(coach_id, ())
            for row in rows
            if max(row.start, other.start) < min(row.end, other.end)
        ]
        if known := limits.get(coach_id):
            found += [
                Foreseen(row.start, row.end, Concern.STRETCHED, coach_id) for row in rows if not _within(known, row)
            ]
    return sorted(set(found), key=lambda row: (row.start, row.end, row.concern, str(row.coach_id)))


def brought_by(before: list[Foreseen], after: list[Foreseen]) -> list[Foreseen]:
    """What a change brings that was not there before. A hole that became smaller is not new."""
    known: defaultdict[tuple[Concern, UUID | None], list[Foreseen]] = defaultdict(list)
    for row in before:
        known[row.concern, row.coach_id].append(row)
    return [
        row
        for row in after
        if not any(old.start <= row.start and row.end <= old.end for old in known[row.concern, row.coach_id])
    ]


def _not_taken(duties: list[Segment], uncovered: list[Interval]) -> list[Foreseen]:
    """What nobody covers as things are, and who would, once they have taken it."""
    return [
        Foreseen(max(row.start, hole.start), min(row.end, hole.end), Concern.NOT_TAKEN, row.coach_id)
        for hole in uncovered
        for row in duties
        if row.coach_id is not None and max(row.start, hole.start) < min(row.end, hole.end)
    ]


def _by_coach(duties: list[Segment]) -> dict[UUID, list[Segment]]:
    rows: defaultdict[UUID, list[Segment]] = defaultdict(list)
    for row in duties:
        if row.coach_id is not None:
            rows[row.coach_id].append(row)
    return rows


def _within(limits: Limits, row: Segment) -> bool:
    """Whether the coach's own weekly hours cover the whole stretch."""
    open_hours = open_intervals(limits.windows, limits.timezone, (), row.start, row.end)
    return not without([Interval(row.start, row.end)], open_hours)


def _doubles(roster: Roster, start: datetime, end: datetime) -> list[Foreseen]:
    turns = sorted(turns_of(roster, start, end), key=lambda turn: (turn.start, turn.end))
    found = []
    for index, turn in enumerate(turns):
        for other in turns[index + 1 :]:
            if other.start >= turn.end:
                break
            if other.coach_id != turn.coach_id:
                both = Interval(max(turn.start, other.start), min(turn.end, other.end))
                found.append(Foreseen(max(both.start, start), min(both.end, end), Concern.DOUBLE, other.coach_id))
    return found


def _overlaid(roster: Roster, start: datetime, end: datetime, agreed: Collection[Agreed]) -> list[Foreseen]:
    """Stretches of two coaches at once; the newer one's coach is rung. Over a weekly shift is where they belong."""
    found = []
    rows = sorted((row for row in roster.overrides if row.coach_id is not None), key=lambda row: row.start)
    for index, row in enumerate(rows):
        for other in rows[index + 1 :]:
            if other.start >= row.end:
                break
            newer = max(row, other, key=lambda each: each.order)
            begins, ends = max(other.start, start), min(row.end, other.end, end)
            is_swap = (newer.coach_id, newer.start, newer.end) in agreed
            if row.coach_id != other.coach_id and begins < ends and not is_swap:
                found.append(Foreseen(begins, ends, Concern.DOUBLE, newer.coach_id))
    return found


def _away(roster: Roster, start: datetime, end: datetime) -> list[Foreseen]:
    booked = [(turn.coach_id, turn.start, turn.end) for turn in turns_of(roster, start, end)]
    booked += [(row.coach_id, row.start, row.end) for row in roster.overrides if row.coach_id is not None]
    return [
        Foreseen(max(away.start, begins, start), min(away.end, ends, end), Concern.AWAY, coach_id)
        for coach_id, begins, ends in booked
        for away in roster.absences
        if away.coach_id == coach_id and max(away.start, begins, start) < min(away.end, ends, end)
    ]
