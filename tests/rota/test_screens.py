"""Hours and rota as people edit them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import give_number
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Device, PhoneNumber
from wiseline.reach.tested import can_be_rung
from wiseline.rota.flows.calendar import new_feed
from wiseline.rota.models import CoachLimits, DayOff, RotaDraft, RotaOverride, RotaShift, WeeklyWindow

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def hours(**changes: str | list[str]) -> dict[str, str | list[str]]:
    return {"return_minutes": "60", "outside": ["life_threatening"], "words": "", **changes}


def test_a_coach_keeps_her_hours(cast: Cast) -> None:
    data = hours(start_0_0="08:00", end_0_0="12:00", start_0_1="22:00", end_0_1="02:00", words="Text me first.")
    assert browser_of(cast.dana).post(reverse("rota:limits"), data).status_code == 302
    rows = WeeklyWindow.objects.filter(coach=cast.dana).values_list("weekday", "start", "end")
    assert list(rows) == [(0, time(8), time(12)), (0, time(22), time(2))]
    assert CoachLimits.objects.get(coach=cast.dana).words_to_clients == "Text me first."


def test_half_a_window_is_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    before = WeeklyWindow.objects.filter(coach=cast.dana).count()
    page = browser_of(cast.dana).post(reverse("rota:limits"), hours(start_2_0="09:15", words="Please text me first"))
    assert page.status_code == 422
    assert b"Give both times" in page.content
    assert b"09:15" in page.content
    assert b"Please text me first" in page.content
    assert WeeklyWindow.objects.filter(coach=cast.dana).count() == before


def test_days_off_that_end_before_they_begin_are_refused(cast: Cast) -> None:
    page = browser_of(cast.dana).post(reverse("rota:add_day_off"), {"first": "2026-12-24", "last": "2026-12-20"})
    assert page.status_code == 422
    assert b"before the first" in page.content
    assert not DayOff.objects.exists()


def test_a_day_off_added_twice_is_there_once(cast: Cast) -> None:
    for _ in range(2):
        browser_of(cast.dana).post(reverse("rota:add_day_off"), {"first": "2026-12-24", "last": "2026-12-26"})
    assert DayOff.objects.count() == 1


TAKEN = {"from": "limits", "all_the_same": "1"}
SHIFT = {"days": ["5"], "start": "08:00", "end": "18:00", "first": "2026-11-01", "every_weeks": "1", **TAKEN}


def test_a_shift_given_by_the_lead_counts_once_its_coach_takes_it(cast: Cast) -> None:
    browser_of(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk)})
    shift = RotaShift.objects.get(coach=cast.dana)
    assert shift.accepted_at is None
    assert b"I take it" in browser_of(cast.dana).get(reverse("rota:limits")).content
    browser_of(cast.dana).post(reverse("rota:accept_shift", args=[shift.pk]), TAKEN)
    shift.refresh_from_db()
    assert shift.accepted_at is not None


def test_a_shift_of_every_second_week_is_given_shown_taken_and_on_the_rota_in_its_weeks(cast: Cast) -> None:
    RotaShift.objects.all().delete()
    data = {**SHIFT, "coach": str(cast.dana.pk), "first": "2026-11-25", "every_weeks": "2"}
    browser_of(cast.lea).post(reverse("rota:add_shift"), data)
    shift = RotaShift.objects.get(coach=cast.dana)
    words = "every second week, counted from the week of 23 November 2026"
    assert words in browser_of(cast.lea).get(reverse("rota:week")).content.decode()
    assert f"{words}, from 25 November 2026" in browser_of(cast.dana).get(reverse("rota:limits")).content.decode()
    browser_of(cast.dana).post(reverse("rota:accept_shift", args=[shift.pk]), TAKEN)
    rota = [browser_of(cast.dana).get(reverse("rota:week"), {"week": f"2026-W{week}"}) for week in range(48, 52)]
    assert ["08:00–18:00</strong>Dana Reyes" in page.content.decode() for page in rota] == [True, False, True, False]
    secret = new_feed(person=cast.dana, whole=False)
    feed = browser_of(cast.dana).get(reverse("rota:feed", args=[secret])).content.decode()
    assert "DTSTART:20261128T070000Z" in feed
    assert "DTSTART:20261205T070000Z" not in feed
    assert "DTSTART:20261212T070000Z" in feed


@pytest.mark.parametrize("weeks", ["0", "5", "x", ""])
def test_a_shift_of_no_such_weeks_is_refused(cast: Cast, weeks: str) -> None:
    data = {**SHIFT, "coach": str(cast.dana.pk), "every_weeks": weeks}
    assert browser_of(cast.lea).post(reverse("rota:add_shift"), data).status_code == 422
    assert not RotaShift.objects.filter(coach=cast.dana).exists()


def test_nobody_enters_the_rota_without_a_device_that_was_tested(cast: Cast) -> None:
    Device.objects.filter(person=cast.dana).update(tested_at=None)
    page = browser_of(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk)})
    assert page.status_code == 422
    assert b"no tested device or phone number" in page.content
    assert not RotaShift.objects.filter(coach=cast.dana).exists()


def give_heard_number(person: Person, settings: Settings, **more: object) -> None:
    settings.PHONE = "fake:"
    give_number(person)
    PhoneNumber.objects.filter(person=person).update(**{"tested_at": clock.now(), **more})


def test_a_tested_phone_number_is_enough_to_be_put_on_the_rota(cast: Cast, settings: Settings) -> None:
    Device.objects.filter(person=cast.dana).delete()
    give_heard_number(cast.dana, settings)
    browser_of(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk)})
    shift = RotaShift.objects.get(coach=cast.dana)
    browser_of(cast.dana).post(reverse("rota:accept_shift", args=[shift.pk]), TAKEN)
    shift.refresh_from_db()
    assert shift.accepted_at is not None


@pytest.mark.parametrize("more", [{"tested_at": None}, {"verified_at": None}, {"disabled_at": NOW}, {"ring": "never"}])
def test_a_number_that_was_not_heard_or_does_not_ring_is_not_enough(
    cast: Cast, settings: Settings, more: dict[str, object]
) -> None:
    Device.objects.filter(person=cast.dana).delete()
    give_heard_number(cast.dana, settings, **more)
    assert not can_be_rung(cast.dana.pk)


@pytest.mark.parametrize("way", ["one", "all", "weekly"])
def test_who_may_not_hear_it_takes_no_duty_and_reads_where_to_test(cast: Cast, way: str) -> None:
    Device.objects.filter(person=cast.dana).delete()
    start = clock.now() + timedelta(days=2)
    row = RotaOverride.objects.create(
        programme=cast.programme, coach=cast.dana, start=start, end=start + timedelta(hours=8)
    )
    shift = RotaShift.objects.create(
        programme=cast.programme, coach=cast.dana, weekday=5, start=time(8), end=time(18), first=start.date()
    )
    address = {
        "one": reverse("rota:accept_override", args=[row.pk]),
        "all": reverse("rota:take_all"),
        "weekly": reverse("rota:accept_shift", args=[shift.pk]),
    }[way]
    page = browser_of(cast.dana).post(address, follow=True).content.decode()
    row.refresh_from_db()
    shift.refresh_from_db()
    assert (row.accepted_at, shift.accepted_at) == (None, None)
    assert "Nothing is taken: no device or phone number of yours has been heard to ring" in page
    assert reverse("reach:devices") in page
    assert reverse("reach:phone") in page


def test_a_lead_who_may_not_hear_it_has_not_taken_their_part_of_a_month_by_offering_it(cast: Cast) -> None:
    Device.objects.filter(person=cast.lea).delete()
    start = clock.now() + timedelta(days=2)
    ends = start + timedelta(hours=8)
    own = {"start": start.isoformat(), "end": ends.isoformat(), "block": "", "coach": str(cast.lea.pk), "fixed": False}
    draft = RotaDraft.objects.create(programme=cast.programme, first=start.date(), rows=[own])
    browser_of(cast.lea).post(reverse("rota:offer_month", args=[draft.pk]))
    assert RotaOverride.objects.get().accepted_at is None


def test_the_week_shows_a_hole_in_words(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    page = browser_of(cast.lea).get(reverse("rota:week"), {"week": "2026-W48"})
    assert b"Nobody" in page.content


@pytest.mark.parametrize("week", ["2026-W99", "x", "-W", "99999-W01"])
def test_a_week_that_does_not_exist_shows_this_one(cast: Cast, week: str) -> None:
    assert browser_of(cast.lea).get(reverse("rota:week"), {"week": week}).status_code == 200


def test_i_take_over_now_counts_at_once(cast: Cast) -> None:
    browser_of(cast.dana).post(reverse("rota:take_over"), {"hours": "4", **TAKEN})
    assert RotaOverride.objects.get().accepted_at is not None


@pytest.mark.parametrize("hours", ["0", "25", "-3", "x", ""])
def test_taking_over_for_no_time_is_refused(cast: Cast, hours: str) -> None:
    browser_of(cast.dana).post(reverse("rota:take_over"), {"hours": hours})
    assert not RotaOverride.objects.exists()


def test_an_override_whose_end_lies_before_its_start_is_refused(cast: Cast) -> None:
    data = {"coach": str(cast.sam.pk), "start": "2026-12-01T10:00", "end": "2026-12-01T09:00"}
    page = browser_of(cast.lea).post(reverse("rota:add_override"), data)
    assert page.status_code == 422
    assert not RotaOverride.objects.exists()


def test_what_a_shift_would_bring_is_told_before_it_is_added(cast: Cast) -> None:
    data = {**SHIFT, "coach": str(cast.dana.pk), "all_the_same": ""}
    page = browser_of(cast.lea).post(reverse("rota:add_shift"), data)
    assert "Nothing is changed yet" in page.content.decode()
    assert "Two have this shift" in page.content.decode()
    assert not RotaShift.objects.filter(coach=cast.dana).exists()
    browser_of(cast.lea).post(reverse("rota:add_shift"), {**data, "all_the_same": "1"})
    assert RotaShift.objects.filter(coach=cast.dana).exists()


def test_a_change_that_brings_nothing_to_look_at_is_made_at_once(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    browser_of(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk), "all_the_same": ""})
    assert RotaShift.objects.filter(coach=cast.dana).exists()


def test_the_lead_reads_what_the_next_weeks_bring_and_a_therapist_does_not(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    assert "Nobody is on call. Saturday 28 November" in browser_of(cast.lea).get(reverse("rota:week")).content.decode()
    assert "Nobody is on call. Saturday" not in browser_of(cast.dana).get(reverse("rota:week")).content.decode()


def buttons(page: str) -> list[str]:
    """What a screen reader says of each button that takes, declines or removes a duty."""
    found = re.findall(r'action="/[^"]*/(?:accept|remove)/".*?<button[^>]*>(.*?)</button>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", words).split()) for words in found]


def test_a_screen_reader_hears_which_duty_a_button_is_about(cast: Cast) -> None:
    start = clock.now() + timedelta(days=2)
    mine = {"programme": cast.programme, "coach": cast.lea, "created_by": cast.sam}
    RotaOverride.objects.create(**mine, start=start, end=start + timedelta(hours=8))
    RotaShift.objects.exclude(weekday=0).delete()
    RotaShift.objects.create(**mine, weekday=5, start=time(8), end=time(18), first=start.date())
    assert buttons(browser_of(cast.lea).get(reverse("rota:week")).content.decode()) == [
        "Remove Monday, 00:00 Sam Okafor",
        "I take it Saturday, 08:00 Lea Novak",
        "Remove Saturday, 08:00 Lea Novak",
        "I take it Wednesday 25 November, 19:30 Lea Novak",
        "Remove Wednesday 25 November, 19:30 Lea Novak",
    ]
    browser_of(cast.lea).post(reverse("rota:add_day_off"), {"first": "2026-12-24", "last": "2026-12-26"})
    assert buttons(browser_of(cast.lea).get(reverse("rota:limits")).content.decode()) == [
        "I take it Saturday, 08:00",
        "I can’t Saturday, 08:00",
        "I take it Wednesday 25 November, 19:30",
        "I can’t Wednesday 25 November, 19:30",
        "Remove 24 December 2026",
    ]
