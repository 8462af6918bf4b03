"""What was agreed for the day after an act lets go of nobody whom a coach has answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.answer import answer, end, hand_over, promise
from wiseline.coaching.flows.ask import ask, choose
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.coaching.notes import save_draft
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.safety.agreeing import agree, report_act, state_of
from wiseline.safety.policy import Mode


@pytest.fixture
def acted(cast: Cast, now: time_machine.Traveller) -> Contact:
    """Mia said that she is safe, Dana answered, and has just noted that Mia has acted."""
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes first.")
    now.shift(timedelta(hours=1))
    asked, _new = ask(client=cast.mia, kind="skills", safety="safe")
    contact = answer(contact_id=asked.pk, coach=cast.dana)
    now.shift(timedelta(minutes=4))
    save_draft(contact=contact, coach=cast.dana, body={"acted": "yes"})
    assert state_of(cast.mia, clock.now()).applies
    return contact


def rung_after(contact: Contact, now: time_machine.Traveller, time: timedelta) -> list[Person | None]:
    """Whoever is rung, one after the other, in so much time from now."""
    end, rung = clock.now() + time, []
    contact.refresh_from_db()
    while contact.due_at is not None and contact.due_at <= end:
        now.move_to(contact.due_at)
        advance(contact.pk)
        contact.refresh_from_db()
        rung.append(contact.ringing)
    return rung


def test_an_act_told_in_a_contact_counts_from_when_it_was_told_and_not_from_when_the_contact_was_asked(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes first.")
    now.shift(timedelta(hours=1))
    asked, _new = ask(client=cast.mia, safety="unsure")
    now.shift(timedelta(hours=25))
    contact = answer(contact_id=asked.pk, coach=cast.dana)
    told = clock.now()
    save_draft(contact=contact, coach=cast.dana, body={"acted": "yes"})
    now.shift(timedelta(minutes=20))
    save_draft(contact=contact, coach=cast.dana, body={"problem": "A quarrel"})
    state = state_of(cast.mia, clock.now())
    assert (state.act_at, state.until) == (told, told + timedelta(hours=24))
    save_draft(contact=contact, coach=cast.dana, body={"acted": "no"})
    assert not state_of(cast.mia, clock.now()).applies


def test_an_act_that_is_written_down_after_the_talk_counts_from_the_talk(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes first.")
    now.shift(timedelta(hours=1))
    asked, _new = ask(client=cast.mia, safety="unsure")
    contact = answer(contact_id=asked.pk, coach=cast.dana)
    end(contact_id=contact.pk, by=cast.dana)
    over = clock.now()
    now.shift(timedelta(hours=9))
    save_draft(contact=contact, coach=cast.dana, body={"acted": "yes"})
    assert state_of(cast.mia, clock.now()).act_at == over


def test_handed_over_in_the_talk_the_search_goes_on_at_once_and_the_client_reads_who_is_rung(
    cast: Cast, acted: Contact
) -> None:
    hand_over(contact_id=acted.pk, coach=cast.dana, to=None)
    acted.refresh_from_db()
    assert acted.ringing == cast.sam
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[acted.pk])).content.decode()
    assert "We are ringing Sam Okafor." in page
    assert "As you agreed" not in page


def test_handed_to_a_colleague_who_does_not_answer_others_are_rung(
    cast: Cast, acted: Contact, now: time_machine.Traveller
) -> None:
    contact = hand_over(contact_id=acted.pk, coach=cast.dana, to=cast.lea)
    assert contact.ringing == cast.lea
    assert rung_after(contact, now, timedelta(minutes=2)) == [cast.sam]


def test_a_coach_who_falls_silent_is_reminded_then_the_search_goes_on(
    cast: Cast, acted: Contact, now: time_machine.Traveller
) -> None:
    assert rung_after(acted, now, timedelta(minutes=5)) == [None, cast.dana]


def test_a_new_act_or_another_word_of_the_client_after_the_talk_holds_nothing_either(
    cast: Cast, acted: Contact, now: time_machine.Traveller
) -> None:
    contact = hand_over(contact_id=acted.pk, coach=cast.dana, to=None)
    report_act(client=cast.mia, by=cast.dana)
    contact = choose(contact_id=contact.pk, client=cast.mia, kind="repair", way="call", lane="now")
    assert contact.ringing is not None
    assert rung_after(contact, now, timedelta(minutes=5))[-1] is not None


@pytest.mark.usefixtures("agreed")
def test_a_coach_who_takes_on_what_waits_is_reminded_of_their_promise_and_when_it_is_not_kept_others_are_rung(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    assert rung_after(contact, now, timedelta(minutes=15)) == [None]
    assert contact.status == Status.PROMISED
    assert contact.nudged_at is not None
    assert rung_after(contact, now, timedelta(minutes=2)) == [cast.dana]
