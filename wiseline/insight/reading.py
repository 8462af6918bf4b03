"""A client's chart as days of numbers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from wiseline.chart.diary.card import Item, Kind
from wiseline.chart.diary.cards import card_of, items_of
from wiseline.chart.diary.days import bounds, today_of
from wiseline.chart.models import CheckIn, DiaryDay, SkillUse
from wiseline.insight.days import Circumstance, Days, Moment, Part, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wiseline.people.models import Person

LONGEST = 365
BETTER = ("joy",)
"""Ratings of which more is good: no rise to look out for."""
USUAL_TARGETS = ("urge.self_harm", "urge.suicide", "misery")
"""What is looked at where the card names no target."""
SEVERAL = 5
"""A place or company that was noted on fewer days is not asked about."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The numbers, what each is called, and what is behind them: the uses with both ratings, the check-ins."""

    days: Days
    items: dict[str, Item]
    uses: tuple[SkillUse, ...]
    moments: tuple[CheckIn, ...]
    fingerprint: str

    def date_of(self, index: int) -> date:
        """The day at a place of the series."""
        return self.days.first + timedelta(days=index)


def part_of(hour: int) -> Part:
    """Which part of the day an hour (0-23) belongs to."""
    if 5 <= hour < 12:
        return "morning"
    if 12 <= hour < 17:
        return "afternoon"
    return "evening" if 17 <= hour < 22 else "night"


def chart_of(client: Person) -> Chart:
    """The last year of a client's chart, from the first day of it that was filled."""
    today = today_of(client)
    rows = list(
        DiaryDay.objects.filter(client=client, day__gt=today - timedelta(days=LONGEST))
        .order_by("day")
        .only("day", "answers", "programme_id", "client_id")
    )
    first = rows[0].day if rows else today
    since = bounds(first, client)[0]
    items = {item.id: item for item in items_of(card_of(client))}
    checks = tuple(CheckIn.objects.filter(client=client, at__gte=since).order_by("at"))
    uses = tuple(SkillUse.objects.filter(client=client, at__gte=since).order_by("at"))
    reader = _Reader(client, first, (today - first).days + 1, items, rows, checks, uses)
    days = reader.days()
    rated = tuple(use for use in uses if use.before is not None and use.after is not None)
    return Chart(days, items, rated, reader.moments_of, _fingerprint(days))


def _fingerprint(days: Days) -> str:
    seal = hashlib.sha256(f"1 {days.first} {days.length}".encode())
    for name, values in days.targets.items():
        seal.update(name.encode() + np.nan_to_num(values, nan=-1).tobytes())
    for name, circumstance in days.circumstances.items():
        seal.update(name.encode() + np.nan_to_num(circumstance.values, nan=-1).tobytes())
    seal.update(repr((days.uses, days.moments)).encode())
    return seal.hexdigest()


class _Reader:
    """Puts what was noted on its day."""

    def __init__(  # noqa: PLR0917
        self,
        client: Person,
        first: date,
        length: int,
        items: dict[str, Item],
        rows: list[DiaryDay],
        checks: tuple[CheckIn, ...],
        uses: tuple[SkillUse, ...],
    ) -> None:
        self.client, self.first, self.length, self.items = client, first, length, items
        self.answers = {(row.day - first).days: row.answers for row in rows}
        self.checks, self.uses = checks, uses
        self.moments_of: tuple[CheckIn, ...] = ()

    def _place(self, at: Any) -> int:
        return (today_of(self.client, at) - self.first).days

    def _series(self, item: str) -> NDArray[np.float64]:
        found = np.full(self.length, np.nan)
        for day, answers in self.answers.items():
            value = answers.get(item)
            if isinstance(value, int) and 0 <= day < self.length:
                found[day] = value
        return found

    def days(self) -> Days:
        """Everything, day by day."""
        marked = [item.id for item in self.items.values() if item.target and item.kind == Kind.SCALE]
        named = [name for name in marked if name not in BETTER] or list(USUAL_TARGETS)
        targets = {name: self._target(name) for name in named}
        by_name = {name: self._target(name) for name in named}
        moments, self.moments_of = self._moments(tuple(by_name))
        uses = tuple(
            Use(use.skill, use.before, use.after)
            for use in self.uses
            if use.before is not None and use.after is not None
        )
        return Days(self.first, targets, self._circumstances(set(named)), uses, moments)

    def _target(self, name: str) -> NDArray[np.float64]:
        """The day's own answer; where the card was not filled, the highest of its check-ins."""
        values = self._series(name)
        highest: dict[int, int] = {}
        for check in self.checks:
            if name in check.answers:
                day = self._place(check.at)
                highest[day] = max(highest.get(day, 0), check.answers[name])
        for day, value in highest.items():
            if 0 <= day < self.length and np.isnan(values[day]):
                values[day] = value
        return values

    def _moments(self, named: tuple[str, ...]) -> tuple[tuple[Moment, ...], tuple[CheckIn, ...]]:
        found, rows = [], []
        for check in self.checks:
            local = check.at.astimezone(bounds(self.first, self.client)[0].tzinfo)
            for name in named:
                if name in check.answers:
                    found.append(Moment(name, check.answers[name], self._place(check.at), part_of(local.hour)))
                    rows.append(check)
        return tuple(found), tuple(rows)

    def _circumstances(self, targets: set[str]) -> dict[str, Circumstance]:
        found = {"no_skill": Circumstance(self._without_skill()), "failed_skill": Circumstance(self._failed())}
        asked = {
            "sleep": Circumstance(self._series("sleep"), less=True),
            "alcohol": Circumstance(self._series("alcohol")),
            "drugs": Circumstance(self._series("drugs")),
            "conflict": Circumstance(self._series("conflict")),
            "no_medication": Circumstance(1 - self._series("medication")),
        }
        for item in self.items.values():
            if item.id.startswith("own.") and item.id not in targets and item.kind not in {Kind.TEXT, Kind.SKILLS}:
                asked[item.id] = Circumstance(self._series(item.id), both_ways=True)
        found |= {name: row for name, row in asked.items() if (~np.isnan(row.values)).any()}
        return found | self._whereabouts()

    def _without_skill(self) -> NDArray[np.float64]:
        found = np.full(self.length, np.nan)
        for day in self.answers:
            if 0 <= day < self.length:
                found[day] = 1
        for use in self.uses:
            if 0 <= (day := self._place(use.at)) < self.length:
                found[day] = 0
        return found

    def _failed(self) -> NDArray[np.float64]:
        """Days on which a skill was used and did not help, among the days of which something is known."""
        found = self._without_skill() * 0
        for use in self.uses:
            if use.effect == SkillUse.Effect.NOT and 0 <= (day := self._place(use.at)) < self.length:
                found[day] = 1
        return found

    def _whereabouts(self) -> dict[str, Circumstance]:
        """Places and company that were noted on several days, against the days on which only others were noted."""
        noted: dict[str, dict[str, set[int]]] = {"place": defaultdict(set), "company": defaultdict(set)}
        for row in (*self.checks, *self.uses):
            for kind in noted:
                if word := getattr(row, kind):
                    noted[kind][word].add(self._place(row.at))
        found = {}
        for kind, words in noted.items():
            known = {day for days in words.values() for day in days if 0 <= day < self.length}
            for word, on in words.items():
                if min(len(on), len(known - on)) < SEVERAL:
                    continue
                values = np.full(self.length, np.nan)
                values[sorted(known)] = 0
                values[sorted(on & known)] = 1
                found[f"{kind}.{word}"] = Circumstance(values, both_ways=True)
        return found
