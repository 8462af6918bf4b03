"""The course of one rating: its level, how much it jumps from day to day, and whether it has changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wiseline.insight.days import FEWEST_DAYS
from wiseline.insight.resampling import interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Series = NDArray[np.float64]

FEWEST_PAIRS = 5
SPAN = 28
"""Days at either end that are compared; half of the series where it is shorter."""


@dataclass(frozen=True, slots=True)
class Course:
    """`level`: mean of the known days. `jumps`: RMSSD. `change`: last weeks against first, with its 95 % interval.

    None where there are too few days to say it.
    """

    known: int
    length: int
    level: float | None
    jumps: float | None
    change: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def changed(self) -> bool:
        """Whether the interval leaves out 'no change'."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def rmssd(values: Series) -> float | None:
    """Root mean square of successive differences (von Neumann 1941; Jahng, Wood & Trull 2008), in points of the scale.

    Only pairs of days that follow each other count: a gap is no step. None under five pairs.
    """
    steps = np.diff(values)
    steps = steps[~np.isnan(steps)]
    return float(np.sqrt(np.mean(steps**2))) if steps.size >= FEWEST_PAIRS else None


def course(values: Series, seed: int = 1) -> Course:
    """The course of a series with one value a day, nan where nothing was filled."""
    known = int((~np.isnan(values)).sum())
    length = len(values)
    if known == 0:
        return Course(0, length, None, None)
    level, jumps = float(np.nanmean(values)), rmssd(values)
    if known < FEWEST_DAYS:
        return Course(known, length, level, jumps)
    span = min(SPAN, length // 2)
    late, early = np.full(length, np.nan), np.full(length, np.nan)
    early[:span], late[-span:] = values[:span], values[-span:]
    if min((~np.isnan(early)).sum(), (~np.isnan(late)).sum()) < FEWEST_PAIRS:
        return Course(known, length, level, jumps)
    low, high = interval(late, early, np.random.default_rng(seed))
    return Course(known, length, level, jumps, float(np.nanmean(late) - np.nanmean(early)), low, high)
