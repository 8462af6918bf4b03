"""How sure a share, a difference of shares, a ratio of counts or a median is, for one person's few entries. Pure.

Entries of one day resemble each other; taken as independent they would seem surer than they are. So shares are counted
by day, and weighed by how much days differ (design effect, Kish 1965; effective sample size in Wilson's interval and
Student's t for few days, Korn & Graubard 1998).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from wiseline.insight.resampling import student

if TYPE_CHECKING:
    from collections.abc import Sequence


class Share(NamedTuple):
    """So many of so many, with a 95 % interval of the share (0 to 1)."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share that was seen."""
        return self.hits / self.of


class Between(NamedTuple):
    """A value with its 95 % interval; `high` may be infinite."""

    value: float
    low: float
    high: float


def wilson(share: float, count: float, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a share that was seen in `count` independent ones (Wilson 1927)."""
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def share_of(days: Sequence[tuple[int, int]]) -> Share | None:
    """The share over days, each with (hits, of). None where nothing was counted."""
    counted = [(hits, of) for hits, of in days if of]
    total, number = sum(of for _hits, of in counted), len(counted)
    if not total:
        return None
    hits = sum(each for each, _of in counted)
    share = hits / total
    low, high = wilson(share, _effective(counted, share, total), student(number - 1))
    return Share(hits, total, low, high)


def _effective(days: list[tuple[int, int]], share: float, total: int) -> float:
    """As how many independent entries they count: between one a day and all."""
    number = len(days)
    plain = share * (1 - share) / total
    if number < 2 or not plain:
        return float(number)
    seen = sum((hits - share * of) ** 2 for hits, of in days) * number / (number - 1) / total**2
    return min(float(total), max(1.0, total * plain / seen)) if seen else float(total)


def difference(early: Share, late: Share) -> Between:
    """By how much the share has risen (Newcombe 1998, method 10)."""
    value = late.value - early.value
    down = math.hypot(late.value - late.low, early.high - early.value)
    up = math.hypot(late.high - late.value, early.value - early.low)
    return Between(value, value - down, value + up)


def per(counts: int, successes: int) -> Between | None:
    """How many of one there were for one of the other, both counted over the same time; None without a success.

    Given their sum, the counts of two Poisson processes are a share (Przyborowski & Wilenski 1940); its interval is
    turned into one of the ratio.
    """
    if not successes:
        return None
    low, high = wilson(counts / (counts + successes), counts + successes)
    return Between(counts / successes, low / (1 - low), high / (1 - high) if high < 1 else math.inf)


def median(values: Sequence[float]) -> Between | None:
    """The median, with the interval that the order of the values gives (95 % at least); None where there is none.

    Under six values no interval of two of them is so sure: then it reaches to infinity.
    """
    ordered, number = sorted(values), len(values)
    if not number:
        return None
    half = number // 2
    middle = ordered[half] if number % 2 else (ordered[half - 1] + ordered[half]) / 2
    below, rank = 0.0, 0  # P(fewer than `rank` + 1 of the values lie below the true median)
    while (below := below + math.comb(number, rank) / 2**number) <= 0.025:
        rank += 1
    if not rank:
        return Between(middle, 0.0, math.inf)
    return Between(middle, ordered[rank - 1], ordered[number - rank])
