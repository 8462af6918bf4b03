"""Chance, for one person's short and gappy series: what would be seen if nothing were there.

Days are dealt anew in blocks, so that what follows on itself from day to day still does (block permutation; Kunsch 1989
for blocks, Westfall & Young 1993 for the largest of many statistics).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Order = NDArray[np.int64]

BLOCK = 7
"""Days in a block, in the middle."""
SHORTEST, LONGEST = 4, 10
"""Blocks differ in length: with one length only, a weekday would stay a weekday however they are dealt."""


class Association(NamedTuple):
    """Fisher's z of each pair as it was seen (targets, questions) and as it was dealt (ways, targets, questions)."""

    seen: Array
    dealt: Array


def orders(length: int, count: int, rng: np.random.Generator) -> Order:
    """`count` ways to deal `length` days anew, block by block, each forwards or backwards; shape (count, length)."""
    most = length // SHORTEST + 1
    ends = np.minimum(np.cumsum(rng.integers(SHORTEST, LONGEST + 1, size=(count, most)), axis=1), length)
    sizes = np.diff(ends, axis=1, prepend=0)
    dealt = np.argsort(rng.random(sizes.shape), axis=1)
    dealt_sizes = np.take_along_axis(sizes, dealt, axis=1)
    places = np.empty_like(sizes)
    np.put_along_axis(places, dealt, np.cumsum(dealt_sizes, axis=1) - dealt_sizes, axis=1)
    # All blocks of all ways in one row; a day knows its block by its number there.
    block = np.repeat(np.arange(sizes.size), sizes.reshape(-1)).reshape(count, length)
    day = np.arange(length)
    within = day - (ends - sizes).reshape(-1)[block]
    backwards = rng.integers(2, size=sizes.size, dtype=np.int64).astype(bool)[block]
    turned = np.where(backwards, sizes.reshape(-1)[block] - 1 - within, within)
    found = np.empty((count, length), dtype=np.int64)
    first = rng.integers(length, size=(count, 1))
    np.put_along_axis(found, places.reshape(-1)[block] + turned, (day + first) % length, axis=1)
    return found


def associations(targets: NDArray[np.float64], questions: NDArray[np.float64], dealt: Order) -> Association:
    """How each target goes with each question, as it was and for every way of dealing the targets' days anew.

    `targets` (days, targets) and `questions` (days, questions) hold nan where nothing is known; `dealt` (ways, days).
    A target's known days are dealt among its known days: were they dealt over the gaps too, fewer days would meet a
    circumstance than did, and chance would look larger than it is. A target's spread is that of all its known days,
    also where the question is known on fewer.
    """
    ways, shape = len(dealt), (targets.shape[1], questions.shape[1])
    seen = np.zeros(shape, dtype=np.float32)
    chance = np.zeros((ways, *shape), dtype=np.float32)
    for columns, known in _with_the_same_gaps(targets):
        asked = _at_length_one(questions[known])
        values = _at_length_one(targets[known][:, columns])
        scale = np.sqrt(max(len(values) - 3, 0))
        # The known days, numbered through, in the order in which each way deals them.
        numbers = np.cumsum(known) - 1
        order = numbers[dealt[known[dealt]]].reshape(ways, len(values))
        moved = values.T[:, order].transpose(1, 0, 2)
        seen[columns] = _z(values.T @ asked) * scale
        chance[:, columns] = _z(moved @ asked) * scale
    return Association(seen, chance)


def _with_the_same_gaps(targets: NDArray[np.float64]) -> Iterator[tuple[list[int], NDArray[np.bool_]]]:
    """The columns whose days are known alike, and which days these are."""
    groups: dict[bytes, list[int]] = {}
    known = ~np.isnan(targets)
    for column in range(targets.shape[1]):
        groups.setdefault(known[:, column].tobytes(), []).append(column)
    for columns in groups.values():
        yield columns, known[:, columns[0]]


def _at_length_one(values: NDArray[np.float64]) -> Array:
    """Each column about its own mean and scaled to length one; 0 where it is not known or never changes."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    about = np.where(known, values - np.where(known, values, 0).sum(axis=0) / count, 0)
    size = np.sqrt((about**2).sum(axis=0))
    return np.asarray(np.where(size > 1e-6, about / np.maximum(size, 1e-6), 0), dtype=np.float32)


def _z(r: Array) -> Array:
    return np.asarray(np.arctanh(np.clip(r, -0.999, 0.999)), dtype=np.float32)


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

    `values` (days) or (days, series): several series of one person are taken together, each at its own scale; one by
    itself says little in a few weeks. Source of the correction: Marriott & Pope 1954, (1 + 3 r) / n.
    """
    series = values.reshape(len(values), -1)
    known = (~np.isnan(series)).any(axis=0)
    centred = series[:, known] - np.nanmean(series[:, known], axis=0)
    spread = np.sqrt(np.nanmean(centred**2, axis=0))
    scaled = centred[:, spread > 1e-9] / spread[spread > 1e-9]
    products = scaled[1:] * scaled[:-1]
    n = int((~np.isnan(products)).sum())
    if n < 8:
        return 0.0
    r = float(np.nansum(products)) / n
    return float(min(0.9, max(0.0, r + (1 + 3 * r) * scaled.shape[1] / n)))


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

    Both have shape (days,). Drawn differences spread too little in short series; they are stretched about what was
    seen by how much Student's t is wider than a normal, and by what blocks do not show of what is carried over.
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
    if not drawn.size:
        return float("nan"), float("nan")
    effect = float(np.nanmean(one) - np.nanmean(other))
    low, high = np.quantile(drawn, [0.025, 0.975])
    wider = stretch(one, other)
    return min(effect, effect - wider * (effect - float(low))), max(effect, effect + wider * (float(high) - effect))


def stretch(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The factor by which the interval of a difference of two means is widened (at least 1)."""
    fewest = min(int((~np.isnan(one)).sum()), int((~np.isnan(other)).sum()))
    own = np.where(np.isnan(one), other - np.nanmean(other), one - np.nanmean(one))
    return float(np.sqrt(fewest / max(fewest - 1, 1)) * student(fewest - 1) / 1.96 * lost_in_blocks(carried_over(own)))


def student(freedom: int) -> float:
    """Student's t that leaves 2.5 % above it, to 0.01 from 4 degrees of freedom on (Abramowitz & Stegun 26.7.5)."""
    z, v = 1.959964, max(freedom, 4)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
