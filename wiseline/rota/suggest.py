"""A fair month: who could take which duty, so that nothing breaks a limit and the load is shared. Pure.

A mixed-integer programme, solved by HiGHS (Huangfu and Hall 2018). A duty is left open rather than given to somebody
who cannot or did not say that they would; people decide: a suggestion counts for nothing until a lead has offered it
and its coach has accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

import highspy

from wiseline.rota.fairness import Load, load_of
from wiseline.rota.foresight import LONGEST, REST
from wiseline.rota.hours import Interval

SECONDS = 5.0
OPEN_COSTS = 1000.0
"""Per hour left open, against one hour of unequal load: cover comes first."""
WORST_COSTS = 3.0
"""How much more the largest departure from a fair part counts than each coach's own."""


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
    """One block of the week on one day, that somebody must take; `fixed` is who has it already."""

    start: datetime
    end: datetime
    block: str
    fixed: UUID | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who could take each duty, in the order of the duties (None: nobody can); and whether it is proven best."""

    coaches: tuple[UUID | None, ...]
    proven: bool


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


def broken_limits(
    duties: Sequence[Duty], chosen: Sequence[UUID | None], wishes: Mapping[UUID, Wish], zone: str
) -> list[Broken]:
    """Which rules an allocation breaks; empty where it is sound. Apart from the solver, to hold it to its word.

    What somebody has taken already is their own choice, and breaks nothing by itself.
    """
    broken: list[Broken] = []
    mine: defaultdict[UUID, list[Duty]] = defaultdict(list)
    for duty, coach in zip(duties, chosen, strict=True):
        if coach is None:
            continue
        mine[coach].append(duty)
        if coach != duty.fixed and (coach not in wishes or not may_take(wishes[coach], duty)):
            broken.append(Broken(coach, Rule.CANNOT, duty.start))
    for coach, rows in mine.items():
        given = {row.start for row in rows if row.fixed != coach}
        if given:
            broken += [*_of_days(coach, rows, given), *_of_weeks(coach, rows, wishes.get(coach), zone)]
    return broken


def _of_days(coach: UUID, rows: list[Duty], given: set[datetime]) -> list[Broken]:
    found = []
    rows = sorted(rows, key=lambda row: row.start)
    run = rows[0].start
    for before, after in pairwise(rows):
        fresh = bool({before.start, after.start} & given)
        if after.start < before.end and fresh:
            found.append(Broken(coach, Rule.TWICE, after.start))
        elif before.end < after.start < before.end + REST and fresh:
            found.append(Broken(coach, Rule.REST, after.start))
        run = run if after.start == before.end else after.start
        if after.end - run > LONGEST and fresh:
            found.append(Broken(coach, Rule.LONG, after.start))
    return found


def _of_weeks(coach: UUID, rows: list[Duty], wish: Wish | None, zone: str) -> list[Broken]:
    found = []
    weights = [load_of(row.start, row.end, zone) for row in rows]
    if wish and wish.most_hours is not None and sum(load.hours for load in weights) > wish.most_hours + 1e-6:
        found.append(Broken(coach, Rule.HOURS))
    if wish and wish.most_nights is not None and sum(load.nights > 0 for load in weights) > wish.most_nights:
        found.append(Broken(coach, Rule.NIGHTS))
    return found


def suggest(duties: Sequence[Duty], wishes: Sequence[Wish], zone: str, *, seconds: float = SECONDS) -> Suggestion:
    """A fair allocation of the duties, in at most about `seconds`. The same question has the same answer."""
    return _Model(duties, wishes, zone).solve(seconds)


class _Model:
    """The programme for HiGHS: one yes-or-no for each coach and each duty that they may take."""

    def __init__(self, duties: Sequence[Duty], wishes: Sequence[Wish], zone: str) -> None:
        self.duties, self.wishes = list(duties), list(wishes)
        self.loads = [load_of(duty.start, duty.end, zone) for duty in duties]
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("log_to_console", False)
        for name, value in (("random_seed", 7), ("threads", 1), ("mip_rel_gap", 1e-3), ("mip_abs_gap", 4.0)):
            self.highs.setOptionValue(name, value)
        self.takes: dict[tuple[int, int], highspy.highs_var] = {}
        self.open: dict[int, highspy.highs_var] = {}
        self._cover()
        for index in range(len(self.wishes)):
            self._limits(index)
        self._share()

    def _cover(self) -> None:
        for number, duty in enumerate(self.duties):
            if duty.fixed is not None:
                continue
            for index, wish in enumerate(self.wishes):
                if may_take(wish, duty):
                    self.takes[index, number] = self.highs.addBinary()
            cost = OPEN_COSTS * self.loads[number].hours
            self.open[number] = self.highs.addVariable(lb=0, ub=1, obj=cost)
            takers = [take for (_index, of), take in self.takes.items() if of == number]
            self.highs.addConstr(sum(takers, self.open[number]) == 1)

    def _limits(self, index: int) -> None:
        wish = self.wishes[index]
        fixed = [number for number, duty in enumerate(self.duties) if duty.fixed == wish.coach_id]
        own = sorted([*self._of(index), *fixed], key=lambda number: self.duties[number].start)
        for place, number in enumerate(own):
            self._apart(index, number, own[place + 1 :])
        if wish.most_hours is not None:
            left = wish.most_hours - sum(self.loads[number].hours for number in fixed)
            self._at_most(index, lambda number: self.loads[number].hours, left)
        if wish.most_nights is not None:
            left = wish.most_nights - sum(self.loads[number].nights > 0 for number in fixed)
            self._at_most(index, lambda number: float(self.loads[number].nights > 0), left)

    def _of(self, index: int) -> list[int]:
        return [number for of, number in self.takes if of == index]

    def _at_most(self, index: int, counts: Callable[[int], float], left: float) -> None:
        terms = [counts(number) * self.takes[index, number] for number in self._of(index)]
        if terms:
            self.highs.addConstr(sum(terms[1:], terms[0]) <= max(left, 0))

    def _apart(self, index: int, number: int, later: list[int]) -> None:
        """No two at once, rest between, and no run of duties that is longer than a day."""
        duty, run = self.duties[number], [number]
        end = duty.end
        for other in later:
            next_ = self.duties[other]
            if next_.start >= duty.end + max(REST, LONGEST):
                break
            if next_.start < duty.end or duty.end < next_.start < duty.end + REST:
                self._not_all(index, [number, other])
            elif next_.start == end:
                run.append(other)
                end = next_.end
                if end - duty.start > LONGEST:
                    self._not_all(index, run)
                    return

    def _not_all(self, index: int, numbers: list[int]) -> None:
        free = [self.takes[index, number] for number in numbers if (index, number) in self.takes]
        if free:
            self.highs.addConstr(sum(free[1:], free[0]) <= len(free) - 1)

    def _share(self) -> None:
        """Pay for each coach's departure from a fair part, and more for the largest."""
        parts = sum(wish.share for wish in self.wishes)
        total = sum(wish.carried.weight for wish in self.wishes) + sum(load.weight for load in self.loads)
        worst = self.highs.addVariable(lb=0, obj=WORST_COSTS)
        for index, wish in enumerate(self.wishes):
            if not wish.share or not parts:
                continue
            fixed = sum(
                load.weight for load, duty in zip(self.loads, self.duties, strict=True) if duty.fixed == wish.coach_id
            )
            target = total * wish.share / parts - wish.carried.weight - fixed
            away = self.highs.addVariable(lb=0, obj=1.0)
            terms = [self.loads[number].weight * self.takes[index, number] for number in self._of(index)]
            given = sum(terms[1:], terms[0]) if terms else 0 * worst
            self.highs.addConstr(given - away <= target)
            self.highs.addConstr(given + away >= target)
            self.highs.addConstr(away - worst <= 0)

    def solve(self, seconds: float) -> Suggestion:
        self.highs.setOptionValue("time_limit", seconds)
        self.highs.minimize()
        values = list(self.highs.getSolution().col_value)
        chosen: list[UUID | None] = [duty.fixed for duty in self.duties]
        for (index, number), take in self.takes.items():
            if values and values[take.index] > 0.5:
                chosen[number] = self.wishes[index].coach_id
        proven = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Suggestion(tuple(chosen), proven)
