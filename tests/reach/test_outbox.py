"""The outbox: sent at least once whatever happens, recognisable as the same, never twice by two at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
import time_machine

from tests.cast import Cast
from tests.coaching.crashes import Killed, dying_at
from tests.fakes.push_receiver import PushReceiver
from tests.fakes.push_wire import give_phone
from wiseline.coaching.flows.answer import answer, withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.reach.flows import send
from wiseline.reach.flows.notify import ring, tell
from wiseline.reach.flows.send import CLAIM, RENEWED, Sender, send_due
from wiseline.reach.models import Delivery


@pytest.fixture
def rung(cast: Cast, service: PushReceiver) -> Contact:
    """Mia has asked, and Dana's phone is about to ring."""
    give_phone(cast.dana, keys=service.subscribe("dana"))
    return ask(client=cast.mia, safety="safe")[0]


def the_ring() -> Delivery:
    return Delivery.objects.get(channel="web_push", kind="ring")


def test_a_crash_between_claiming_and_sending_delays_a_ring_and_loses_nothing(
    rung: Contact, service: PushReceiver, now: time_machine.Traveller
) -> None:
    row = the_ring()
    claimed = send._claimed(row)  # and here the process dies
    assert claimed
    assert send_due() == 0, "another process leaves it alone for as long as the claim holds"
    now.shift(CLAIM)
    send_due()
    assert service.ids("dana") == [str(row.pk)]


def test_a_crash_between_sending_and_noting_it_sends_it_again_as_the_same(
    rung: Contact, service: PushReceiver, now: time_machine.Traveller
) -> None:
    with pytest.raises(Killed), dying_at(2, after=False):  # the claim is the first write, its outcome the second
        send_due()
    assert the_ring().status == Delivery.Status.PENDING
    now.shift(CLAIM)
    send_due()
    assert service.ids("dana") == [str(the_ring().pk)] * 2
    assert the_ring().status == Delivery.Status.SENT


def test_two_processes_that_saw_the_same_delivery_send_it_once(rung: Contact) -> None:
    mine, theirs = the_ring(), the_ring()
    assert send._claimed(mine)
    assert not send._claimed(theirs)


def test_a_channel_that_is_slow_to_answer_is_given_each_thing_once_by_whichever_process(
    rung: Contact, monkeypatch: pytest.MonkeyPatch, now: time_machine.Traveller
) -> None:
    given: list[Delivery] = []
    answers = Event()
    monkeypatch.setattr(send, "_send", lambda delivery: given.append(delivery) or (answers.wait(10) and None))
    Delivery.objects.update(expires_at=clock.now() + 4 * RENEWED)
    mine, another = Sender(), Sender()
    try:
        mine.run(patience=0)
        for _round in range(int(RENEWED / CLAIM * 2) - 1):
            now.shift(CLAIM / 2)
            mine.run(patience=0)
            assert another.run(patience=0) == 0
        assert len(given) == 1
        now.shift(RENEWED)
        mine.run(patience=0)
        assert len(given) == 2, "but what hangs for ever is lost to nobody"
    finally:
        answers.set()
        mine.settle()
        another.settle()
    assert the_ring().status == Delivery.Status.SENT


def test_a_process_that_was_busy_for_longer_than_its_claim_does_not_send_again_what_it_is_sending(
    rung: Contact, monkeypatch: pytest.MonkeyPatch, now: time_machine.Traveller
) -> None:
    given: list[Delivery] = []
    answers = Event()
    monkeypatch.setattr(send, "_send", lambda delivery: given.append(delivery) or (answers.wait(10) and None))
    mine = Sender()
    try:
        mine.run(patience=0)
        now.shift(CLAIM * 2)
        mine.run(patience=0)
        assert len(given) == 1
    finally:
        answers.set()
        mine.settle()


def test_what_was_answered_before_it_was_sent_is_not_sent(rung: Contact, cast: Cast, service: PushReceiver) -> None:
    answer(contact_id=rung.pk, coach=cast.dana)
    send_due()
    assert service.ids("dana") == []


def test_what_was_taken_back_before_it_was_sent_is_not_sent(rung: Contact, cast: Cast, service: PushReceiver) -> None:
    withdraw(contact_id=rung.pk, client=cast.mia)
    send_due()
    assert service.ids("dana") == []


def test_a_ring_that_went_out_while_it_was_dropped_counts_as_sent(rung: Contact, cast: Cast) -> None:
    row = the_ring()
    send._claimed(row)
    answer(contact_id=rung.pk, coach=cast.dana)
    send._finish(row, Delivery.Status.SENT, "")
    assert the_ring().status == Delivery.Status.SENT


def test_the_same_step_is_put_into_the_outbox_once(cast: Cast, rung: Contact, now: time_machine.Traveller) -> None:
    def again() -> None:
        with changes():
            ring(person_id=cast.dana.pk, contact_id=rung.pk, kind="ring", step=99, until=rung.asked_at + timedelta(1))

    again()
    before = Delivery.objects.count()
    again()
    assert Delivery.objects.count() == before


def test_somebody_without_an_address_and_without_a_phone_is_still_told_in_the_app(cast: Cast, rung: Contact) -> None:
    cast.toni.email = None
    cast.toni.save()
    with changes():
        tell(person_ids=[cast.toni.pk, None], contact_id=rung.pk, kind="unreached", step=1)
    assert list(Delivery.objects.filter(person=cast.toni).values_list("channel", flat=True)) == ["in_app"]


def test_a_channel_that_no_version_knows_any_more_is_given_up_with_its_reason(cast: Cast, rung: Contact) -> None:
    row = the_ring()
    Delivery.objects.filter(pk=row.pk).update(channel="carrier_pigeon")
    send_due()
    row.refresh_from_db()
    assert (row.status, row.error) == (Delivery.Status.FAILED, "no channel carrier_pigeon")
