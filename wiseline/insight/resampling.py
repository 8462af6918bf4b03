"""Chance, for one person's short and gappy series: what would be seen if nothing were there.

Days are dealt anew in blocks, so that what follows on itself from day to day still does (block permutation; Kunsch 1989
for blocks, Westfall & Young 1993 for the largest of many statistics).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Order = NDArray[np.int64]

BLOCK = 7
"""Days in a block, in the middle."""
SHORTEST, LONGEST = 5, 9
"""Blocks differ in length: with one length only, a weekday would stay a weekday however they are dealt."""


class Association(NamedTuple):
    """Fisher's z of each pair, and over how many days; shapes (..., targets, questions)."""

    z: Array
    n: Array


def orders(length: int, count: int, rng: np.random.Generator) -> Order:
    """`count` ways to deal `length` days anew, block by block; shape (count, length)."""
    found = np.empty((count, length), dtype=np.int64)
    most = length // SHORTEST + 1
    lengths = rng.integers(SHORTEST, LONGEST + 1, size=(count, most))
    for row in range(count):
        turned = np.roll(np.arange(length), int(rng.integers(length)))
        cuts = np.cumsum(lengths[row])
        blocks = np.split(turned, cuts[cuts < length])
        dealt = np.concatenate([blocks[place] for place in rng.permutation(len(blocks))])
        found[row] = dealt[::-1] if rng.integers(2) else dealt
    return found


def associations(targets: Array, questions: Array, dealt: Order) -> Association:
    """How each target goes with each question, for every way of dealing the targets' days anew.

    `targets` (days, targets) and `questions` (days, questions) hold nan where nothing is known; a pair is looked at
    over the days on which both are known. `dealt` (ways, days). All ways at once: sums over days are matrix products.
    """
    known = ~np.isnan(targets)
    values = np.where(known, targets, 0.0).astype(np.float32)
    sides = np.stack([known.astype(np.float32), values, values * values])  # 3, days, targets
    asked = ~np.isnan(questions)
    given = np.where(asked, questions, 0.0).astype(np.float32)
    ways, length = dealt.shape
    many = sides[:, dealt, :].transpose(0, 1, 3, 2).reshape(-1, length)  # 3 * ways * targets, days
    columns = np.concatenate([asked.astype(np.float32), given, given * given], axis=1)
    sums = (many @ columns).reshape(3, ways, targets.shape[1], 3, questions.shape[1])
    n = np.maximum(sums[0, :, :, 0], 1)
    mean_y, mean_x = sums[1, :, :, 0] / n, sums[0, :, :, 1] / n
    var_y = sums[2, :, :, 0] / n - mean_y**2
    var_x = sums[0, :, :, 2] / n - mean_x**2
    both = np.sqrt(np.maximum(var_y, 0) * np.maximum(var_x, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.where(both > 1e-6, (sums[1, :, :, 1] / n - mean_y * mean_x) / both, 0.0)
    z = np.arctanh(np.clip(r, -0.999, 0.999)) * np.sqrt(np.maximum(n - 3, 0))
    return Association(z.astype(np.float32), n)


def without_trend(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The series (days) with its straight line taken away; nan stays nan."""
    known = ~np.isnan(values)
    if known.sum() < 3:
        return values
    days = np.arange(len(values), dtype=np.float64)
    slope, start = np.polyfit(days[known], values[known], 1)
    return np.asarray(values - (start + slope * days), dtype=np.float64)


def carried_over(values: NDArray[np.float64]) -> float:
    """How much of one day is left on the next (lag-1 autocorrelation, 0 to 0.9), corrected for short series.

    Source of the correction: Marriott & Pope 1954, (1 + 3 r) / n.
    """
    centred = values - np.nanmean(values)
    pairs = ~np.isnan(centred[1:]) & ~np.isnan(centred[:-1])
    n = int(pairs.sum())
    spread = float(np.nanmean(centred**2))
    if n < 8 or spread == 0:
        return 0.0
    r = float(np.mean(centred[1:][pairs] * centred[:-1][pairs])) / spread
    return min(0.9, max(0.0, r + (1 + 3 * r) / n))


def lost_in_blocks(carried: float) -> float:
    """By how much chance trends are larger than dealing blocks shows, as a factor of the statistic (at least 1)."""
    if carried <= 0:
        return 1.0
    whole = (1 + carried) / (1 - carried)
    steps = np.arange(1, BLOCK)
    shown = 1 + 2 * float(np.sum((1 - steps / BLOCK) * carried**steps))
    return float(np.sqrt(max(1.0, whole / shown)))


def interval(
    one: NDArray[np.float64], other: NDArray[np.float64], rng: np.random.Generator, count: int = 400
) -> tuple[float, float]:
    """The 95 % interval of the difference of two means over the same days (nan: not that day), by drawing blocks.

    Both have shape (days,). The basic bootstrap would leave the scale; percentiles do not.
    """
    length = len(one)
    blocks = -(-length // BLOCK)
    starts = rng.integers(length, size=(count, blocks, 1))
    days = ((starts + np.arange(BLOCK)) % length).reshape(count, -1)[:, :length]

    def means(values: NDArray[np.float64]) -> NDArray[np.float64]:
        drawn = values[days]
        known = ~np.isnan(drawn)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(known, drawn, 0).sum(axis=1) / known.sum(axis=1))

    drawn = means(one) - means(other)
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.quantile(drawn, [0.025, 0.975]) if drawn.size else (np.nan, np.nan)
    return float(low), float(high)
