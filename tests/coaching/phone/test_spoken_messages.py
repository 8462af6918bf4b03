"""What a client says after nobody was reached: kept, and deleted by rule."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.phones import NUMBERS, dial, passes, the_contact
from wiseline.calls.line import Event, Record, What, heard
from wiseline.calls.models import SpokenMessage
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import follow_up
from wiseline.coaching.phone.spoken import delete_old
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
