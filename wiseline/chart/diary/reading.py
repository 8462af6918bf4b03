"""Reading a diary: a day, a week, what is asked about it, and what a coach must look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from wiseline.chart.diary import days
from wiseline.chart.diary.card import Item, Kind
from wiseline.chart.diary.cards import items_of
from wiseline.chart.models import CheckIn, DiaryAlert, DiaryDay, DiaryQuestion, SkillUse
from wiseline.people.models import CareRelationship

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person


@dataclass(slots=True)
class Week:
    """Seven days of a client's diary: a row an item, a column a day. What was not filled is None."""

    days: list[date]
    rows: list[tuple[Item, list[Any]]]
    filled: dict[date, DiaryDay]
    check_ins: dict[date, list[CheckIn]]
    uses: dict[date, list[SkillUse]]
    questions: dict[date, list[DiaryQuestion]] = field(default_factory=dict)


def day_of(client: Person, day: date) -> DiaryDay | None:
    """The day as it stands."""
    return DiaryDay.objects.filter(client=client, day=day).select_related("card").first()


def week_of(client: Person, last: date) -> Week:
    """The seven days that end with `last`."""
    shown = [last - timedelta(days=back) for back in range(6, -1, -1)]
    first, end = days.bounds(shown[0], client)[0], days.bounds(shown[-1], client)[1]
    rows = DiaryDay.objects.filter(client=client, day__range=(shown[0], last)).select_related("card")
    filled = {row.day: row for row in rows}
    items: dict[str, Item] = {}
    for row in sorted(filled.values(), key=lambda row: -row.card.number):
        for item in items_of(row.card):
            items.setdefault(item.id, item)
    answered = {name for row in filled.values() for name in row.answers}
    week = Week(
        days=shown,
        rows=[
            (item, [filled[day].answers.get(item.id) if day in filled else None for day in shown])
            for item in items.values()
            if item.id in answered or item.kind != Kind.TEXT
        ],
        filled=filled,
        check_ins={day: [] for day in shown},
        uses={day: [] for day in shown},
        questions={day: [] for day in shown},
    )
    for check in CheckIn.objects.filter(client=client, at__gte=first, at__lt=end).order_by("at"):
        week.check_ins[days.today_of(client, check.at)].append(check)
    for use in SkillUse.objects.filter(client=client, at__gte=first, at__lt=end).order_by("at"):
        week.uses[days.today_of(client, use.at)].append(use)
    asked = DiaryQuestion.objects.filter(client=client, day__range=(shown[0], last)).select_related("by")
    for question in asked.order_by("at"):
        week.questions[question.day].append(question)
    return week


def alerts_for(coach: Person) -> list[DiaryAlert]:
    """What reached a threshold and nobody has looked at, of the clients whom the coach cares for; the newest first."""
    cared_for = CareRelationship.objects.current().filter(coach=coach).values("client_id")
    rows = DiaryAlert.objects.filter(client_id__in=cared_for, seen_at=None).select_related("client")
    return list(rows.order_by("-at"))


def unanswered(client: Person) -> list[DiaryQuestion]:
    """What the client was asked and has not answered."""
    return list(DiaryQuestion.objects.filter(client=client, answered_at=None).select_related("by").order_by("at"))


def asked_and_open(coach: Person, since: datetime) -> list[tuple[UUID, int]]:
    """Client and how many: what the coach has asked since then, and nobody has answered."""
    cared_for = CareRelationship.objects.current().filter(coach=coach).values("client_id")
    rows = DiaryQuestion.objects.filter(by=coach, client_id__in=cared_for, answered_at=None, at__gte=since)
    return list(rows.order_by().values_list("client_id").annotate(Count("pk")))
