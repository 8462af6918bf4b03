"""Wishes, a suggested month in a lead's hand, calendars in and out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.lib import clock
from wiseline.people.flows.team import deactivate
from wiseline.people.models import Person
from wiseline.rota.calendars import feed
from wiseline.rota.flows.calendar import keep_file
from wiseline.rota.flows.limits import add_day_off
from wiseline.rota.flows.month import (
    accept_all,
    blocks_of,
    carried,
    draft_month,
    edit_draft,
    holes_left,
    offer_draft,
    say_wishes,
)
from wiseline.rota.hours import Interval
from wiseline.rota.models import OwnCalendar, RotaDraft, RotaOverride, RotaShift, RotaWish
from wiseline.rota.roster import segments, who_is_on_call
from wiseline.rota.selectors import roster_of

MONDAY = date(2026, 11, 30)


def wish(cast: Cast, person: Person, **more: int | None) -> RotaWish:
    names = [block.name for block in blocks_of(cast.programme)]
    said = {"share": 100, "most_hours": None, "most_nights": None} | more
    return say_wishes(coach=person, blocks=names, **said)  # type: ignore[arg-type]


def test_a_month_is_suggested_changed_offered_and_taken(cast: Cast) -> None:
    for person in (cast.dana, cast.lea):
        wish(cast, person)
    browser_of(cast.lea).post(reverse("rota:suggest"), {"first": MONDAY.isoformat()})
    draft = RotaDraft.objects.get()
    assert {row["coach"] for row in draft.rows} == {str(cast.dana.pk), str(cast.lea.pk)}
    assert not RotaOverride.objects.exists(), "nothing counts yet"
    page = reverse("rota:month", args=[draft.pk])
    assert browser_of(cast.lea).get(page).status_code == 200
    choices = {f"row_{number}": row["coach"] for number, row in enumerate(draft.rows)}
    browser_of(cast.lea).post(page, {**choices, "row_0": str(cast.dana.pk), "row_1": ""})
    browser_of(cast.lea).post(reverse("rota:offer_month", args=[draft.pk]))
    browser_of(cast.lea).post(reverse("rota:offer_month", args=[draft.pk]))
    assert RotaOverride.objects.count() == 27, "offered once, and not what was left open"
    start = datetime.fromisoformat(draft.rows[0]["start"])
    roster = roster_of(cast.programme, start=start, end=start + timedelta(days=1))
    assert who_is_on_call(roster, start) == cast.sam.pk, "not before Dana has taken it"
    assert reverse("rota:take_all") in browser_of(cast.dana).get(reverse("rota:limits")).content.decode()
    browser_of(cast.dana).post(reverse("rota:take_all"), {"all_the_same": "1"})
    roster = roster_of(cast.programme, start=start, end=start + timedelta(days=1))
    assert who_is_on_call(roster, start) == cast.dana.pk


def test_a_suggestion_names_the_hours_in_which_nobody_would_be_on_call(cast: Cast) -> None:
    RotaShift.objects.all().delete()
    browser_of(cast.lea).post(reverse("rota:months"), {"lines": "Mon-Sun 18:00-08:00"})
    for person in (cast.dana, cast.sam, cast.lea):
        wish(cast, person)
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert len(holes_left(draft)) == 28, "each day between the nights"
    page = browser_of(cast.lea).get(reverse("rota:month", args=[draft.pk])).content.decode()
    assert "If everybody takes theirs, nobody is on call:" in page
    assert "Mon 30 Nov, 00:00 – 18:00</li>" in page
    assert "Tue 1 Dec, 08:00 – 18:00 (4 times, each week at these hours)" in page


def test_standing_shifts_stand_where_the_suggestion_leaves_a_gap(cast: Cast) -> None:
    wish(cast, cast.dana)
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert holes_left(draft) == [], "Sam is on call at all hours"
    assert "nobody is on call" not in browser_of(cast.lea).get(reverse("rota:month", args=[draft.pk])).content.decode()


def test_who_has_left_carried_their_hours_and_is_on_call_no_more(cast: Cast, now: time_machine.Traveller) -> None:
    cast.noah.care_received.all().delete()
    at = clock.now()
    deactivate(by=cast.lea, person=cast.sam, holds=0)
    now.shift(timedelta(days=10))
    later = clock.now()
    assert carried(cast.programme, later)[cast.sam.pk].hours == pytest.approx(80 * 24)
    roster = roster_of(cast.programme, start=at - timedelta(days=2), end=later)
    assert who_is_on_call(roster, at - timedelta(minutes=1)) == cast.sam.pk
    assert who_is_on_call(roster, at) is None
    assert not [row for row in segments(roster, at, later) if row.coach_id]


def berlin(day: int, hour: int) -> datetime:
    """An hour by the programme's clock; day 0 is the Monday on which the month begins."""
    return datetime.combine(MONDAY + timedelta(days=day), time(hour), ZoneInfo("Europe/Berlin"))


