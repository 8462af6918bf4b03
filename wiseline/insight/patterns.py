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
FOR_SKILLS = 0.008
FOR_PARTS = 0.004
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
    trend = np.linspace(-1, 1, days.length)[:, None]
    dealt = np.concatenate([np.arange(days.length)[None], orders(days.length, WAYS, rng)])
    columns = np.stack([question.values for question in questions], axis=1)
    seen = associations(level.astype(np.float32), columns.astype(np.float32), dealt).z
    seen = seen * np.array([question.weight for question in questions], dtype=np.float32)
    both_ways = np.array([question.both_ways for question in questions])
    seen = np.where(both_ways, np.abs(seen) * 0.95, seen)
    usable = np.array([[_usable(question, level[:, index]) for question in questions] for index in range(len(targets))])
    seen = np.where(usable[None], seen, -np.inf)
    seen[0] /= _longer(level, columns)
    over_time = associations(raw.astype(np.float32), trend.astype(np.float32), dealt).z[:, :, 0]
    over_time[0] /= np.array([lost_in_blocks(carried_over(values)) for values in level.T], dtype=np.float32)
    rising = np.abs(over_time) * 0.95
    largest = np.maximum(seen[1:].max(axis=(1, 2)), rising[1:].max(axis=1))
    found = []
    for index, name in enumerate(targets):
        found += _claimed(questions, name, level[:, index], seen[0, index], largest, share, rng)
        p = _adjusted(float(rising[0, index]), largest)
        if p <= share:
            found.append(_trend(name, raw[:, index], float(over_time[0, index]), p, rng))
    return found


def _longer(targets: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much chance goes further than dealt blocks show, for each pair: what both carry over multiplies."""
    own = [carried_over(values) for values in targets.T]
    theirs = [carried_over(values) for values in columns.T]
    return np.array([[lost_in_blocks(one * other) for other in theirs] for one in own])


def _questions(days: Days) -> list[_Question]:
    weekday = (np.arange(days.length) + days.first.weekday()) % 7
    weekend = weekday >= 5
    asked = [_Question(Kind.WEEKEND, "weekend", 0, weekend.astype(float), weekend, ~weekend, 1.0, True)]
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


def _adjusted(statistic: float, largest: NDArray[np.float32]) -> float:
    """How often the largest of all, by chance, is as large."""
    return float((1 + (largest >= statistic).sum()) / (1 + len(largest)))


def _claimed(  # noqa: PLR0917
    questions: list[_Question],
    name: str,
    values: NDArray[np.float64],
    seen: NDArray[np.float32],
    largest: NDArray[np.float32],
    share: float,
    rng: np.random.Generator,
) -> list[Pattern]:
    """The strongest lag of each circumstance, where chance rarely does as much."""
    best: dict[str, int] = {}
    for place, question in enumerate(questions):
        if question.of not in best or seen[place] > seen[best[question.of]]:
            best[question.of] = place
    found = []
    for place in best.values():
        p = _adjusted(float(seen[place]), largest)
        if np.isfinite(seen[place]) and p <= share:
            found.append(_pattern(questions[place], name, values, p, rng))
    return found


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
