"""Clients who never were: without any pattern, and with one. All that is assumed about them stands here.

A target lies between 0 and 5 in whole steps, its person's spread within is about one point, and what is left of one day
on the next is `carried`. 30 of 100 days are not filled, for some people in runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wiseline.insight.days import Circumstance, Days, Moment, Use

FIRST = date(2026, 1, 1)
TARGETS = ("urge.self_harm", "urge.suicide", "misery", "shame")
MISSING = 0.3
PARTS = ("morning", "afternoon", "evening", "night")


@dataclass(frozen=True)
class Sort:
    """A sort of client: how much of a day is left on the next, how days are missed, how high the level is."""

    name: str
    carried: float
    in_runs: bool
    level: float


SORTS = (
    Sort("each day by itself", 0.0, False, 2.0),
    Sort("a little is left", 0.3, False, 2.0),
    Sort("a lot is left", 0.6, False, 2.0),
    Sort("a lot is left, missed in runs", 0.6, True, 2.5),
    Sort("mostly zero", 0.4, False, 0.6),
    Sort("a row of weeks ends, missed in runs", 0.3, True, 1.5),
)


def chain(length: int, carried: float, rng: np.random.Generator, how_many: int = 1) -> NDArray[np.float64]:
    """Series of spread 1 in which `carried` is left from day to day; shape (length, how_many)."""
    found = np.empty((length, how_many))
    found[0] = rng.normal(size=how_many)
    for day in range(1, length):
        found[day] = carried * found[day - 1] + np.sqrt(1 - carried**2) * rng.normal(size=how_many)
    return found


def missed(length: int, sort: Sort, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The days that were not filled."""
    if not sort.in_runs:
        return rng.random(length) < MISSING
    return chain(length, 0.75, rng)[:, 0] < -0.524  # 30 of 100 of a normal


def without_pattern(sort: Sort, length: int, rng: np.random.Generator) -> Days:
    """Somebody of this sort in whom nothing goes with anything; targets rise and fall together, as feelings do."""
    shared, own = chain(length, sort.carried, rng), chain(length, sort.carried, rng, len(TARGETS))
    level = np.clip(np.round(sort.level + 0.6 * shared + 0.8 * own), 0, 5)
    gone = missed(length, sort, rng)
    level[gone] = np.nan
    days = Days(
        first=FIRST + timedelta(days=int(rng.integers(7))),
        targets={name: level[:, index] for index, name in enumerate(TARGETS)},
        circumstances=_circumstances(length, sort.carried, gone, rng),
        uses=_uses(rng),
        moments=_moments(length, rng) if rng.random() < 0.5 else (),
    )
    return days


def _circumstances(
    length: int, carried: float, gone: NDArray[np.bool_], rng: np.random.Generator
) -> dict[str, Circumstance]:
    waves = chain(length, carried, rng, 8)

    def yes(index: int, share: float, known: bool = True) -> Circumstance:
        values = (waves[:, index] > np.quantile(waves[:, index], 1 - share)).astype(float)
        if known:
            values[gone] = np.nan
        return Circumstance(values)

    sleep = np.round((7 + 1.3 * waves[:, 0]) * 4) * 15
    sleep[gone] = np.nan
    drinks = np.clip(np.round(2 * waves[:, 1]), 0, 9)
    drinks[gone] = np.nan
    return {
        "sleep": Circumstance(sleep, less=True),
        "alcohol": Circumstance(drinks),
        "conflict": yes(2, 0.3),
        "drugs": yes(3, 0.2),
        "no_medication": yes(4, 0.2),
        "no_skill": yes(5, 0.35, known=False),
        "failed_skill": yes(6, 0.2, known=False),
        "own.1": replace(yes(7, 0.4), both_ways=True),
    }


def _uses(rng: np.random.Generator) -> tuple[Use, ...]:
    """Uses after which distress is, on the whole, what it was."""
    found = []
    for skill in ("paced-breathing", "check-the-facts", "distract-accepts"):
        for _use in range(int(rng.integers(0, 12))):
            before = int(np.clip(rng.normal(60, 18), 5, 95))
            found.append(Use(skill, before, int(np.clip(round(before + rng.normal(0, 15)), 0, 100))))
    return tuple(found)


def _moments(length: int, rng: np.random.Generator) -> tuple[Moment, ...]:
    found = []
    for day in range(length):
        if rng.random() < 0.4:
            base = rng.normal(2, 1)
            for part in rng.choice(PARTS, size=int(rng.integers(2, 4)), replace=False):
                value = float(np.clip(np.round(base + rng.normal(0, 0.8)), 0, 5))
                found.append(Moment("misery", value, day, part))
    return tuple(found)


@dataclass(frozen=True)
class Planted:
    """What was put into a client: of which kind, at which target, by what, and how many days later."""

    name: str
    kind: str
    target: str
    of: str
    lag: int = 0


PLANTED = (
    Planted("short sleep, a harder day", "precedes", "misery", "sleep"),
    Planted("drinking, more shame the day after", "precedes", "shame", "alcohol", 1),
    Planted("conflict, a stronger urge that day", "precedes", "urge.self_harm", "conflict"),
    Planted("conflict, a harder day after", "precedes", "misery", "conflict", 1),
    Planted("a skill that did not help, a stronger urge", "precedes", "urge.self_harm", "failed_skill"),
    Planted("no skill, a stronger urge two days later", "precedes", "urge.self_harm", "no_skill", 2),
    Planted("weekends are harder", "weekend", "misery", "weekend"),
    Planted("the urge falls over the weeks", "trend", "urge.self_harm", ""),
    Planted("distress falls after a skill", "skill", "", "paced-breathing"),
    Planted("evenings are harder", "part", "misery", "evening"),
)


def with_pattern(planted: Planted, size: float, length: int, rng: np.random.Generator) -> Days:
    """Somebody with one pattern of `size` points of 5 (for a skill: ten times as many points of 100)."""
    sort = Sort("planted", 0.3, False, 1.4)
    days = without_pattern(sort, length, rng)
    if planted.kind == "skill":
        own = [
            Use(planted.of, 70, int(np.clip(round(70 - 10 * size + rng.normal(0, 15)), 0, 100))) for _use in range(10)
        ]
        return replace(days, uses=(*[use for use in days.uses if use.skill != planted.of], *own))
    if planted.kind == "part":
        moments = tuple(
            replace(row, value=float(min(5, row.value + size))) if row.part == planted.of else row
            for row in _moments(length, rng)
        )
        return replace(days, moments=moments)
    targets = dict(days.targets)
    targets[planted.target] = np.clip(targets[planted.target] + size * _pushed(planted, days), 0, 5)
    return replace(days, targets=targets)


def _pushed(planted: Planted, days: Days) -> NDArray[np.float64]:
    """Where the pattern lifts the target: 1, elsewhere 0. The days that nobody filled have their circumstances too."""
    if planted.kind == "weekend":
        return ((np.arange(days.length) + days.first.weekday()) % 7 >= 5).astype(float)
    if planted.kind == "trend":
        return np.round(np.linspace(1.5, -0.5, days.length), 2)  # from one end to the other: twice the size
    exposed = days.circumstances[planted.of].exposed.astype(float)
    return np.concatenate([np.zeros(planted.lag), exposed[: days.length - planted.lag]])
