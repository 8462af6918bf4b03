"""Two questions that are asked of moments rather than days: what follows a skill, and which part of the day is hard.

Rows come as the fields of a `Pattern` after its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wiseline.insight.resampling import student

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from wiseline.insight.days import Moment, Use

    Row = tuple[str, str, int, bool, int, int, float, float, float, float, tuple[int, ...], tuple[int, ...]]

FEWEST_USES = 6
STRONG = 70
"""Distress from which on a moment counts as very strong (a convention of about the skills-breakdown point)."""
FEWEST_MOMENTS = 12
FEWEST_DAYS_OF_A_PART = 6
WAYS = 1999
FEWEST_WAYS = 499
ALIKE = 10
"""How many uses' worth one person's scatter over all skills counts for, beside that of the skill itself."""


def skills(uses: Sequence[Use], rng: np.random.Generator) -> list[Row] | None:
    """After which skills distress was lower than before: sign flips, the largest of all skills. None: nothing to ask.

    Asked over all moments of a skill first; over very strong and less strong ones by themselves where there are enough,
    and never with a smaller p than the skill as a whole: so asking costs the skills nothing.
    """
    groups = _groups(uses)
    if not groups:
        return None
    falls = np.array([use.before - use.after for use in uses], dtype=np.float64)
    member = np.zeros((len(groups), len(uses)))
    for index, rows in enumerate(groups.values()):
        member[index, rows] = 1
    flips = rng.choice([-1.0, 1.0], size=(WAYS, len(uses)))
    names = {use.skill: place for place, use in enumerate(uses)}
    whole = np.array([[use.skill == name for use in uses] for name in names], dtype=np.float64)
    seen = _falls(falls[None], member, whole)[0]
    chance = _falls(flips * falls, member, whole)
    first = np.array([not at for _skill, at in groups])
    p: dict[tuple[str, str], float] = {}
    for index, (skill, at) in enumerate(groups):
        largest = (chance[:, ~first] if at else chance[:, first]).max(axis=1)
        own = float((1 + (largest >= seen[index] - 1e-9).sum()) / (1 + WAYS))
        p[skill, at] = max(own, p[skill, ""]) if at else own
    return [_skill(key, falls[rows], rows, p[key], rng) for key, rows in groups.items()]


def _groups(uses: Sequence[Use]) -> dict[tuple[str, str], list[int]]:
    """The uses of each skill, and at each strength; a share that is all of it says nothing of its own."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, use in enumerate(uses):
        for at in ("", "strong" if use.before >= STRONG else "less"):
            groups.setdefault((use.skill, at), []).append(place)
    groups = {key: rows for key, rows in groups.items() if len(rows) >= FEWEST_USES}
    return {key: rows for key, rows in groups.items() if not key[1] or len(rows) < len(groups[key[0], ""])}


