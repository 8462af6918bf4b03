"""A client with a pattern, made quickly: nine weeks in which hard days follow short nights."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.days import noon, today_of
from wiseline.chart.models import DiaryDay
from wiseline.insight.finding import patterns_of
from wiseline.insight.sentences import name_of

if TYPE_CHECKING:
    from wiseline.people.models import Person

DAYS = 63


def nine_weeks(client: Person, *, without: tuple[int, ...] = ()) -> None:
    """Every third night is short, and the day after it is hard. Days named in `without` (back from today) are empty."""
    today, version = today_of(client), card_of(client)
    rows = []
    for back in range(DAYS):
        if back in without or back % 7 == 5:
            continue
        short = (back * back + back // 3) % 3 == 0
        day = today - timedelta(days=back)
        answers = {"sleep": 300 if short else 480, "misery": (4 if short else 1) + back % 2, "urge.quit": back % 3}
        at = noon(day, client)
        rows.append(
            DiaryDay(
                client=client,
                programme_id=client.programme_id,
                day=day,
                card=version,
                answers=answers,
                revision=1,
                first_at=at,
                updated_at=at,
            )
        )
    DiaryDay.objects.filter(client=client, day__in=[row.day for row in rows]).delete()
    DiaryDay.objects.bulk_create(rows)


def a_pattern_of(client: Person) -> str:
    """The name of a pattern that the client now has."""
    if DiaryDay.objects.filter(client=client).count() < DAYS // 2:
        nine_weeks(client, without=(0,))
    _chart, found = patterns_of(client)
    return name_of(found[0])
