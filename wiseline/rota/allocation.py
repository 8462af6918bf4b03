"""What coaches said that they would take, the duties of some weeks, and which rules an allocation breaks. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from wiseline.rota.fairness import Load, load_of
from wiseline.rota.foresight import LONGEST, REST
from wiseline.rota.hours import Interval


@dataclass(frozen=True, slots=True)
class Wish:
    """What one coach said: which blocks of the week they would take, and how much at the most (None: no limit).

    `share` is their part of the load (1.0 full). `busy` are stretches in which they can't, days off included.
    """

    coach_id: UUID
    blocks: frozenset[str]
    share: float = 1.0
    most_hours: float | None = None
    most_nights: int | None = None
    busy: tuple[Interval, ...] = ()
    carried: Load = field(default_factory=Load)


@dataclass(frozen=True, slots=True)
class Duty:
    """One block of the week on one day, that somebody must take; `fixed` is who has it already.

    What a coach has beside the blocks is a duty without a block. `gives_way`: it is theirs only where none of the
    duties in its hours is given to anybody, as a weekly shift is. `beyond`: it lies before or after the weeks, so it
    counts for rest and length, and not for hours, nights and the share.
    """

    start: datetime
    end: datetime
    block: str
    fixed: UUID | None = None
    gives_way: bool = False
    beyond: bool = False

    def meets(self, other: Duty) -> bool:
        """Whether both have some time in common."""
        return self.start < other.end and other.start < self.end


def may_take(wish: Wish, duty: Duty) -> bool:
    """Whether the coach would and can take this duty by itself."""
    if duty.block not in wish.blocks:
        return False
    return not any(row.start < duty.end and row.end > duty.start for row in wish.busy)


class Rule(StrEnum):
    """What an allocation can break."""

    CANNOT = "cannot"  # the coach did not say that they would, or is busy
    TWICE = "twice"  # in two places at once
    REST = "rest"  # too little rest before it
    LONG = "long"  # on call too long in one go
    HOURS = "hours"
    NIGHTS = "nights"


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that an allocation breaks, of whom, and at which duty (None: over all of it)."""

    coach_id: UUID
    rule: Rule
    at: datetime | None = None


def held(duties: Sequence[Duty], chosen: Sequence[UUID | None]) -> dict[UUID, list[Duty]]:
    """What each coach is on call for in fact, the soonest first: a duty that gives way is left out where it does."""
    given = [duty for duty, coach in zip(duties, chosen, strict=True) if coach and not duty.gives_way]
    mine: defaultdict[UUID, list[Duty]] = defaultdict(list)
    for duty, coach in zip(duties, chosen, strict=True):
        if coach and not (duty.gives_way and any(duty.meets(other) for other in given)):
            mine[coach].append(duty)
    return {coach: sorted(rows, key=lambda row: row.start) for coach, rows in mine.items()}


def broken_limits(
    duties: Sequence[Duty], chosen: Sequence[UUID | None], wishes: Mapping[UUID, Wish], zone: str
) -> list[Broken]:
    """Which rules an allocation breaks; empty where it is sound. Apart from the solver, to hold it to its word.

    What somebody has taken already is their own choice, and breaks nothing by itself.
    """
    broken = [
        Broken(coach, Rule.CANNOT, duty.start)
        for duty, coach in zip(duties, chosen, strict=True)
        if coach and coach != duty.fixed and (coach not in wishes or not may_take(wishes[coach], duty))
    ]
    for coach, rows in held(duties, chosen).items():
        if any(row.fixed != coach for row in rows):
            broken += [*_of_days(coach, rows), *_of_weeks(coach, rows, wishes.get(coach), zone)]
    return broken


def _of_days(coach: UUID, rows: list[Duty]) -> list[Broken]:
    found = []
    run, fresh = rows[0].start, rows[0].fixed != coach  # where this time in one go began; whether any of it is given
    for before, after in pairwise(rows):
        new = before.fixed != coach or after.fixed != coach
        if after.start < before.end and new:
            found.append(Broken(coach, Rule.TWICE, after.start))
        elif before.end < after.start < before.end + REST and new:
            found.append(Broken(coach, Rule.REST, after.start))
        if after.start != before.end:
            run, fresh = after.start, False
        fresh = fresh or after.fixed != coach
        if after.end - run > LONGEST and fresh:
            found.append(Broken(coach, Rule.LONG, after.start))
    return found


def _of_weeks(coach: UUID, rows: list[Duty], wish: Wish | None, zone: str) -> list[Broken]:
    found = []
    weights = [load_of(row.start, row.end, zone) for row in rows if not row.beyond]
    if wish and wish.most_hours is not None and sum(load.hours for load in weights) > wish.most_hours + 1e-6:
        found.append(Broken(coach, Rule.HOURS))
    if wish and wish.most_nights is not None and sum(load.nights > 0 for load in weights) > wish.most_nights:
        found.append(Broken(coach, Rule.NIGHTS))
    return found
