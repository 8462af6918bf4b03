"""Hours and rota as people edit them."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.people.test_access import as_
from wiseline.reach.models import Device
from wiseline.rota.models import CoachLimits, DayOff, RotaOverride, RotaShift, WeeklyWindow


def hours(**changes: str | list[str]) -> dict[str, str | list[str]]:
    return {"return_minutes": "60", "outside": ["life_threatening"], "words": "", **changes}


def test_a_coach_keeps_her_hours(cast: Cast) -> None:
    data = hours(start_0_0="08:00", end_0_0="12:00", start_0_1="22:00", end_0_1="02:00", words="Text me first.")
    assert as_(cast.dana).post(reverse("rota:limits"), data).status_code == 302
    rows = WeeklyWindow.objects.filter(coach=cast.dana).values_list("weekday", "start", "end")
    assert list(rows) == [(0, time(8), time(12)), (0, time(22), time(2))]
    assert CoachLimits.objects.get(coach=cast.dana).words_to_clients == "Text me first."


def test_half_a_window_is_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    before = WeeklyWindow.objects.filter(coach=cast.dana).count()
    page = as_(cast.dana).post(reverse("rota:limits"), hours(start_2_0="09:15", words="Please text me first"))
    assert page.status_code == 422
    assert b"Give both times" in page.content
    assert b"09:15" in page.content
    assert b"Please text me first" in page.content
    assert WeeklyWindow.objects.filter(coach=cast.dana).count() == before


def test_days_off_that_end_before_they_begin_are_refused(cast: Cast) -> None:
    page = as_(cast.dana).post(reverse("rota:add_day_off"), {"first": "2026-12-24", "last": "2026-12-20"})
    assert page.status_code == 422
    assert b"before the first" in page.content
    assert not DayOff.objects.exists()


def test_a_day_off_added_twice_is_there_once(cast: Cast) -> None:
    for _ in range(2):
        as_(cast.dana).post(reverse("rota:add_day_off"), {"first": "2026-12-24", "last": "2026-12-26"})
    assert DayOff.objects.count() == 1


SHIFT = {"days": ["5"], "start": "08:00", "end": "18:00", "first": "2026-11-01", "all_the_same": "1"}


def test_a_shift_given_by_the_lead_counts_once_its_coach_takes_it(cast: Cast) -> None:
    as_(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk)})
    shift = RotaShift.objects.get(coach=cast.dana)
    assert shift.accepted_at is None
    assert b"I take it" in as_(cast.dana).get(reverse("rota:limits")).content
    as_(cast.dana).post(reverse("rota:accept_shift", args=[shift.pk]), {"from": "limits"})
    shift.refresh_from_db()
    assert shift.accepted_at is not None


def test_nobody_enters_the_rota_without_a_device_that_was_tested(cast: Cast) -> None:
    Device.objects.filter(person=cast.dana).update(tested_at=None)
    page = as_(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk)})
    assert page.status_code == 422
    assert b"no tested device" in page.content
    assert not RotaShift.objects.filter(coach=cast.dana).exists()


def test_the_week_shows_a_hole_in_words(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    page = as_(cast.lea).get(reverse("rota:week"), {"week": "2026-W48"})
    assert b"Nobody" in page.content


@pytest.mark.parametrize("week", ["2026-W99", "x", "-W", "99999-W01"])
def test_a_week_that_does_not_exist_shows_this_one(cast: Cast, week: str) -> None:
    assert as_(cast.lea).get(reverse("rota:week"), {"week": week}).status_code == 200


def test_i_take_over_now_counts_at_once(cast: Cast) -> None:
    as_(cast.dana).post(reverse("rota:take_over"), {"hours": "4"})
    assert RotaOverride.objects.get().accepted_at is not None


@pytest.mark.parametrize("hours", ["0", "25", "-3", "x", ""])
def test_taking_over_for_no_time_is_refused(cast: Cast, hours: str) -> None:
    as_(cast.dana).post(reverse("rota:take_over"), {"hours": hours})
    assert not RotaOverride.objects.exists()


def test_an_override_whose_end_lies_before_its_start_is_refused(cast: Cast) -> None:
    data = {"coach": str(cast.sam.pk), "start": "2026-12-01T10:00", "end": "2026-12-01T09:00"}
    page = as_(cast.lea).post(reverse("rota:add_override"), data)
    assert page.status_code == 422
    assert not RotaOverride.objects.exists()


def test_what_a_shift_would_bring_is_told_before_it_is_added(cast: Cast) -> None:
    data = {**SHIFT, "coach": str(cast.dana.pk), "all_the_same": ""}
    page = as_(cast.lea).post(reverse("rota:add_shift"), data)
    assert "Nothing is changed yet" in page.content.decode()
    assert "Two have this shift" in page.content.decode()
    assert not RotaShift.objects.filter(coach=cast.dana).exists()
    as_(cast.lea).post(reverse("rota:add_shift"), {**data, "all_the_same": "1"})
    assert RotaShift.objects.filter(coach=cast.dana).exists()


def test_a_change_that_brings_nothing_to_look_at_is_made_at_once(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    as_(cast.lea).post(reverse("rota:add_shift"), {**SHIFT, "coach": str(cast.dana.pk), "all_the_same": ""})
    assert RotaShift.objects.filter(coach=cast.dana).exists()


def test_the_lead_reads_what_the_next_weeks_bring_and_a_therapist_does_not(cast: Cast) -> None:
    RotaShift.objects.filter(weekday=5).delete()
    assert "Nobody is on call. Saturday 28 November" in as_(cast.lea).get(reverse("rota:week")).content.decode()
    assert "Nobody is on call. Saturday" not in as_(cast.dana).get(reverse("rota:week")).content.decode()
