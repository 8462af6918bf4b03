"""Two questions that are asked of moments rather than days: what follows a skill, and which part of the day is hard.

Rows come as the fields of a `Pattern` after its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from wiseline.insight.days import Moment, Use

    Row = tuple[str, str, int, bool, int, int, float, float, float, float, tuple[int, ...], tuple[int, ...]]

FEWEST_USES = 6
STRONG = 70
"""Distress from which on a moment counts as very strong (a convention of about the skills-breakdown point)."""
FEWEST_MOMENTS = 12
FEWEST_DAYS = 6
WAYS = 1999


def skills(uses: Sequence[Use], rng: np.random.Generator) -> list[Row] | None:
    """After which skills distress was lower than before: sign flips, the largest of all skills. None: nothing to ask.

    Asked over all moments, and over very strong and less strong ones by themselves where there are enough.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for place, use in enumerate(uses):
        for at in ("", "strong" if use.before >= STRONG else "less"):
            groups.setdefault((use.skill, at), []).append(place)
    groups = {key: rows for key, rows in groups.items() if len(rows) >= FEWEST_USES}
    groups = {  # a share that is all of it says nothing of its own
        key: rows for key, rows in groups.items() if not key[1] or len(rows) < len(groups.get((key[0], ""), ()))
    }
    if not groups:
        return None
    falls = np.array([use.before - use.after for use in uses], dtype=np.float64)
    member = np.zeros((len(groups), len(uses)))
    for index, rows in enumerate(groups.values()):
        member[index, rows] = 1
    flips = rng.choice([-1.0, 1.0], size=(WAYS, len(uses)))
    size = np.sqrt(np.maximum(member @ falls**2, 1e-9))
    seen = (member @ falls) / size
    largest = ((flips * falls) @ member.T / size).max(axis=1)
    found: list[Row] = []
    for index, ((skill, at), rows) in enumerate(groups.items()):
        p = float((1 + (largest >= seen[index] - 1e-9).sum()) / (1 + WAYS))
        own = falls[rows]
        drawn = rng.choice(own, size=(400, len(own))).mean(axis=1)
        low, high = np.quantile(drawn, [0.025, 0.975])
        found.append(
            (
                at,
                skill,
                0,
                False,
                int((own > 0).sum()),
                len(rows),
                float(own.mean()),
                float(low),
                float(high),
                p,
                tuple(rows),
                (),
            )
        )
    return found


def parts_of_day(moments: Sequence[Moment], rng: np.random.Generator) -> list[Row] | None:
    """In which part of the day a target is higher or lower than in the rest of the same days. None: nothing to ask.

    Ratings are dealt anew within their day only: a hard day stays one.
    """
    rows = [row for row in _by_day(moments) if len(row[1]) > 1]
    if not rows:
        return None
    places = [place for _key, found in rows for place in found]
    if len(places) < FEWEST_MOMENTS or len({key[1] for key, _found in rows}) < FEWEST_DAYS:
        return None
    values = np.array([moments[place].value for place in places])
    day = np.concatenate([np.full(len(found), index) for index, (_key, found) in enumerate(rows)])
    values = values - (np.bincount(day, values) / np.bincount(day))[day]
    keys = sorted({(moments[place].target, moments[place].part) for place in places})
    member = np.array(
        [[float((moments[place].target, moments[place].part) == key) for place in places] for key in keys]
    )
    enough = member.sum(axis=1) >= FEWEST_DAYS
    size = np.sqrt(np.maximum(member @ values**2, 1e-9))
    dealt = np.stack([_within(values, day, rng) for _way in range(499)])
    seen = (member @ values) / size
    largest = np.abs(dealt @ member.T / np.sqrt(np.maximum((dealt**2) @ member.T, 1e-9)))[:, enough]
    if not enough.any():
        return None
    top = largest.max(axis=1)
    return [
        _part(
            key, member[index] > 0, values, places, float((1 + (top >= abs(seen[index])).sum()) / (1 + len(top))), rng
        )
        for index, key in enumerate(keys)
        if enough[index]
    ]


def _by_day(moments: Sequence[Moment]) -> list[tuple[tuple[str, int], list[int]]]:
    groups: dict[tuple[str, int], list[int]] = {}
    for place, moment in enumerate(moments):
        groups.setdefault((moment.target, moment.day), []).append(place)
    return list(groups.items())


def _within(values: NDArray[np.float64], day: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The values dealt anew within each day."""
    order = np.lexsort((rng.random(len(values)), day))
    dealt = np.empty_like(values)
    dealt[np.argsort(day, kind="stable")] = values[order]
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
    drawn = rng.choice(own, size=(400, len(own))).mean(axis=1) - (rest.mean() if rest.size else 0.0)
    low, high = np.quantile(drawn, [0.025, 0.975])
    beyond = own > 0 if effect > 0 else own < 0
    days = tuple(place for place, is_mine in zip(places, mine, strict=True) if is_mine)
    others = tuple(place for place, is_mine in zip(places, mine, strict=True) if not is_mine)
    times, count = int(beyond.sum()), int(mine.sum())
    return key[0], key[1], 0, effect > 0, times, count, effect, float(low), float(high), p, days, others
