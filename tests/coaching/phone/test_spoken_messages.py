"""What a client says after nobody was reached: kept, and deleted by rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, dial, passes, the_contact
from wiseline.calls.line import Event, Record, What, heard
from wiseline.calls.models import SpokenMessage
from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.fake import Fake
from wiseline.cli.doctor import phone as doctor
from wiseline.cli.doctor.finding import Level
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, follow_up
from wiseline.coaching.phone.spoken import delete_old, fetch_due
from wiseline.coaching.transitions import Status
from wiseline.lib import clock

MIA = NUMBERS["Mia"]


def test_nobody_reached_she_may_leave_a_message_and_it_is_kept(phones: Cast, now: time_machine.Traveller) -> None:
    mia = dial(MIA).press("2")
    passes(now, minutes=20)
    assert the_contact().status == Status.UNREACHED
    assert "We could not reach anyone." in mia.hears()
    assert mia.said[-1] == Record(120)
    heard(mia.row.pk, Event(What.RECORDED, ref="rec-1", seconds=30), mia.row.turn)
    assert "Your message is kept." in mia.hears()
    assert SpokenMessage.objects.get().contact_id == the_contact().pk


def test_a_spoken_message_is_deleted_by_rule_once_its_contact_was_closed_long_enough(
    phones: Cast, now: time_machine.Traveller, settings: Settings
) -> None:
    mia = dial(MIA).press("2")
    passes(now, minutes=20)
    heard(mia.row.pk, Event(What.RECORDED, ref="rec-1", seconds=30), mia.row.turn)
    mia.hang_up()
    assert SpokenMessage.objects.get().sound is not None
    settings.SPOKEN_DAYS = 5
    now.shift(timedelta(days=60))
    delete_old(clock.now())
    assert SpokenMessage.objects.exists(), "the contact is not closed"
    owes = the_contact().holder
    assert owes is not None
    follow_up(contact_id=the_contact().pk, coach=owes)
    notes.sign(contact=the_contact(), coach=owes)
    now.shift(timedelta(days=5))
    delete_old(clock.now())
    assert SpokenMessage.objects.exists(), "not a moment before"
    now.shift(timedelta(seconds=1))
    delete_old(clock.now())
    assert not SpokenMessage.objects.exists()


def _left(cast: Cast, now: time_machine.Traveller) -> SpokenMessage:
    mia = dial(MIA).press("2")
    passes(now, minutes=20)
    heard(mia.row.pk, Event(What.RECORDED, ref="rec-1", seconds=30), mia.row.turn)
    owes = the_contact().holder
    assert owes is not None
    answer(contact_id=the_contact().pk, coach=owes)
    return SpokenMessage.objects.get()


def _refuses(*_args: object, **_given: object) -> bytes:
    raise ProviderError("refused (503)")


def _days(now: time_machine.Traveller, days: int) -> None:
    for _hour in range(24 * days):
        now.shift(timedelta(hours=1))
        fetch_due(clock.now())


def _coach_reads() -> str:
    holder = the_contact().holder
    assert holder is not None
    return browser_of(holder).get(reverse("coaching:open", args=[the_contact().pk])).content.decode()


def test_a_message_that_the_provider_does_not_give_is_asked_for_for_a_week_and_this_is_said(
    phones: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    with monkeypatch.context() as down:
        down.setattr(Fake, "recording", _refuses)
        _left(phones, now)
        assert "It is being fetched." in _coach_reads()
        _days(now, 6)
        assert "has not given it to us yet" in _coach_reads()
        assert "has not been given to us" in browser_of(phones.lea).get(reverse("reach:deliveries")).content.decode()
        assert doctor.spoken_messages().level is Level.FAIL
    _days(now, 1)
    assert "<audio" in _coach_reads()
    assert doctor.spoken_messages().level is Level.OK


def test_a_message_that_is_never_given_is_given_up_after_a_week_and_that_is_said(
    phones: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    monkeypatch.setattr(Fake, "recording", _refuses)
    _left(phones, now)
    _days(now, 8)
    assert SpokenMessage.objects.get().fetch_at is None
    assert "within a week" in _coach_reads()


def test_a_message_that_can_not_be_deleted_at_the_provider_is_told_to_who_runs_it(
    phones: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:
        down.setattr(Fake, "forget_recording", _refuses)
        _left(phones, now)
        _days(now, 6)
        assert doctor.spoken_messages().level is Level.ATTENTION
        assert "could not be deleted" in browser_of(phones.lea).get(reverse("reach:deliveries")).content.decode()
    _days(now, 1)
    assert doctor.spoken_messages().level is Level.OK
