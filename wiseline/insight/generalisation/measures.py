"""Measures of generalisation over time, and what may be said of fewer contacts. Pure.

Sources: distinct contexts, unprompted and self-coached use, effect, contacts needed per success are what is counted
(GK after Ruork & Rizvi 2021). More phone contact went with less dropout and fewer symptoms, and avoidance with more
risk (Chalker et al. 2015): so low use is never shown as success, and fewer contacts are progress only where use and
effect rise at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wiseline.insight.generalisation.rules import Level, is_known
from wiseline.insight.intervals import Between, Share, difference, median, per, share_of
from wiseline.insight.resampling import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from wiseline.insight.generalisation.rules import Event

PERIOD_DAYS = 28
PERIODS = 6
URGE_FROM = 3
"""An urge of 0 to 5 from which on it is looked how soon a skill followed."""
FOLLOWS_WITHIN = timedelta(hours=12)
"""A skill that came later answered something else."""


class Trend(StrEnum):
    """Where something goes; `UNCLEAR` where chance would explain it."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"


class Verdict(StrEnum):
    """What may be said of the last weeks beside those before."""

    PROGRESS = "progress"  # fewer contacts, more use, more effect
    GROWING = "growing"  # more use, more effect; contacts not fewer
    ASK = "ask"  # fewer contacts or less use: it can mean anything, and is a reason to ask
    UNCLEAR = "unclear"


class Wait(NamedTuple):
    """Of so many strong urges, so many were followed by a skill; `minutes` of those that were."""

    followed: Share
    minutes: Between | None


@dataclass(frozen=True, slots=True)
class Period:
    """Four weeks. `breadth` is a count of what was noted, no estimate: more entries show more contexts, so `uses`
    stands beside it. A share is None where nothing was said.
    """

    first: date
    last: date
    uses: int
    breadth: int
    contacts: int
    unprompted: Share | None
    uncoached: Share | None
    helped: Share | None
    contacts_per_success: Between | None
    urge_to_skill: Wait | None


@dataclass(frozen=True, slots=True)
class Measures:
    """The periods, the latest first, and what may be said of the last one beside the one before."""

    periods: tuple[Period, ...]
    verdict: Verdict = Verdict.UNCLEAR
    use: Trend = Trend.UNCLEAR
    effect: Trend = Trend.UNCLEAR
    contacts: Trend = Trend.UNCLEAR


def verdict(*, contacts: Trend, use: Trend, effect: Trend) -> Verdict:
    """Fewer contacts count as progress only where use and effect rise at the same time. Low use is no success."""
    if use == Trend.UP and effect == Trend.UP:
        return Verdict.PROGRESS if contacts == Trend.DOWN else Verdict.GROWING
    return Verdict.ASK if Trend.DOWN in {contacts, use} else Verdict.UNCLEAR


def measure(
    events: Iterable[Event], now: datetime, *, contacts: Sequence[datetime] = (), urges: Sequence[datetime] = ()
) -> Measures:
    """The last periods up to `now`. `contacts`: when the client asked to be coached; `urges`: when one was strong."""
    uses = sorted((each for each in events if each.is_use and is_known(each, now)), key=lambda each: each.at)
    days = [each.at.date() for each in uses] + [at.date() for at in contacts]
    if not days:
        return Measures(())
    today, begun = now.date(), min(days)
    count = min(PERIODS, (today - begun).days // PERIOD_DAYS + 1)
    found = []
    for back in range(count):
        last = today - timedelta(days=PERIOD_DAYS * back)
        first = max(begun, last - timedelta(days=PERIOD_DAYS - 1))
        found.append(_period(first, last, uses, contacts, urges))
    if (today - begun).days < 2 * PERIOD_DAYS - 1:  # beside a part of four weeks, anything would look like more
        return Measures(tuple(found))
    late, early = found[0], found[1]
    use, effect = _use(uses, early.first), _effect(early.helped, late.helped)
    asked = _counted(early.contacts, late.contacts)
    return Measures(tuple(found), verdict(contacts=asked, use=use, effect=effect), use, effect, asked)


def _period(
    first: date, last: date, uses: Sequence[Event], contacts: Sequence[datetime], urges: Sequence[datetime]
) -> Period:
    mine = [each for each in uses if first <= each.at.date() <= last]
    asked = sum(first <= at.date() <= last for at in contacts)
    done = [each for each in mine if each.done]
    contexts = {name for each in done if each.level == Level.HELPED for name in each.contexts}
    return Period(
        first,
        last,
        len(done),
        len(contexts),
        asked,
        _share([each for each in done if each.prompted is not None], lambda each: not each.prompted),
        _share(done, lambda each: each.level >= Level.ALONE),
        _share([each for each in mine if each.helped is not None], lambda each: bool(each.helped)),
        per(asked, sum(bool(each.helped) for each in mine)),
        waited([at for at in urges if first <= at.date() <= last], uses),
    )


def _share(uses: Sequence[Event], hit: Callable[[Event], bool]) -> Share | None:
    days: dict[date, tuple[int, int]] = {}
    for each in uses:
        hits, of = days.get(each.at.date(), (0, 0))
        days[each.at.date()] = hits + hit(each), of + 1
    return share_of(list(days.values()))


def waited(urges: Sequence[datetime], uses: Sequence[Event]) -> Wait | None:
    """How soon a skill followed strong urges. Those that one skill answers are one; uses of no hour are left out."""
    moments = sorted(each.at for each in uses if not each.of_day)
    minutes: list[float] = []
    asked, answered = 0, None
    for urge in sorted(urges):
        after = next((at for at in moments if at >= urge), None)
        if after is not None and after - urge > FOLLOWS_WITHIN:
            after = None
        if after is not None and after == answered:
            continue
        asked += 1
        answered = after
        if after is not None:
            minutes.append((after - urge).total_seconds() / 60)
    followed = share_of([(1, 1)] * len(minutes) + [(0, 1)] * (asked - len(minutes)))
    return Wait(followed, median(minutes)) if followed else None


def _use(uses: Sequence[Event], first: date) -> Trend:
    """Whether more was used a day in the second of two periods, by blocks of days (`resampling.interval`)."""
    early, late = np.full(2 * PERIOD_DAYS, np.nan), np.full(2 * PERIOD_DAYS, np.nan)
    early[:PERIOD_DAYS], late[PERIOD_DAYS:] = 0, 0
    for each in uses:
        place = (each.at.date() - first).days
        if each.done and 0 <= place < 2 * PERIOD_DAYS:
            (early if place < PERIOD_DAYS else late)[place] += 1
    return _trend(*interval(late, early, np.random.default_rng(1)))


def _effect(early: Share | None, late: Share | None) -> Trend:
    return _trend(*difference(early, late)[1:]) if early and late else Trend.UNCLEAR


def _trend(low: float, high: float) -> Trend:
    if low > 0:
        return Trend.UP
    return Trend.DOWN if high < 0 else Trend.UNCLEAR


def _counted(early: int, late: int) -> Trend:
    """Contacts are few and fully known: they are compared as they were counted."""
    if late == early:
        return Trend.UNCLEAR
    return Trend.UP if late > early else Trend.DOWN