def once(cast: Cast, coach: Person, start: datetime, end: datetime) -> RotaOverride:
    return RotaOverride.objects.create(
        programme=cast.programme, coach=coach, start=start, end=end, accepted_at=clock.now()
    )


def given_to(draft: RotaDraft, person: Person) -> list[tuple[datetime, datetime]]:
    return [(*hours_of(row),) for row in draft.rows if row["coach"] == str(person.pk)]


def hours_of(row: dict[str, str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])


def cut_into(cast: Cast, lines: str) -> None:
    RotaShift.objects.all().delete()
    browser_of(cast.lea).post(reverse("rota:months"), {"lines": lines})


def page_of(cast: Cast, draft: RotaDraft) -> str:
    return browser_of(cast.lea).get(reverse("rota:month", args=[draft.pk])).content.decode()


def test_duty_of_the_day_before_counts_for_the_rest_before_the_first(cast: Cast) -> None:
    cut_into(cast, "Mon-Sun 18:00-08:00")
    wish(cast, cast.dana)
    once(cast, cast.dana, berlin(-1, 18), berlin(0, 8))
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert given_to(draft, cast.dana)[0] == (berlin(1, 18), berlin(2, 8)), "not ten hours after the night before"
    assert "eleven hours" not in page_of(cast, draft)
    edit_draft(draft=draft, chosen=[cast.dana.pk, *[None] * 27])
    assert "Dana Reyes has less than eleven hours of rest before it (Mon 30 Nov, 18:00)" in page_of(cast, draft)


def test_duty_of_the_day_after_counts_for_the_rest_after_the_last(cast: Cast) -> None:
    cut_into(cast, "Mon-Sun 18:00-08:00")
    wish(cast, cast.dana)
    once(cast, cast.dana, berlin(28, 16), berlin(28, 20))
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert not draft.rows[-1]["coach"]


def test_a_weekly_shift_beside_the_pieces_counts_for_the_time_in_one_go(cast: Cast) -> None:
    cut_into(cast, "Mon-Tue 08:00-18:00")
    RotaShift.objects.create(
        programme=cast.programme,
        coach=cast.dana,
        weekday=0,
        start=time(18),
        end=time(8),
        first=MONDAY,
        accepted_at=clock.now(),
    )
    wish(cast, cast.dana)
    draft = draft_month(lead=cast.lea, first=MONDAY, days=7)
    assert len(given_to(draft, cast.dana)) == 1, "one of the two makes a day; both would be 34 hours"
    edit_draft(draft=draft, chosen=[cast.dana.pk] * 2)
    assert "Dana Reyes is on call for more than a day in one go" in page_of(cast, draft)


def test_a_weekly_shift_whose_hours_are_given_to_somebody_else_binds_its_coach_no_more(cast: Cast) -> None:
    browser_of(cast.lea).post(reverse("rota:months"), {"lines": "Mon-Sun 00:00-12:00"})
    wish(cast, cast.sam, most_hours=0)
    wish(cast, cast.dana)
    draft = draft_month(lead=cast.lea, first=MONDAY, days=7)
    assert len(given_to(draft, cast.dana)) == 7, "Sam, on call at all hours each week, has the rest"
    assert "goes beyond" not in page_of(cast, draft)