def _falls(falls: NDArray[np.float64], member: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Student's t of the mean fall of each group, for each row of `falls` (ways, uses); shape (ways, groups).

    The scatter of ten uses is itself known badly; it is held beside that of all the person's uses about their skill's
    own mean (moderated t, Smyth 2004, with a fixed weight).
    """

    def scatter(groups: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((falls**2) @ groups.T - (falls @ groups.T) ** 2 / groups.sum(axis=1))

    free = max(1.0, float(whole.sum() - len(whole)))
    usual = scatter(whole).sum(axis=1, keepdims=True) / free
    count = member.sum(axis=1)
    prior = min(float(ALIKE), free)
    spread = (prior * usual + scatter(member)) / (prior + count - 1)
    return np.asarray((falls @ member.T) / np.sqrt(np.maximum(count * spread, 1e-9)))


def _skill(key: tuple[str, str], own: NDArray[np.float64], rows: list[int], p: float, rng: np.random.Generator) -> Row:
    skill, at = key
    effect = float(own.mean())
    low, high = _drawn(own, 0.0, rng)
    return at, skill, 0, False, int((own > 0).sum()), len(rows), effect, low, high, p, tuple(rows), ()


def _drawn(own: NDArray[np.float64], from_: float, rng: np.random.Generator) -> tuple[float, float]:
    """The 95 % interval of a mean less `from_`, by drawing again; stretched as few values spread too little."""
    count = len(own)
    drawn = rng.choice(own, size=(400, count)).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    mean, wider = float(own.mean()), float(np.sqrt(count / (count - 1))) * student(count - 1) / 1.96
    return mean - wider * (mean - float(low)) - from_, mean + wider * (float(high) - mean) - from_


def parts_of_day(moments: Sequence[Moment], rng: np.random.Generator) -> list[Row] | None:
    """In which part of the day a target is higher or lower than in the rest of the same days. None: nothing to ask.

    Ratings are dealt anew within their day only: a hard day stays one.
    """
    rows = [row for row in _by_day(moments) if len(row[1]) > 1]
    places = [place for _key, found in rows for place in found]
    if len(places) < FEWEST_MOMENTS or len({key[1] for key, _found in rows}) < FEWEST_DAYS_OF_A_PART:
        return None
    values = np.array([moments[place].value for place in places])
    day = np.concatenate([np.full(len(found), index) for index, (_key, found) in enumerate(rows)])
    values = values - (np.bincount(day, values) / np.bincount(day))[day]
    keys = sorted({(moments[place].target, moments[place].part) for place in places})
    named = [(moments[place].target, moments[place].part) for place in places]
    member = np.array([[each == key for each in named] for key in keys], dtype=np.float64)
    keys_asked = [index for index in range(len(keys)) if member[index].sum() >= FEWEST_DAYS_OF_A_PART]
    if not keys_asked:
        return None
    ways = int(np.clip(1_000_000 // len(values), FEWEST_WAYS, WAYS))
    seen = _parts(values[None], member)[0]
    top = np.abs(_parts(_within(values, day, ways, rng), member)[:, keys_asked]).max(axis=1)
    p = [float((1 + (top >= abs(each) - 1e-9).sum()) / (1 + ways)) for each in seen]
    return [_part(keys[index], member[index] > 0, values, places, p[index], rng) for index in keys_asked]


def _parts(values: NDArray[np.float64], member: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((values @ member.T) / np.sqrt(np.maximum((values**2) @ member.T, 1e-9)))


def _by_day(moments: Sequence[Moment]) -> list[tuple[tuple[str, int], list[int]]]:
    groups: dict[tuple[str, int], list[int]] = {}
    for place, moment in enumerate(moments):
        groups.setdefault((moment.target, moment.day), []).append(place)
    return list(groups.items())


def _within(
    values: NDArray[np.float64], day: NDArray[np.int64], ways: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The values dealt anew within each day (`day`: ascending), shape (ways, values)."""
    dealt = np.empty((ways, len(values)))
    counts = np.bincount(day)
    starts = np.cumsum(counts) - counts
    for count in np.unique(counts):
        slots = starts[counts == count][:, None] + np.arange(count)  # days with so many, their places
        turn = np.argsort(rng.random((ways, *slots.shape), dtype=np.float32), axis=2)
        dealt[:, slots] = values[np.take_along_axis(np.broadcast_to(slots, turn.shape), turn, axis=2)]
    return dealt


def _part(  # noqa: PLR0917
    key: tuple[str, str],
    mine: NDArray[np.bool_],
    values: NDArray[np.float64],
    places: list[int],
    p: float,
    rng: np.random.Generator,
) -> Row:
    own, rest = values[mine], values[~mine]
    effect = float(own.mean() - (rest.mean() if rest.size else 0.0))
    low, high = _drawn(own, float(rest.mean()) if rest.size else 0.0, rng)
    beyond = own > 0 if effect > 0 else own < 0
    days = tuple(place for place, is_mine in zip(places, mine, strict=True) if is_mine)
    others = tuple(place for place, is_mine in zip(places, mine, strict=True) if not is_mine)
    times, count = int(beyond.sum()), int(mine.sum())
    return key[0], key[1], 0, effect > 0, times, count, effect, low, high, p, days, others
