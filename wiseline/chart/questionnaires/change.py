"""Whether a score has changed: by the instrument's own error where it is published, else against oneself. Pure.

Reliable change is Jacobson & Truax 1991, J Consult Clin Psychol 59:12: RC = (x2 - x1) / S_diff, with
S_diff = √2 · SD · √(1 - r); beyond ±1.96 a change is larger than the error of measurement in 95 of 100. Without norms
the last answers are compared with those before, by dealing them anew in every possible way (an exact permutation
test). Weeks that follow each other resemble each other, so that it claims a little too often: words stay careful.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.chart.questionnaires.definition import Norms

CLEAR = 1.96
LAST = 3
"""How many of the latest answers are compared with those before."""
MOST_BEFORE = 9
FEWEST = 8
"""With fewer answers no dealing can be rarer than five in a hundred."""
RARE = 0.05


class Verdict(StrEnum):
    """What can be said of a change."""

    BETTER = "better"
    WORSE = "worse"
    NOT_CLEAR = "not clear"
    TOO_EARLY = "too early"


def difference_error(norms: Norms) -> float:
    """S_diff: the standard error of a difference between two scores of one person."""
    return math.sqrt(2) * norms.sd * math.sqrt(1 - norms.reliability)


def reliable_change(before: float, after: float, norms: Norms) -> float:
    """RC: the difference, in its standard errors."""
    return (after - before) / difference_error(norms)


def band(first: float, norms: Norms) -> tuple[float, float]:
    """Between which scores a change from `first` is not clear."""
    wide = CLEAR * difference_error(norms)
    return first - wide, first + wide


def by_norms(before: float, after: float, norms: Norms, better: Literal["lower", "higher"]) -> Verdict:
    """What the instrument's published error says of a change."""
    change = reliable_change(before, after, norms)
    if abs(change) <= CLEAR:
        return Verdict.NOT_CLEAR
    return Verdict.BETTER if (change < 0) == (better == "lower") else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Within:
    """A person's own answers compared. Between `low` and `high` lies the middle half.

    `chance`: how often a shift at least as large comes of dealing the answers anew.
    """

    verdict: Verdict
    low: float
    high: float
    chance: float | None = None
    before: int = 0  # how many answers the last ones were compared with


def within(values: Sequence[float], better: Literal["lower", "higher"]) -> Within:
    """The last three answers against up to nine before them. Raises ValueError where there is none."""
    low, high = _middle_half(values)
    if len(values) < FEWEST:
        return Within(Verdict.TOO_EARLY, low, high)
    used = list(values[-(LAST + MOST_BEFORE) :])
    last, earlier = used[-LAST:], used[:-LAST]
    shift = statistics.fmean(last) - statistics.fmean(earlier)
    chance = _as_far_by_chance(used, abs(shift))
    if chance > RARE or shift == 0:
        return Within(Verdict.NOT_CLEAR, low, high, chance, len(earlier))
    good = (shift < 0) == (better == "lower")
    return Within(Verdict.BETTER if good else Verdict.WORSE, low, high, chance, len(earlier))


def _as_far_by_chance(used: list[float], shift: float) -> float:
    whole, rest = sum(used), len(used) - LAST
    dealt = [abs(sum(hand) / LAST - (whole - sum(hand)) / rest) for hand in combinations(used, LAST)]
    return sum(far >= shift - 1e-9 for far in dealt) / len(dealt)


def _middle_half(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        raise ValueError("no answers")
    if len(values) == 1:
        return values[0], values[0]
    low, _middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high