def test_a_part_of_a_piece_that_somebody_has_accepted_stays_theirs_and_only_the_rest_is_given(cast: Cast) -> None:
    cut_into(cast, "Mon-Sun 18:00-08:00")
    wish(cast, cast.dana)
    once(cast, cast.sam, berlin(2, 18), berlin(2, 23))
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert given_to(draft, cast.sam) == [(berlin(2, 18), berlin(2, 23))]
    offer_draft(lead=cast.lea, draft=draft)
    accept_all(coach=cast.dana)
    roster = roster_of(cast.programme, start=berlin(2, 0), end=berlin(4, 0))
    assert who_is_on_call(roster, berlin(2, 22)) == cast.sam.pk


def test_a_month_that_nobody_has_taken_yet_is_looked_at_as_not_taken(cast: Cast) -> None:
    cut_into(cast, "Mon-Sun 00:00-00:00")
    wish(cast, cast.dana)
    offer_draft(lead=cast.lea, draft=draft_month(lead=cast.lea, first=MONDAY))
    hanging = "Offered and not taken yet, and nobody else is on call: Dana Reyes. Monday 30 November, 00:00"
    assert hanging in browser_of(cast.lea).get(reverse("rota:week")).content.decode()
    accept_all(coach=cast.dana)
    assert "not taken yet" not in browser_of(cast.lea).get(reverse("rota:week")).content.decode()


def test_nothing_is_suggested_to_who_has_not_said_anything(cast: Cast) -> None:
    wish(cast, cast.dana)
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert {row["coach"] for row in draft.rows} <= {str(cast.dana.pk), ""}


def test_days_off_and_the_own_calendar_are_left_free(cast: Cast) -> None:
    wish(cast, cast.dana)
    add_day_off(coach=cast.dana, first=MONDAY, last=MONDAY)
    busy = Interval(datetime(2026, 12, 2, 9, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC))
    content = feed([(busy.start, busy.end, "Dentist")], of=cast.dana.pk, now=busy.start, name="x")
    keep_file(coach=cast.dana, content=content)
    draft = draft_month(lead=cast.lea, first=MONDAY, days=7)
    given = [bool(row["coach"]) for row in draft.rows]
    assert (given[0], given[2]) == (False, False)
    assert sum(given) == 3, "never two whole days in a row"
    assert "Dentist" not in str(OwnCalendar.objects.get().busy)


def test_what_somebody_has_taken_for_once_stays_theirs(cast: Cast) -> None:
    for person in (cast.dana, cast.lea):
        wish(cast, person)
    first = draft_month(lead=cast.lea, first=MONDAY, days=7)
    offer_draft(lead=cast.lea, draft=first)
    accept_all(coach=cast.dana)
    again = draft_month(lead=cast.lea, first=MONDAY, days=7)
    assert all(row["fixed"] for row in again.rows)
    assert [row["coach"] for row in again.rows] == [row["coach"] for row in first.rows]


def test_wishes_that_make_no_sense_are_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    page = browser_of(cast.dana).post(reverse("rota:wishes"), {"share": "500", "most_nights": "7"})
    assert page.status_code == 422
    assert b'value="7"' in page.content
    assert not RotaWish.objects.exists()


def test_the_pieces_of_the_week_are_read_from_lines(cast: Cast) -> None:
    page = browser_of(cast.lea).post(reverse("rota:months"), {"lines": "Mon-Wed 18:00-08:00\nwhenever"})
    assert page.status_code == 422
    assert b"Line 2 could not be read" in page.content
    assert b"whenever" in page.content
    browser_of(cast.lea).post(reverse("rota:months"), {"lines": "Fri-Mon 18:00-08:00\n\nSat 08:00–20:00"})
    assert [block.name for block in blocks_of(cast.programme)] == [
        "0 18:00-08:00",
        "4 18:00-08:00",
        "5 08:00-20:00",
        "5 18:00-08:00",
        "6 18:00-08:00",
    ]


@pytest.mark.parametrize("name", ["rota:months", "rota:suggest"])
def test_only_who_edits_the_rota_plans_months(cast: Cast, name: str) -> None:
    assert browser_of(cast.dana).post(reverse(name)).status_code == 404
    assert browser_of(cast.mia).post(reverse(name)).status_code == 403


def test_a_draft_of_another_programme_does_not_exist(cast: Cast) -> None:
    draft = draft_month(lead=cast.lea, first=MONDAY, days=7)
    for name in ("rota:month", "rota:offer_month"):
        assert browser_of(cast.eve).post(reverse(name, args=[draft.pk])).status_code == 404
