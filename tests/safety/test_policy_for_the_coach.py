"""What applies for the day after an act is read by the coach: on the board, while it waits or rings, in the talk."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.people.models import Person
from wiseline.safety.agreeing import agree, lift, report_act
from wiseline.safety.policy import Mode

REASON = "So that asking comes before acting."
APPLIES = "What was agreed with the client applies until Tuesday 19:30."


def page(person: Person, contact: Contact) -> str:
    return browser_of(person).get(reverse("coaching:open", args=[contact.pk])).content.decode()


def board(person: Person) -> str:
    return browser_of(person).get(reverse("coaching:board")).content.decode()


@pytest.fixture
def waits(cast: Cast, agreed: None) -> Contact:
    """A request of Mia's for which nobody is rung yet, as agreed."""
    del agreed
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing is None
    return contact


def test_the_board_says_that_it_waits_as_agreed_and_not_for_hours(cast: Cast, waits: Contact) -> None:
    for coach in (cast.dana, cast.lea):
        assert "waits as agreed with the client: nobody is rung before" in board(coach)
        assert "waits for hours" not in board(coach)
        assert "Waits as agreed with the client: nobody is rung before" in page(coach, waits)
        assert "somebody’s hours" not in page(coach, waits)


def test_what_waits_for_hours_still_says_so(cast: Cast, now: time_machine.Traveller) -> None:
    now.shift(3 * 3600)
    ask(client=cast.mia, safety="safe", lane="today")
    assert "waits for hours that begin" in board(cast.dana)


def test_who_cares_for_the_client_reads_until_when_and_why_where_it_waits_and_in_the_talk(
    cast: Cast, waits: Contact
) -> None:
    shown = page(cast.dana, waits)
    for words in (APPLIES, "Until then, nobody is rung.", "You can take it at any time.", REASON):
        assert words in shown
    answer(contact_id=waits.pk, coach=cast.dana)
    shown = page(cast.dana, waits)
    assert APPLIES in shown
    assert REASON in shown
    assert "nobody is rung" not in shown[shown.index('id="day-after"') :]
    lift(client=cast.mia, by=cast.dana)
    assert "applies until" not in page(cast.dana, waits)


def test_a_coach_who_covers_reads_it_while_they_are_rung_and_a_lead_who_is_not_reads_no_reason(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, cover=True, reason=REASON)
    now.shift(1)
    report_act(client=cast.mia, by=cast.dana)
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing == cast.sam
    shown = page(cast.sam, contact)
    for words in (APPLIES, "Until then, only a coach who covers is rung.", REASON):
        assert words in shown
    assert REASON not in page(cast.lea, contact)


@pytest.mark.usefixtures("agreed")
def test_who_is_rung_for_what_may_not_wait_reads_that_it_applies(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="danger")
    shown = page(cast.dana, contact)
    assert APPLIES in shown
    assert "nobody is rung" not in shown
