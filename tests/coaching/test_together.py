"""Several people, pages and processes in the same instant, on the real database: each thing happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections

from tests.cast import Cast, make_cast
from tests.coaching.invariants import check_everything
from tests.conftest import EVENING
from tests.fakes.push_wire import give_phone, push_wire
from wiseline.chart.models import Commitment, Note
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import Taken, answer, end, hand_over, promise, withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Contact, ContactEvent, Message
from wiseline.coaching.transitions import NotAllowed, Status
from wiseline.engine.cycles import escalate
from wiseline.lib import clock
from wiseline.reach.flows.send import Sender
from wiseline.reach.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it in the same instant, each in a thread and a connection of its own; return results or errors."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            gate.wait(10)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "they wait for each other"
    return results


@pytest.fixture
def people(transactional_db: None) -> Iterator[Cast]:
    """The cast, in rows that every connection sees, on an evening on which time goes on."""
    with time_machine.travel(EVENING, tick=True):
        yield make_cast()


def test_two_coaches_who_answer_in_the_same_instant_leave_one_holder_and_the_other_is_told_who(people: Cast) -> None:
    for _ in range(ROUNDS):
        contact, _new = ask(client=people.mia, safety="safe")
        results = at_once(
            lambda contact=contact: answer(contact_id=contact.pk, coach=people.dana),
            lambda contact=contact: answer(contact_id=contact.pk, coach=people.lea),
        )
        winners = [result for result in results if isinstance(result, Contact)]
        losers = [result for result in results if isinstance(result, Taken)]
        assert (len(winners), len(losers)) == (1, 1), results
        contact.refresh_from_db()
        assert contact.status == Status.LIVE
        assert losers[0].holder == contact.holder == winners[0].holder
        assert ContactEvent.objects.filter(contact=contact, kind="answered").count() == 1
        end(contact_id=contact.pk, by=people.mia)
    check_everything([people.lea])


def test_two_taps_in_the_same_instant_are_one_request(people: Cast) -> None:
    for number in range(ROUNDS):
        results = at_once(
            lambda number=number: ask(client=people.mia, ask_key=f"phone {number}", safety="safe"),
            lambda number=number: ask(client=people.mia, ask_key=f"phone {number}", safety="safe"),
            lambda number=number: ask(client=people.mia, ask_key=f"tablet {number}"),
        )
        assert {contact.pk for contact, _new in results} == {results[0][0].pk}
        assert sum(new for _contact, new in results) == 1
        withdraw(contact_id=results[0][0].pk, client=people.mia)
    assert Contact.objects.count() == ROUNDS
    check_everything([people.lea])


def test_two_switchboards_in_the_same_instant_take_each_step_once(people: Cast) -> None:
    programme = people.programme
    programme.ladder = {"asked_grace": 0, "again_after": 0, "backup_after": 0, "lead_after": 0, "ends_after": 0}
    programme.save()
    for _ in range(ROUNDS):
        contact, _new = ask(client=people.mia)
        for _step in range(6):
            at_once(escalate.run, escalate.run, escalate.run)
        contact.refresh_from_db()
        assert contact.status == Status.UNREACHED
        rung = list(contact.events.filter(kind="rung").values_list("data__step", flat=True))
        assert rung == sorted(set(rung))
        assert contact.events.filter(kind="unreached").count() == 1
        answer(contact_id=contact.pk, coach=people.dana)
        end(contact_id=contact.pk, by=people.dana)
    check_everything([people.lea])


def test_an_answer_a_taking_back_and_a_due_step_in_the_same_instant_end_in_one_true_state(people: Cast) -> None:
    programme = people.programme
    programme.ladder = {"again_after": 0}
    programme.save()
    for _ in range(ROUNDS):
        contact, _new = ask(client=people.mia, safety="safe")
        results = at_once(
            lambda contact=contact: answer(contact_id=contact.pk, coach=people.dana),
            lambda contact=contact: withdraw(contact_id=contact.pk, client=people.mia),
            escalate.run,
        )
        contact.refresh_from_db()
        refused = [result for result in results if isinstance(result, NotAllowed)]
        assert contact.status in {Status.LIVE, Status.WITHDRAWN}
        assert len(refused) == 1
        if contact.status == Status.LIVE:
            end(contact_id=contact.pk, by=people.mia)
    check_everything([people.lea])


def test_promises_answers_and_hand_overs_in_the_same_instant_leave_at_most_one_holder(people: Cast) -> None:
    for _ in range(ROUNDS):
        contact, _new = ask(client=people.mia, safety="safe")
        soon = clock.now() + timedelta(minutes=15)
        results = at_once(
            lambda contact=contact, soon=soon: promise(contact_id=contact.pk, coach=people.dana, at=soon),
            lambda contact=contact, soon=soon: promise(contact_id=contact.pk, coach=people.sam, at=soon),
            lambda contact=contact: hand_over(contact_id=contact.pk, coach=people.dana, to=None),
        )
        assert all(isinstance(result, Contact | Taken) for result in results), results
        check_everything([people.lea])
        withdraw(contact_id=contact.pk, client=people.mia)


def test_a_client_who_asks_anew_while_the_last_contact_is_opened_again_has_one_open_contact(people: Cast) -> None:
    for _ in range(ROUNDS):
        first, _new = ask(client=people.mia, safety="safe")
        answer(contact_id=first.pk, coach=people.dana)
        end(contact_id=first.pk, by=people.dana)
        asked, answered = at_once(
            lambda: ask(client=people.mia, safety="safe"),
            lambda first=first: answer(contact_id=first.pk, coach=people.dana),
        )
        assert isinstance(answered, Contact | NotAllowed)
        assert not isinstance(asked, Exception), asked
        check_everything([people.lea])
        standing = asked[0]
        standing.refresh_from_db()
        if standing.status != Status.LIVE:
            answer(contact_id=standing.pk, coach=people.dana)
        end(contact_id=standing.pk, by=people.dana)


def test_two_taps_on_sign_are_one_note_and_one_commitment(people: Cast) -> None:
    body = {"commitment": "walk", "commitment_minutes": 30, "coached": ["tipp"]}
    for number in range(1, ROUNDS + 1):
        contact, _new = ask(client=people.mia, safety="safe")
        answer(contact_id=contact.pk, coach=people.dana)
        contact.refresh_from_db()
        notes.save_draft(contact=contact, coach=people.dana, body=body)

        def sign(contact: Contact = contact) -> Note:
            return notes.sign(contact=contact, coach=people.dana)

        def save(contact: Contact = contact) -> Note:
            return notes.save_draft(contact=contact, coach=people.dana, body={"done": "listened"})

        signed, again, _saved = at_once(sign, sign, save)
        assert signed == again
        contact.refresh_from_db()
        assert contact.status == Status.CLOSED
        assert Note.objects.get(contact_id=contact.pk).signed_at is not None
        assert Commitment.objects.count() == number
    check_everything([people.lea])


def test_a_message_that_two_tabs_send_is_kept_once(people: Cast) -> None:
    contact, _new = ask(client=people.mia, safety="safe")
    for number in range(ROUNDS):

        def send(number: int = number) -> Message:
            return write(contact=contact, author=people.mia, body="hello", client_key=str(number))

        first, second = at_once(send, send)
        assert first == second
    assert Message.objects.count() == ROUNDS
    check_everything([people.lea])


def test_two_senders_in_the_same_instant_send_each_notification_once(people: Cast) -> None:
    for person in (people.dana, people.sam, people.lea):
        give_phone(person)
    with push_wire() as wire:
        for _ in range(ROUNDS):
            contact, _new = ask(client=people.mia, safety="safe")
            at_once(lambda: Sender().run(None), lambda: Sender().run(None))
            withdraw(contact_id=contact.pk, client=people.mia)
    topics = [topic for topic, _endpoint in wire.sent]
    assert len(topics) == len(set(topics)) == Delivery.objects.filter(channel="web_push", status="sent").count()
    assert len(topics) >= ROUNDS
