"""A fair month: who could take which duty, so that nothing breaks a limit and the load is shared. Pure.

A mixed-integer programme, solved by HiGHS (Huangfu and Hall 2018). A duty is left open rather than given to somebody
who cannot or did not say that they would; people decide: a suggestion counts for nothing until a lead has offered it
and its coach has accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import highspy

from wiseline.rota.allocation import Duty, Wish, may_take
from wiseline.rota.fairness import load_of
from wiseline.rota.foresight import LONGEST, REST
from wiseline.rota.roster import covering

SECONDS = 5.0
OPEN_COSTS = 1000.0
"""Per hour left open, against one hour of unequal load: cover comes first."""
WORST_COSTS = 3.0
"""How much more the largest departure from a fair part counts than each coach's own."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who could take each duty, in the order of the duties (None: nobody can); and whether it is proven best."""

    coaches: tuple[UUID | None, ...]
    proven: bool


def suggest(duties: Sequence[Duty], wishes: Sequence[Wish], zone: str, *, seconds: float = SECONDS) -> Suggestion:
    """A fair allocation of the duties, in at most about `seconds`. The same question has the same answer."""
    return _Model(duties, wishes, zone).solve(seconds)


class _Place(NamedTuple):
    """When one of the duties is, and which."""

    start: datetime
    end: datetime
    number: int


class _Model:
    """The programme for HiGHS: one yes-or-no for each coach and each duty that they may take.

    Where nothing is given to anybody, no constraint fails: what coaches have by themselves never makes it impossible.
    """

    def __init__(self, duties: Sequence[Duty], wishes: Sequence[Wish], zone: str) -> None:
        self.duties, self.wishes = list(duties), list(wishes)
        self.loads = [load_of(duty.start, duty.end, zone) for duty in duties]
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("log_to_console", False)
        for name, value in (("random_seed", 7), ("threads", 1), ("mip_rel_gap", 1e-3), ("mip_abs_gap", 4.0)):
            self.highs.setOptionValue(name, value)
        self.takes: dict[tuple[int, int], highspy.highs_var] = {}
        self.open: dict[int, highspy.highs_var] = {}
        self.stays: dict[int, highspy.highs_var] = {}  # of what gives way: 1 where it does not
        self.fixed = {number for number, duty in enumerate(self.duties) if duty.fixed and not duty.gives_way}
        self._cover()
        self._ways()
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

    def _ways(self) -> None:
        """What gives way stays its coach's where every duty in its hours is left open."""
        for number, duty in enumerate(self.duties):
            if not duty.gives_way:
                continue
            over = [of for of, other in enumerate(self.duties) if not other.gives_way and duty.meets(other)]
            if not over:
                self.fixed.add(number)
            elif all(of in self.open for of in over):
                self.stays[number] = self.highs.addVariable(lb=0, ub=1)
                opens = [self.open[of] for of in over]
                self.highs.addConstr(sum(opens[1:], opens[0]) - self.stays[number] <= len(over) - 1)

    def _limits(self, index: int) -> None:
        wish = self.wishes[index]
        theirs = [number for number in (*self.fixed, *self.stays) if self.duties[number].fixed == wish.coach_id]
        own = sorted([*self._of(index), *theirs], key=lambda number: (self.duties[number].start, number))
        for place, number in enumerate(own):
            self._apart(index, number, own[place + 1 :])
        self._in_one_go(index, own)
        if wish.most_hours is not None:
            self._at_most(index, own, lambda number: self.loads[number].hours, wish.most_hours)
        if wish.most_nights is not None:
            self._at_most(index, own, lambda number: float(self.loads[number].nights > 0), wish.most_nights)

    def _of(self, index: int) -> list[int]:
        return [number for of, number in self.takes if of == index]

    def _sum(self, index: int, counts: Mapping[int, float]) -> tuple[Any, float]:
        """A weighted sum of the coach's duties: what the solver decides of it, and what is fixed."""
        free = [
            count * (self.takes[index, number] if (index, number) in self.takes else self.stays[number])
            for number, count in counts.items()
            if number not in self.fixed
        ]
        return sum(free[1:], free[0]), sum(count for number, count in counts.items() if number in self.fixed)

    def _at_most(self, index: int, own: list[int], counts: Callable[[int], float], most: float) -> None:
        """No more than `most`, or nothing is given: what a coach has by themselves can be more than they said."""
        weights = {number: counts(number) for number in own if not self.duties[number].beyond}
        given = [number for number in own if (index, number) in self.takes]
        if not given:
            return
        terms, fixed = self._sum(index, weights)
        excess = fixed + sum(weights.get(number, 0) for number in own if number in self.stays) - most
        if excess <= 0:
            self.highs.addConstr(terms <= most - fixed)
            return
        gives = self.highs.addVariable(lb=0, ub=1)
        for number in given:
            self.highs.addConstr(self.takes[index, number] - gives <= 0)
        self.highs.addConstr(terms + excess * gives <= most - fixed + excess)

    def _apart(self, index: int, number: int, later: list[int]) -> None:
        """No two at once, and rest between."""
        duty = self.duties[number]
        for other in later:
            next_ = self.duties[other]
            if next_.start >= duty.end + REST:
                break
            free = {number, other} & set(self._of(index))
            under = duty.meets(next_) and (duty.gives_way or next_.gives_way)  # gives way to the other by itself
            if free and not under and next_.start != duty.end:
                terms, fixed = self._sum(index, {number: 1, other: 1})
                self.highs.addConstr(terms <= 1 - fixed)

    def _in_one_go(self, index: int, own: list[int]) -> None:
        """No time in one go that is longer than a day: of the pieces of each such stretch, one is free."""
        cuts = sorted({edge for number in own for edge in (self.duties[number].start, self.duties[number].end)})
        places = [_Place(self.duties[number].start, self.duties[number].end, number) for number in own]
        pieces = [[place.number for place in rows] for rows in covering(places, cuts)]
        for first in range(len(pieces)):
            for last in range(first, len(pieces)):
                if not pieces[last]:
                    break
                if cuts[last + 1] - cuts[first] > LONGEST:
                    self._one_free(index, pieces[first : last + 1])
                    break

    def _one_free(self, index: int, pieces: list[list[int]]) -> None:
        given = dict.fromkeys(number for piece in pieces for number in piece if (index, number) in self.takes)
        by_themselves = all(any(number not in given for number in piece) for piece in pieces)
        # Where their own duties alone can be so long, that is their choice: it binds whatever is given beside it.
        for one in given if by_themselves else list(given)[:1]:
            counts: Counter[int] = Counter()
            for piece in pieces:
                known = [number for number in piece if number in self.fixed][:1]
                alone = [one] if by_themselves and one in piece else []
                counts.update(alone or known or piece)
            terms, fixed = self._sum(index, counts)
            self.highs.addConstr(terms <= len(pieces) - 1 - fixed)

    def _share(self) -> None:
        """Pay for each coach's departure from a fair part, and more for the largest."""
        parts = sum(wish.share for wish in self.wishes)
        sharing: list[UUID | None] = [None, *(wish.coach_id for wish in self.wishes)]
        shared = [
            number
            for number, duty in enumerate(self.duties)
            if not duty.gives_way and not duty.beyond and duty.fixed in sharing
        ]
        total = sum(wish.carried.weight for wish in self.wishes) + sum(self.loads[number].weight for number in shared)
        worst = self.highs.addVariable(lb=0, obj=WORST_COSTS)
        for index, wish in enumerate(self.wishes):
            if not wish.share or not parts:
                continue
            fixed = sum(self.loads[number].weight for number in shared if self.duties[number].fixed == wish.coach_id)
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
