"""A call that the provider took and could not ring with is no call sent: the coach's next way begins at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.fakes.phones import pick_up, ringing, settle
from wiseline.calls.line import Event, What, heard
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.reach.flows.texts import agree
from wiseline.reach.models import Delivery, Notices, PhoneNumber


@pytest.fixture
def rung(phones: Cast) -> Cast:
    """Dana's phone rings; a text would tell her after a minute."""
    agree(person=phones.dana, full=False)
    ways = {"ring": {"voice": 0, "sms": 60}}
    Notices.objects.update_or_create(person=phones.dana, defaults={"day": ways, "night": ways})
    ask(client=phones.mia, safety="safe")
    settle()
    assert ringing(phones.dana) is not None
    return phones


def ends(cast: Cast, why: str) -> None:
    line = ringing(cast.dana)
    assert line is not None
    heard(line.pk, Event(What.GONE, ref=why))


def of(cast: Cast, channel: str) -> Delivery:
    return Delivery.objects.get(person=cast.dana, channel=channel, kind="ring")


@pytest.mark.parametrize("why", ["busy", "failed", "rejected", "unreachable", "no such number"])
def test_a_call_that_could_not_ring_is_not_sent_and_the_next_way_begins(rung: Cast, why: str) -> None:
    ends(rung, why)
    call = of(rung, "voice")
    assert (call.status, call.error) == ("failed", f"phone: {why}")
    assert of(rung, "sms").due_at <= clock.now()


def test_a_phone_that_rang_unanswered_has_rung(rung: Cast) -> None:
    ends(rung, "no-answer")
    assert of(rung, "voice").status == "sent"
    assert of(rung, "sms").due_at > clock.now() + timedelta(seconds=30)


def test_a_phone_that_was_picked_up_has_rung_however_it_ends(rung: Cast) -> None:
    heard(pick_up(rung.dana).row.pk, Event(What.GONE, ref="failed"))
    assert of(rung, "voice").status == "sent"


@pytest.mark.parametrize("why", ["busy", "no such number"])
def test_a_number_that_is_gone_is_switched_off_and_its_coach_told(rung: Cast, why: str) -> None:
    ends(rung, why)
    row = PhoneNumber.objects.get(person=rung.dana)
    gone = why == "no such number"
    assert (row.works, row.disabled_why) == (not gone, f"phone: {why}" if gone else "")
    assert Delivery.objects.filter(person=rung.dana, kind="way").exists() is gone


def test_a_call_that_ends_before_its_placing_was_settled_stays_failed(rung: Cast) -> None:
    Delivery.objects.filter(pk=of(rung, "voice").pk).update(status="pending", attempts=1)
    ends(rung, "no such number")
    settle()
    assert of(rung, "voice").status == "failed"
