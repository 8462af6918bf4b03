"""A call that was agreed after risk and forgotten: whoever is rung instead knows what was said when it was agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.safety.test_assessing import assess
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask, say_safety
from wiseline.coaching.flows.recontact import begin_due, say_done
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact, Recontact
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.safety.flows import write_plan
from wiseline.safety.plan import Item

WRITTEN = {
    "asked_intent": "yes",
    "asked_acted": "yes",
    "means": "Tablets in the kitchen",
    "steps": "Ada stays until 23",
}


def page(person: Person, contact: Contact) -> str:
    return browser_of(person).get(reverse("coaching:open", args=[contact.pk])).content.decode()


@pytest.fixture
def talk(cast: Cast) -> Contact:
    """Mia said that she is in danger; Dana talked with her, and they speak again in two hours."""
    write_plan(client=cast.mia, by=cast.mia, sections={"emergency": [Item(text="Ada, my sister", phone="030 555666")]})
    row, _new = ask(client=cast.mia, safety="danger")
    row = answer(contact_id=row.pk, coach=cast.dana)
    assess(cast.dana, row, **WRITTEN, again="2")
    return row


def forgotten(cast: Cast, now: time_machine.Traveller) -> Contact:
    """Its time has come, Dana does not, and Sam is rung."""
    now.move_to(Recontact.objects.get().at)
    begin_due()
    due = Recontact.objects.get().became
    assert due is not None
    while due.ringing != cast.sam:
        assert due.due_at is not None
        now.move_to(max(due.due_at, clock.now()))
        advance(due.pk)
        due.refresh_from_db()
    return due


@pytest.mark.parametrize("signed", [True, False])
def test_who_is_rung_for_a_forgotten_call_after_risk_reads_what_was_said_then_and_whom_to_call(
    cast: Cast, talk: Contact, now: time_machine.Traveller, signed: bool
) -> None:
    if signed:
        notes.sign(contact=talk, coach=cast.dana)
    else:
        browser_of(cast.dana).post(reverse("coaching:end", args=[talk.pk]))
    due = forgotten(cast, now)
    for stage in ("rung", "in the talk"):
        shown = page(cast.sam, due)
        then = shown[shown.index("Agreed after risk") : shown.index("If help must come")]
        assert "Dana Reyes agreed this call for 21:30" in " ".join(then.split()).replace("Monday ", ""), stage
        assert "Says: in danger" in then
        assert "Already acted on an urge</dt><dd>Yes" in then
        assert "Intent</dt><dd>Yes" in then
        assert "Tablets in the kitchen" in then
        assert "Ada stays until 23" in then
        assert ("not signed" in then) is not signed
        assert "tel:030555666" in shown, "whom to call"
        assert "tel:112" in shown
        answer(contact_id=due.pk, coach=cast.sam)
    assert browser_of(cast.sam).get(reverse("coaching:open", args=[talk.pk])).status_code == 404


def test_who_is_rung_for_anything_else_reads_nothing_of_it_but_what_was_said_about_safety(
    cast: Cast, talk: Contact, now: time_machine.Traveller
) -> None:
    notes.sign(contact=talk, coach=cast.dana)
    other, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=other.pk, coach=cast.dana)
    browser_of(cast.dana).post(reverse("coaching:hand_over", args=[other.pk]), {"to": str(cast.sam.pk)})
    shown = page(cast.sam, other)
    assert "Tablets in the kitchen" not in shown
    assert "tel:030555666" not in shown
    last = shown[shown.index("Last contacts") :]
    assert "Says: in danger" in last[: last.index("</ul>")]


def test_the_request_in_which_it_falls_due_shows_it_and_once_they_are_safe_whom_to_call_is_closed_again(
    cast: Cast, talk: Contact, now: time_machine.Traveller
) -> None:
    notes.sign(contact=talk, coach=cast.dana)
    now.shift(timedelta(hours=1))
    ask(client=cast.mia, kind="crisis")
    due = forgotten(cast, now)
    assert due.kind == "crisis"
    assert "Tablets in the kitchen" in page(cast.sam, due)
    assert "tel:030555666" in page(cast.sam, due)
    say_safety(contact_id=due.pk, client=cast.mia, safety="safe")
    assert "Tablets in the kitchen" in page(cast.sam, due)
    assert "tel:030555666" not in page(cast.sam, due)


def test_a_forgotten_call_is_not_put_off_again(cast: Cast, talk: Contact, now: time_machine.Traveller) -> None:
    notes.sign(contact=talk, coach=cast.dana)
    due = forgotten(cast, now)
    shown = page(cast.sam, due)
    assert "was agreed after risk, and is due. A call later than in 15 minutes is not offered" in shown
    assert 'value="60"' not in shown
    assert 'type="time"' not in shown
    browser_of(cast.sam).post(reverse("coaching:promise", args=[due.pk]), {"minutes": "60"})
    due.refresh_from_db()
    assert due.ringing == cast.sam


def note_of(cast: Cast, talk: Contact) -> str:
    note = notes.latest_note(talk)
    assert note is not None
    return " ".join(browser_of(cast.dana).get(reverse("coaching:note", args=[note.pk])).content.decode().split())


def test_the_signed_note_says_that_a_call_was_agreed_when_and_what_has_become_of_it(
    cast: Cast, talk: Contact, now: time_machine.Traveller
) -> None:
    notes.sign(contact=talk, coach=cast.dana)
    assert "Speak again</dt><dd>Monday 23 November, 21:30 · still ahead" in note_of(cast, talk)
    now.move_to(Recontact.objects.get().at)
    assert "21:30 · due, and not begun yet" in note_of(cast, talk)
    due = forgotten(cast, now)
    assert "21:30 · became the request of 21:30: ringing" in note_of(cast, talk)
    answer(contact_id=due.pk, coach=cast.sam)
    notes.sign(contact=due, coach=cast.sam)
    assert "21:30 · became the request of 21:30: closed" in note_of(cast, talk)


def test_the_note_says_that_they_have_spoken_before_the_time(cast: Cast, talk: Contact) -> None:
    notes.sign(contact=talk, coach=cast.dana)
    say_done(recontact=Recontact.objects.get(), by=cast.dana)
    assert "spoken before its time, as Dana Reyes said: 19:30" in note_of(cast, talk)


def test_a_note_in_which_no_call_was_agreed_speaks_of_none_and_has_the_urges_before_and_after(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, safety="safe", primer={"urges": {"self_harm": 4}})
    answer(contact_id=contact.pk, coach=cast.dana)
    notes.save_draft(contact=contact, coach=cast.dana, body={"urges_after": {"self_harm": 2, "quit": 1}})
    notes.sign(contact=contact, coach=cast.dana)
    shown = note_of(cast, contact)
    assert "Urge to hurt myself</dt><dd>4 → 2" in shown
    assert "Urge to quit therapy</dt><dd>– → 1" in shown
    assert "Urge to drink or use" not in shown
    assert "Speak again" not in shown
