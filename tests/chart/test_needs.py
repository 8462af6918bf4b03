"""What is owed stands on the board until it is met, is told once when due, and reaches the leads when it stays."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wiseline.chart.models import Need
from wiseline.chart.needs import meet_need, needs_for, raise_need, remind_of_needs
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Delivery


def told(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind="need", channel="in_app").count()


def test_the_same_need_raised_again_is_one_and_keeps_the_earlier_time(cast: Cast) -> None:
    now = clock.now()
    first = raise_need(client=cast.mia, kind="call", due_at=now + timedelta(hours=2))
    raise_need(client=cast.mia, kind="call", due_at=now + timedelta(hours=1))
    raise_need(client=cast.mia, kind="call", due_at=now + timedelta(hours=3))
    assert [need.pk for need in needs_for(cast.dana)] == [first.pk]
    assert needs_for(cast.dana)[0].due_at == now + timedelta(hours=1)
    assert needs_for(cast.sam) == []


def test_a_need_with_an_owner_is_theirs_alone(cast: Cast) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now(), owner=cast.sam)
    assert len(needs_for(cast.sam)) == 1
    assert needs_for(cast.dana) == []


def test_the_owner_is_told_once_when_it_is_due_and_the_leads_a_day_later(
    cast: Cast, now: time_machine.Traveller
) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now() + timedelta(hours=1))
    assert remind_of_needs() == 0
    now.shift(timedelta(hours=1))
    assert [remind_of_needs(), remind_of_needs()] == [1, 0]
    assert [told(cast.dana), told(cast.lea)] == [1, 0]
    now.shift(timedelta(hours=24))
    assert [remind_of_needs(), remind_of_needs()] == [1, 0]
    assert [told(cast.dana), told(cast.lea)] == [1, 1]


def test_what_was_met_is_off_the_board_and_wakes_nobody(cast: Cast, now: time_machine.Traveller) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now())
    assert meet_need(client=cast.mia, kind="call", by=cast.dana)
    assert not meet_need(client=cast.mia, kind="call", by=cast.dana)
    now.shift(timedelta(days=2))
    assert remind_of_needs() == 0
    assert needs_for(cast.dana) == []
    assert Need.objects.get().met_by == cast.dana


def test_a_need_can_be_raised_anew_after_it_was_met(cast: Cast) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now())
    meet_need(client=cast.mia, kind="call", by=cast.dana)
    raise_need(client=cast.mia, kind="call", due_at=clock.now())
    assert len(needs_for(cast.dana)) == 1


def test_the_board_shows_what_is_owed_and_one_tap_says_that_it_is_done(cast: Cast) -> None:
    need = raise_need(client=cast.mia, kind="call", due_at=clock.now())
    browser = Client()
    browser.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    assert "a call that was agreed" in browser.get(reverse("coaching:board")).content.decode()
    browser.post(reverse("coaching:need_met", args=[need.pk]))
    assert "a call that was agreed" not in browser.get(reverse("coaching:board")).content.decode()
