"""A fair month: who could take which duty, so that nothing breaks a limit and the load is shared. Pure.

A mixed-integer programme, solved by HiGHS (Huangfu and Hall 2018). A duty is left open rather than given to somebody
who cannot or did not say that they would; people decide: a suggestion counts for nothing until a lead has offered it
and its coach has accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import highspy

from wiseline.rota.allocation import Duty, Wish, may_take
from wiseline.rota.fairness import load_of
from wiseline.rota.foresight import LONGEST, REST

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
