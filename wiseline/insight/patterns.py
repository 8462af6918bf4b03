"""What goes with what, for one person: asked of everything at once, and claimed only where chance would rarely do it.

Every question of a person belongs to one family: over all of them together, somebody without any pattern is shown one
in at most 5 of 100 cases (`make eval` measures it). Association is all that is found; nothing here says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wiseline.insight.days import FEWEST_DAYS, FEWEST_EACH
from wiseline.insight.moments import parts_of_day, skills
from wiseline.insight.resampling import associations, carried_over, interval, lost_in_blocks, orders, without_trend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wiseline.insight.days import Circumstance, Days

LAGS = (0, 1, 2)
LAG_WEIGHTS = (1.0, 1.0, 0.85)
"""A rise two days later is asked for too, with less faith: a weighted family, decided before looking."""
ALL = 0.05
FOR_SKILLS = 0.012
FOR_PARTS = 0.006
BOTH_WAYS = 0.95
"""What is asked in both directions is asked with less faith."""
OF_TIME = 1.0
"""The weekend and the trend: one question each a target, beside dozens about circumstances."""
WAYS = 999
SEED = 20261124


class Kind(StrEnum):
    """What was asked."""

    PRECEDES = "precedes"
    WEEKEND = "weekend"
    TREND = "trend"
    SKILL = "skill"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something that was seen more often than chance would have it.

    `times` of `out_of`: on how many of the days with it the target was above (or below, where not `higher`) the usual
    of the days without. `effect`: the difference of the means in points of the scale (0-5; for a skill 0-100), with
    its 95 % interval. `p`: how often chance alone, over everything that was asked, does as much. `days` and `others`:
    the days (for a skill the uses) behind it, and those that it was compared with.
    """

    kind: Kind
    target: str
    of: str
    lag: int
    higher: bool
    times: int
    out_of: int
    effect: float
    low: float
    high: float
    p: float
    days: tuple[int, ...]
    others: tuple[int, ...]


class _Question(NamedTuple):
    """A column that every target is held against."""

    kind: Kind
    of: str
    lag: int
    values: NDArray[np.float64]
    exposed: NDArray[np.bool_]
    unexposed: NDArray[np.bool_]
    weight: float
    both_ways: bool


def find_patterns(days: Days) -> list[Pattern]:
    """All that can be claimed, the strongest first. The same days give the same answer."""
    rng = np.random.default_rng(SEED)
    share = ALL
    found = []
    if days.uses and (said := skills(days.uses, rng)) is not None:
        share -= FOR_SKILLS
        found += _told_apart([Pattern(Kind.SKILL, *row) for row in said], FOR_SKILLS)
    if days.moments and (parts := parts_of_day(days.moments, rng)) is not None:
        share -= FOR_PARTS
        found += [Pattern(Kind.PART, *row) for row in parts if row[-3] <= FOR_PARTS]
    found += _of_days(days, share, rng)
    return sorted(found, key=lambda each: (each.p, -abs(each.effect)))


def _told_apart(asked: list[Pattern], share: float) -> list[Pattern]:
    """The skills that can be claimed, each once; at one strength, where it is seen at that one and not at the other."""
    found = []
    for skill in dict.fromkeys(row.of for row in asked):
        whole = [row for row in asked if row.of == skill and not row.target and row.p <= share]
        apart = [row for row in asked if row.of == skill and row.target]
        seen = [row for row in apart if row.p <= share]
        found += seen if len(seen) == 1 and len(apart) == 2 else whole or seen[:1]
    return found


def _of_days(days: Days, share: float, rng: np.random.Generator) -> list[Pattern]:
    targets = {name: values for name, values in days.targets.items() if (~np.isnan(values)).sum() >= FEWEST_DAYS}
    if not targets:
        return []
    raw = np.stack(list(targets.values()), axis=1)
    level = np.stack([without_trend(values) for values in targets.values()], axis=1)
    questions = _questions(days)
    usable = np.array([[_usable(question, values) for question in questions] for values in level.T])
    asked, chance = _asked(raw, level, questions, orders(days.length, WAYS, rng))
    p = _step_down(np.where(np.pad(usable, ((0, 0), (0, 1)), constant_values=True), asked.strength, -np.inf), chance)
    found = []
    for index, name in enumerate(targets):
        found += _claimed(questions, name, level[:, index], p[index, :-1], asked.strength[index, :-1], share, rng)
        if p[index, -1] <= share:
            found.append(_trend(name, raw[:, index], float(asked.trend[index]), float(p[index, -1]), rng))
    return found


class _Asked(NamedTuple):
    """What was seen. `strength` (targets, questions, the trend last); `trend` (targets), above 0 where it rises."""

    strength: NDArray[np.float32]
    trend: NDArray[np.float32]


def _asked(
    raw: NDArray[np.float64], level: NDArray[np.float64], questions: list[_Question], dealt: NDArray[np.int64]
) -> tuple[_Asked, NDArray[np.float32]]:
    """What was seen, and what chance makes of it (ways, targets, questions and the trend).

    Chance trends are those of the series without their trend: dealt with it, a real one would hide behind itself.
    """
    columns = np.stack([question.values for question in questions], axis=1)
    line = np.linspace(-1, 1, len(raw))[:, None]
    seen, chance = associations(level, np.concatenate([columns, line], axis=1), dealt)
    carried = carried_over(level)
    theirs = np.array([lost_in_blocks(carried * carried_over(values)) for values in columns.T], dtype=np.float32)
    seen[:, :-1] /= theirs
    trend = associations(raw, line, dealt[:0]).seen[:, 0] / np.float32(lost_in_blocks(carried))
    # What is carried over lets trends go further than anything else; at their own measure they do not outshout it.
    spread = max(1.0, float(np.sqrt(np.mean(chance[:, :, -1] ** 2))))
    seen[:, -1] = trend
    weight = np.array([*(question.weight for question in questions), OF_TIME / spread], dtype=np.float32)
    both = np.array([*(question.both_ways for question in questions), True])
    strength, by_chance = (np.where(both, np.abs(z) * BOTH_WAYS, z) * weight for z in (seen, chance))
    return _Asked(strength, trend), by_chance


