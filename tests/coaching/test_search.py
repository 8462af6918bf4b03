"""Who is rung when, and what the client reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.cast import Cast
from wiseline.coaching.flows.answer import Taken, answer, hand_over, promise, withdraw
from wiseline.coaching.flows.ask import ask, tell
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.truth import before_asking, of_contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.safety.others import include


def pass_time(now: time_machine.Traveller, contact: Contact, minutes: float) -> Contact:
    """Let time pass, doing what falls due on the way, as the switchboard does."""
    end = clock.now() + timedelta(minutes=minutes)
    while True:
        contact.refresh_from_db()
        if contact.due_at is None or contact.due_at > end:
            break
        if contact.due_at > clock.now():
            now.move_to(contact.due_at)
        advance(contact.pk)
    now.move_to(end)
    contact.refresh_from_db()
    return contact


def test_a_safe_client_who_asks_has_her_therapist_rung_at_once(cast: Cast) -> None:
    contact, new = ask(client=cast.mia, safety="safe")
    assert new
    assert (contact.status, contact.ringing_id) == (Status.RINGING, cast.dana.pk)


def test_the_search_goes_from_therapist_to_backup_to_lead_to_unreached(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    for minutes, coach in ((4.9, cast.dana), (0.2, cast.sam), (4.8, cast.sam), (0.2, cast.lea)):
        assert pass_time(now, contact, minutes).ringing_id == coach.pk
    pass_time(now, contact, 5)
    assert (contact.status, contact.holder_id) == (Status.UNREACHED, cast.dana.pk)


@pytest.mark.parametrize(("safety", "second"), [("safe", "lea"), ("danger", "sam")])
def test_a_parents_own_coach_is_rung_for_the_adolescent_in_danger_only(
    cast: Cast, now: time_machine.Traveller, safety: str, second: str
) -> None:
    include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    contact, _ = ask(client=cast.mia, safety=safety)
    assert pass_time(now, contact, 5.1).ringing_id == getattr(cast, second).pk


def test_what_the_client_reads_while_waiting_names_who_is_rung_and_what_then(cast: Cast) -> None:
    with timezone.override(cast.mia.timezone):
        before = before_asking(cast.mia, clock.now())
        contact, _ = ask(client=cast.mia, safety="safe")
        words = of_contact(contact, clock.now())
    assert before.headline == "If you ask now, we ring Dana Reyes."
    assert "Dana Reyes can be reached until 21:00" in before.lines[0]
    assert words.headline == "We are ringing Dana Reyes."
    assert any("Sam Okafor" in line for line in words.lines)


def test_two_coaches_who_answer_together_leave_one_holder_and_the_other_is_told_who(cast: Cast) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    with pytest.raises(Taken) as taken:
        answer(contact_id=contact.pk, coach=cast.sam)
    assert taken.value.holder == cast.dana


def test_a_promise_that_is_not_kept_resumes_the_search(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    assert pass_time(now, contact, 16).status == Status.PROMISED
    assert contact.nudged_at is not None
    assert pass_time(now, contact, 1.1).status == Status.RINGING


def test_a_coach_who_goes_quiet_is_nudged_and_then_the_search_resumes(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    assert pass_time(now, contact, 5.1).nudged_at is not None
    assert contact.status == Status.LIVE
    assert pass_time(now, contact, 3).status == Status.RINGING


def test_a_second_ask_opens_the_first(cast: Cast) -> None:
    first, _ = ask(client=cast.mia)
    second, new = ask(client=cast.mia, safety="safe")
    assert (second.pk, new) == (first.pk, False)


def test_a_request_whose_question_stays_open_is_searched_for_all_the_same(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia)
    assert contact.status == Status.ASKED
    assert pass_time(now, contact, 1).status == Status.RINGING


def test_a_hand_over_rings_the_colleague_and_not_the_one_who_handed_over(cast: Cast) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    hand_over(contact_id=contact.pk, coach=cast.dana, to=cast.lea)
    contact.refresh_from_db()
    assert contact.ringing_id == cast.lea.pk


def test_a_request_taken_back_rings_nobody(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    withdraw(contact_id=contact.pk, client=cast.mia)
    assert pass_time(now, contact, 60).status == Status.WITHDRAWN


def test_a_second_ask_adds_what_was_tried_and_loses_nothing_that_was_told(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, safety="safe")
    tell(contact_id=contact.pk, client=cast.mia, answers={"tried": ["tipp"], "happening": "a row"})
    again, new = ask(client=cast.mia, primer={"tried": ["stop"]})
    assert not new
    assert again.primer == {"tried": ["tipp", "stop"], "happening": "a row"}
    version = again.version
    third, _new = ask(client=cast.mia, primer={"tried": ["stop"]})
    assert third.version == version, "nothing new was said, so nothing is recorded"
