"""'I am hurt, or not safe': what is tapped while an ask waits answers the question about safety, for everybody."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.coaching.notes import draft_of
from wiseline.coaching.phone.words import offer
from wiseline.coaching.plan import Plan
from wiseline.coaching.risk import left_open
from wiseline.coaching.selectors.board import board_of
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.limits import Reason
from wiseline.safety.flows import write_plan
from wiseline.safety.plan import Item

BUTTON = "I am hurt, or not safe: ring somebody now"
FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>((?:(?!</form>).)*)</form>', re.DOTALL)


def page(person: Person, contact: Contact) -> str:
    return browser_of(person).get(reverse("coaching:open", args=[contact.pk])).content.decode()


@pytest.fixture
def tapped(cast: Cast, agreed: None) -> Contact:
    """Mia said that she is safe; her ask waits, as agreed; then she tapped the button."""
    del agreed
    sections = {"alone": ["Cold water"], "emergency": [Item(text="Ada, my sister", phone="030 555666")]}
    write_plan(client=cast.mia, by=cast.mia, sections=sections)
    contact, _new = ask(client=cast.mia, kind="skills", safety="safe")
    assert contact.ringing is None
    action, fields = next(form for form in FORM.findall(page(cast.mia, contact)) if BUTTON in form[1])
    browser_of(cast.mia).post(action, dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', fields)))
    contact.refresh_from_db()
    return contact


def test_the_therapist_is_rung_as_for_what_threatens_life(cast: Cast, tapped: Contact) -> None:
    assert tapped.ringing == cast.dana
    assert Plan.from_json(tapped.plan).reason is Reason.LIFE_THREATENING


def test_the_client_reads_who_is_rung_the_numbers_and_the_plan_and_may_say_where_they_are(
    cast: Cast, tapped: Contact
) -> None:
    shown = page(cast.mia, tapped)
    for words in ("We are ringing Dana Reyes.", "tel:112", "Cold water", "Where are you?"):
        assert words in shown
    assert BUTTON not in shown


def test_the_coach_reads_and_hears_it_and_knows_whom_to_call(cast: Cast, tapped: Contact) -> None:
    for _where in ("while it rings", "in the talk"):
        shown = page(cast.dana, tapped)
        assert "Says: in danger" in shown
        assert "Says: safe" not in shown
        assert "If help must come" in shown
        assert "Ada, my sister" in shown
        assert "tel:112" in shown
        answer(contact_id=tapped.pk, coach=cast.dana)
        tapped.refresh_from_db()
    assert "They say that they are in danger." in offer("M B", tapped.safety, "20:00")


def test_the_note_is_filled_with_it_and_signing_asks_about_it(cast: Cast, tapped: Contact) -> None:
    note = draft_of(answer(contact_id=tapped.pk, coach=cast.dana), cast.dana)
    assert note.body["risk_answer"] == "danger"
    assert left_open(tapped.safety, note.body)


def test_it_comes_first_on_the_board(cast: Cast, tapped: Contact) -> None:
    ask(client=cast.noah, kind="skills", safety="safe")
    assert board_of(cast.lea, clock.now()).team[0] == tapped
    assert "says: in danger" in browser_of(cast.dana).get(reverse("coaching:board")).content.decode()
