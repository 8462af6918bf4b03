"""Duty that changes hands without a swap, or can not be taken, and days off: it is told to whom it matters."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.rota.swapping import in_days, offered, on_call
from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import Person, Role
from wiseline.reach.models import Delivery
from wiseline.rota.ahead import ahead_of
from wiseline.rota.flows.cover import accept_shift, decline
from wiseline.rota.flows.limits import add_day_off
from wiseline.rota.flows.swap import (
    ask_swap,
    take_swap,
)
from wiseline.rota.models import RotaOverride, RotaShift

ALL_THE_SAME = {"all_the_same": "1"}


def changed(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind="rota", channel="in_app").count()


def lost_by_dana(cast: Cast, way: str) -> None:
    """Dana has taken a stretch; Lea takes a part of it in one of the ways there are."""
    start, end = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=6)
    mine = {"programme": cast.programme, "start": start, "end": end}
    RotaOverride.objects.create(**mine, coach=cast.dana, accepted_at=start)
    later = {"programme": cast.programme, "start": clock.now() + timedelta(hours=2), "end": end}
    if way == "take over":
        browser_of(cast.lea).post(reverse("rota:take_over"), {"hours": "4", **ALL_THE_SAME})
        return
    row = RotaOverride.objects.create(**later, coach=cast.lea)
    assert changed(cast.dana) == 0, "nothing is lost by an offer"
    address = reverse("rota:take_all") if way == "all" else reverse("rota:accept_override", args=[row.pk])
    browser_of(cast.lea).post(address, ALL_THE_SAME)


@pytest.mark.parametrize("way", ["take over", "one", "all"])
def test_who_loses_duty_that_they_have_accepted_hears_of_it(cast: Cast, way: str) -> None:
    lost_by_dana(cast, way)
    assert on_call(cast, clock.now() + timedelta(hours=3)) == cast.lea
    assert [changed(person) for person in (cast.dana, cast.lea, cast.sam)] == [1, 0, 0]


def test_who_loses_hours_of_a_weekly_shift_to_another_weekly_shift_hears_of_it(cast: Cast) -> None:
    shift = RotaShift.objects.create(
        programme=cast.programme, coach=cast.dana, weekday=2, start=time(9), end=time(12), first=clock.now().date()
    )
    accept_shift(coach=cast.dana, shift=shift)
    assert (changed(cast.sam), changed(cast.dana)) == (1, 0)


def test_two_who_have_a_stretch_at_once_are_told_before_and_a_swap_is_none_such(cast: Cast) -> None:
    take_swap(coach=cast.dana, swap=offered(cast))
    start, end = in_days(3)
    assert [row.concern for row in ahead_of(cast.programme, clock.now()) if row.concern == "double"] == []
    take_swap(coach=cast.lea, swap=ask_swap(giver=cast.dana, start=start, end=end))
    assert [row.concern for row in ahead_of(cast.programme, clock.now()) if row.concern == "double"] == []
    data = {"coach": str(cast.dana.pk), "start": f"{start:%Y-%m-%dT%H:%M}", "end": f"{end:%Y-%m-%dT%H:%M}"}
    page = browser_of(cast.lea).post(reverse("rota:add_override"), data).content.decode()
    assert "Two have this shift; only one of them is rung: Dana Reyes. Thursday 26 November" in page


def test_who_has_taken_it_gives_it_away_by_a_swap_and_can_not_just_remove_it(cast: Cast) -> None:
    swap = offered(cast)
    take_swap(coach=cast.dana, swap=swap)
    row = RotaOverride.objects.get()
    week = browser_of(cast.dana).get(reverse("rota:week")).content.decode()
    assert reverse("rota:remove_override", args=[row.pk]) not in week
    page = browser_of(cast.dana).post(reverse("rota:remove_override", args=[row.pk]), follow=True).content.decode()
    assert "It is yours: it stays so until a colleague has taken it." in page
    assert on_call(cast, swap.start) == cast.dana


def test_what_a_lead_takes_off_is_told_to_who_had_it_and_who_has_it_again_and_is_swapped_no_more(cast: Cast) -> None:
    swap = offered(cast)
    take_swap(coach=cast.dana, swap=swap)
    browser_of(cast.lea).post(reverse("rota:remove_override", args=[RotaOverride.objects.get().pk]))
    assert on_call(cast, swap.start) == cast.sam
    assert [changed(person) for person in (cast.dana, cast.sam, cast.lea)] == [1, 1, 0]
    assert "Dana Reyes for Sam Okafor" not in browser_of(cast.sam).get(reverse("rota:swaps")).content.decode()


def test_a_weekly_shift_that_was_accepted_is_taken_off_by_a_lead_only_and_its_coach_hears_of_it(cast: Cast) -> None:
    shift = RotaShift.objects.filter(coach=cast.sam)[0]
    browser_of(cast.sam).post(reverse("rota:remove_shift", args=[shift.pk]))
    assert RotaShift.objects.filter(pk=shift.pk).exists()
    coming = clock.now() + timedelta(days=(shift.weekday - clock.now().weekday()) % 7 or 7)
    assert on_call(cast, coming) == cast.sam
    browser_of(cast.lea).post(reverse("rota:remove_shift", args=[shift.pk]))
    assert on_call(cast, coming) is None
    assert changed(cast.sam) == 1


def declined(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind="declined", channel="in_app").count()


def given_to_dana(cast: Cast, kind: str, by: Person) -> RotaShift | RotaOverride:
    start, end = in_days(3)
    common = {"programme": cast.programme, "coach": cast.dana, "created_by": by}
    if kind == "shift":
        return RotaShift.objects.create(**common, weekday=3, start=time(9), end=time(17), first=start.date())
    return RotaOverride.objects.create(**common, start=start, end=end)


@pytest.mark.parametrize("kind", ["shift", "override"])
def test_who_offered_duty_and_the_leads_hear_and_read_that_its_coach_can_not(cast: Cast, kind: str) -> None:
    ada = add_person(programme=cast.programme, name="Ada Holt", email="ada@example.org", roles=[Role.ADMINISTRATOR])
    row = given_to_dana(cast, kind, by=ada)
    address = reverse(f"rota:remove_{kind}", args=[row.pk])
    browser_of(cast.dana).post(address, {"from": "limits"})
    assert [declined(person) for person in (ada, cast.lea, cast.dana, cast.sam)] == [1, 1, 0, 0]
    assert "can’t take it, so it does not count" in browser_of(cast.lea).get(reverse("rota:week")).content.decode()
    assert address not in browser_of(cast.dana).get(reverse("rota:limits")).content.decode()
    assert browser_of(cast.dana).post(address).status_code == 404, "what they said is not taken away"
    browser_of(cast.dana).post(reverse(f"rota:accept_{kind}", args=[row.pk]))
    row.refresh_from_db()
    assert row.accepted_at is None
    browser_of(cast.lea).post(address)
    assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", ["shift", "override"])
def test_what_its_coach_can_not_take_is_no_part_of_what_is_to_come(cast: Cast, kind: str) -> None:
    RotaShift.objects.filter(weekday__in=(3, 4)).delete()
    row = given_to_dana(cast, kind, by=cast.lea)
    concerns = {group.concern for group in ahead_of(cast.programme, clock.now())}
    assert "not_taken" in concerns
    decline(coach=cast.dana, row=row)
    assert "not_taken" not in {group.concern for group in ahead_of(cast.programme, clock.now())}


def test_duty_on_days_off_is_named_when_they_are_added_and_the_leads_hear_of_it(cast: Cast) -> None:
    data = {"first": "2026-12-10", "last": "2026-12-11"}
    page = browser_of(cast.sam).post(reverse("rota:add_day_off"), data, follow=True).content.decode()
    assert "it falls to somebody else or to nobody: Thu 10 Dec, 00:00 – Sat 12 Dec, 00:00." in page
    assert "The lead has been told." in page
    assert changed(cast.lea) == 1


def test_days_off_without_duty_change_no_rota(cast: Cast) -> None:
    data = {"first": "2026-12-10", "last": "2026-12-11"}
    page = browser_of(cast.dana).post(reverse("rota:add_day_off"), data, follow=True).content.decode()
    assert "Kept. Nobody rings you on these days." in page
    assert "on the rota then" not in page
    assert changed(cast.lea) == 0


def test_an_offer_that_lies_in_own_days_off_is_not_taken(cast: Cast) -> None:
    start, end = in_days(3)
    row = RotaOverride.objects.create(programme=cast.programme, coach=cast.dana, start=start, end=end)
    add_day_off(coach=cast.dana, first=start.date(), last=end.date())
    browser_of(cast.dana).post(reverse("rota:take_all"))
    address = reverse("rota:accept_override", args=[row.pk])
    page = browser_of(cast.dana).post(address, {"from": "limits"}, follow=True).content.decode()
    assert "You have days off then, so you would not be rung." in page
    assert RotaOverride.objects.get().accepted_at is None
