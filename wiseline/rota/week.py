"""One week of the rota, cut into the stretches that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from wiseline.people.models import Person
from wiseline.rota.hours import midnight
from wiseline.rota.roster import segments
from wiseline.rota.selectors import roster_of

if TYPE_CHECKING:
    from wiseline.people.models import Programme


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who is on call from when to when; `name` empty where nobody is."""

    start: datetime
    end: datetime
    coach_id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """A local day and its stretches."""

    day: date
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Names of the week shown and of its neighbours, as ?week= takes them."""

    before: str
    shown: str
    after: str


def week_of(programme: Programme, first: date) -> list[Day]:
    """Seven days from `first`, each cut where the answer to who is on call changes. Exact on days of 23 or 25 hours."""
    edges = [midnight(first + timedelta(days=day), programme.timezone) for day in range(8)]
    roster = roster_of(programme, start=edges[0] - timedelta(days=1), end=edges[-1])
    names = dict(Person.objects.filter(programme=programme).values_list("pk", "name"))
    return [
        Day(
            first + timedelta(days=day),
            [
                Stretch(row.start, row.end, row.coach_id, names.get(row.coach_id, "") if row.coach_id else "")
                for row in segments(roster, edges[day], edges[day + 1])
            ],
        )
        for day in range(7)
    ]


def weeks_around(first: date) -> Weeks:
    """The week of a Monday and those beside it."""

    def name(day: date) -> str:
        year, number, _weekday = day.isocalendar()
        return f"{year}-W{number:02}"

    return Weeks(name(first - timedelta(days=7)), name(first), name(first + timedelta(days=7)))