def _step_down(strength: NDArray[np.float32], chance: NDArray[np.float32]) -> NDArray[np.float64]:
    """How often the largest of all that was asked is as large by chance; what is found is not asked again.

    Step-down maxT, Westfall & Young 1993, algorithm 4.1. -inf was not asked and gets 1.
    """
    flat, ways = strength.reshape(-1), len(chance)
    order = np.argsort(-flat, kind="stable")
    order = order[np.isfinite(flat[order])]
    found = np.ones(flat.size)
    if order.size:
        dealt = chance.reshape(ways, -1)[:, order]
        largest = np.maximum.accumulate(dealt[:, ::-1], axis=1)[:, ::-1]
        found[order] = np.maximum.accumulate((1 + (largest >= flat[order]).sum(axis=0)) / (1 + ways))
    return found.reshape(strength.shape)


def _questions(days: Days) -> list[_Question]:
    weekday = (np.arange(days.length) + days.first.weekday()) % 7
    weekend = weekday >= 5
    asked = [_Question(Kind.WEEKEND, "weekend", 0, weekend.astype(float), weekend, ~weekend, OF_TIME, True)]
    for name, circumstance in days.circumstances.items():
        for lag, weight in zip(LAGS, LAG_WEIGHTS, strict=True):
            asked.append(_lagged(name, circumstance, lag, weight))
    return asked


def _lagged(name: str, circumstance: Circumstance, lag: int, weight: float) -> _Question:
    ranks = _ranked(-circumstance.values if circumstance.less else circumstance.values)
    values = (ranks + np.where(np.isnan(ranks), np.nan, circumstance.exposed)) / 2
    shifted = np.full(len(values), np.nan)
    exposed, unexposed = np.zeros(len(values), dtype=bool), np.zeros(len(values), dtype=bool)
    end = len(values) - lag
    shifted[lag:], exposed[lag:], unexposed[lag:] = (
        values[:end],
        circumstance.exposed[:end],
        circumstance.unexposed[:end],
    )
    return _Question(Kind.PRECEDES, name, lag, shifted, exposed, unexposed, weight, circumstance.both_ways)


def _ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts by their rank (0 to 1): one very long night does not decide; yes and no stay apart as they are."""
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    if known.any():
        _levels, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        found[known] = middle[place] / max(1, known.sum() - 1)
    return found


def _usable(question: _Question, values: NDArray[np.float64]) -> bool:
    known = ~np.isnan(values)
    counts = (known & question.exposed).sum(), (known & question.unexposed).sum()
    return bool(min(counts) >= FEWEST_EACH)


def _claimed(  # noqa: PLR0917
    questions: list[_Question],
    name: str,
    values: NDArray[np.float64],
    p: NDArray[np.float64],
    strength: NDArray[np.float32],
    share: float,
    rng: np.random.Generator,
) -> list[Pattern]:
    """The strongest lag of each circumstance, where chance rarely does as much."""
    best: dict[str, int] = {}
    for place, question in enumerate(questions):
        if p[place] <= share and (question.of not in best or strength[place] > strength[best[question.of]]):
            best[question.of] = place
    return [_pattern(questions[place], name, values, float(p[place]), rng) for place in best.values()]


def _pattern(
    question: _Question, name: str, values: NDArray[np.float64], p: float, rng: np.random.Generator
) -> Pattern:
    known = ~np.isnan(values)
    with_it, without = known & question.exposed, known & question.unexposed
    effect = float(values[with_it].mean() - values[without].mean())
    usual = float(np.median(values[without]))
    higher = effect > 0
    beyond = values[with_it] > usual if higher else values[with_it] < usual
    low, high = interval(np.where(with_it, values, np.nan), np.where(without, values, np.nan), rng)
    return Pattern(
        kind=question.kind,
        target=name,
        of=question.of,
        lag=question.lag,
        higher=higher,
        times=int(beyond.sum()),
        out_of=int(with_it.sum()),
        effect=effect,
        low=low,
        high=high,
        p=p,
        days=tuple(np.flatnonzero(with_it).tolist()),
        others=tuple(np.flatnonzero(without).tolist()),
    )


def _trend(name: str, values: NDArray[np.float64], z: float, p: float, rng: np.random.Generator) -> Pattern:
    half = len(values) // 2
    early, late = np.full(len(values), np.nan), np.full(len(values), np.nan)
    early[:half], late[half:] = values[:half], values[half:]
    known_early, known_late = early[~np.isnan(early)], late[~np.isnan(late)]
    effect = float(known_late.mean() - known_early.mean())
    usual = float(np.median(known_early))
    beyond = known_late > usual if z > 0 else known_late < usual
    low, high = interval(late, early, rng)
    return Pattern(
        kind=Kind.TREND,
        target=name,
        of="",
        lag=0,
        higher=z > 0,
        times=int(beyond.sum()),
        out_of=len(known_late),
        effect=effect,
        low=low,
        high=high,
        p=p,
        days=tuple(np.flatnonzero(~np.isnan(late)).tolist()),
        others=tuple(np.flatnonzero(~np.isnan(early)).tolist()),
    )
