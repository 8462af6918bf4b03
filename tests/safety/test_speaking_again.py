"""A risk assessment in the note, and a call that was agreed after it: no memory keeps it, so nobody can lose it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wiseline.chart.models import Need
from wiseline.chart.needs import needs_for
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.recontact import agree_recontact, begin_due, say_done
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact, Kind, Recontact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Delivery

HOUR = timedelta(hours=1)


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Dana talks with Mia."""
    row, _new = ask(client=cast.mia, safety="unsure")
    answer(contact_id=row.pk, coach=cast.dana)
    row.refresh_from_db()
    return row


def assess(coach: Person, contact: Contact, **fields: Any) -> Any:
    return browser_of(coach).post(reverse("coaching:risk", args=[contact.pk]), fields)


def signed_with_a_call(cast: Cast, contact: Contact) -> Recontact:
    assert assess(cast.dana, contact, again="1", sign="1").status_code == 302
    return Recontact.objects.get()


def rung(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind__in=["ring", "nudge"], channel="in_app").count()


def test_the_assessment_is_part_of_the_note_and_reads_in_it(cast: Cast, contact: Contact) -> None:
    page = browser_of(cast.dana).get(reverse("coaching:risk", args=[contact.pk])).content.decode()
    assert "Have you thought about how?" in page
    fields = {
        "asked_thoughts": "yes",
        "asked_acted": "no",
        "acute": ["alone", "shame"],
        "protective": ["people"],
        "means": "Tablets: Ada takes them tonight",
        "judgement": "Danger is raised tonight, and lower once Ada is there.",
        "done_list": ["support"],
        "considered": "Hospital: not needed while Ada stays",
        "consulted": "Lea",
        "sign": "1",
    }
    assert assess(cast.dana, contact, **fields).status_code == 302
    note = notes.latest_note(Contact.objects.get(pk=contact.pk))
    assert note is not None
    assert (note.body["risk_asked"], note.body["acted"]) == (True, "no")
    shown = browser_of(cast.dana).get(reverse("coaching:note", args=[note.pk])).content.decode()
    for words in (
        "Thoughts of ending their life",
        "Alone now",
        "Ada takes them tonight",
        "Hospital: not needed",
        "Lea",
    ):
        assert words in shown


def test_what_was_assessed_stays_when_the_note_is_written_on(cast: Cast, contact: Contact) -> None:
    assess(cast.dana, contact, asked_thoughts="yes", steps="Ada comes")
    browser_of(cast.dana).post(reverse("coaching:save_note", args=[contact.pk]), {"problem": "a row"})
    note = notes.draft_of(contact, cast.dana)
    assert note.body["risk"]["steps"] == "Ada comes"
    assert note.body["problem"] == "a row"
    again = browser_of(cast.dana).get(reverse("coaching:risk", args=[contact.pk])).content.decode()
    assert "Ada comes</textarea>" in again


@pytest.mark.parametrize("own", ["", "2020-01-01T09:00", "soon"])
def test_a_time_that_is_none_is_told_and_nothing_is_lost(cast: Cast, contact: Contact, own: str) -> None:
    answer = assess(cast.dana, contact, steps="Ada comes", sign="1", again="own", own_time=own)
    assert answer.status_code == 422
    assert "Ada comes</textarea>" in answer.content.decode()
    assert not Recontact.objects.exists()


def test_nothing_is_due_before_the_note_is_signed_and_then_it_stands_on_the_board(cast: Cast, contact: Contact) -> None:
    assess(cast.dana, contact, again="2")
    assert not Recontact.objects.exists()
    notes.sign(contact=contact, coach=cast.dana)
    row = Recontact.objects.get()
    assert abs(row.at - clock.now() - 2 * HOUR) < timedelta(minutes=1)
    (need,) = needs_for(cast.dana)
    assert (need.kind, need.due_at, need.owner) == ("recontact", row.at, cast.dana)
    assert "a call that was agreed after risk" in browser_of(cast.dana).get("/board/").content.decode()


def test_an_agreed_call_that_both_forget_rings_the_therapist_then_the_others_and_is_then_owed(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    before = {person: rung(person) for person in (cast.dana, cast.sam, cast.lea)}
    now.move_to(row.at)
    assert begin_due() == 1
    row.refresh_from_db()
    due = row.became
    assert due is not None
    assert (due.status, due.holder, due.kind) == (Status.PROMISED, cast.dana, Kind.RECONTACT)
    for _step in range(12):
        due.refresh_from_db()
        if due.status == Status.UNREACHED:
            break
        assert due.due_at is not None
        now.move_to(max(due.due_at, clock.now()))
        advance(due.pk)
    assert due.status == Status.UNREACHED
    assert due.holder is not None
    assert all(rung(person) > before[person] for person in before), "all three were rung"
    assert due.pk in {entry.pk for entry in Contact.objects.filter(holder=due.holder, status=Status.UNREACHED)}


def test_it_becomes_one_contact_however_often_and_from_wherever_it_is_looked_for(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    assert begin_due() == 0, "not before its time"
    now.move_to(row.at)
    assert begin_due() == 1
    assert begin_due() == 0
    assert Contact.objects.filter(kind=Kind.RECONTACT).count() == 1
    assert not Need.objects.filter(kind="recontact", met_at=None).exists(), "now the contact stands for it"


def test_a_server_that_was_down_at_the_time_rings_when_it_is_back(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at + 9 * HOUR)
    begin_due()
    due = Contact.objects.get(kind=Kind.RECONTACT)
    before = rung(cast.dana)
    assert advance(due.pk)
    assert rung(cast.dana) == before + 1


def test_a_client_who_asked_meanwhile_is_in_one_contact_which_says_that_a_call_was_agreed(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at - timedelta(minutes=1))
    open_, _new = ask(client=cast.mia, safety="safe")
    now.move_to(row.at)
    assert begin_due() == 1
    row.refresh_from_db()
    assert row.became == open_
    assert open_.events.filter(kind="recontact").exists()


def test_a_client_who_takes_the_agreed_call_back_decides_nothing_about_risk(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    now.move_to(row.at)
    begin_due()
    withdraw(contact_id=Contact.objects.get(kind=Kind.RECONTACT).pk, client=cast.mia)
    assert [need.kind for need in needs_for(cast.dana)] == ["recontact"]
    browser_of(cast.dana).post(reverse("coaching:recontact", args=[row.pk]))
    assert needs_for(cast.dana) == []


def test_a_call_that_has_been_before_its_time_is_said_to_be_done_once(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    row = signed_with_a_call(cast, contact)
    for _tap in range(2):
        say_done(recontact=row, by=cast.dana)
    now.move_to(row.at)
    assert begin_due() == 0
    assert needs_for(cast.dana) == []


def test_a_covering_coach_who_agreed_it_owes_it_and_finds_its_page(cast: Cast) -> None:
    row, _new = ask(client=cast.mia, safety="unsure")
    answer(contact_id=row.pk, coach=cast.sam)
    row.refresh_from_db()
    agreed = agree_recontact(contact=row, coach=cast.sam, at=clock.now() + HOUR)
    assert [need.kind for need in needs_for(cast.sam)] == ["recontact"]
    assert browser_of(cast.sam).get(reverse("coaching:recontact", args=[agreed.pk])).status_code == 200
    assert browser_of(cast.lea).get(reverse("coaching:recontact", args=[agreed.pk])).status_code == 404


def test_a_client_cannot_ask_for_this_kind_of_contact(cast: Cast) -> None:
    browser_of(cast.mia).post("/ask/", {"kind": "recontact", "safety": "safe"})
    assert Contact.objects.get().kind == Kind.SKILLS


def test_the_client_reads_at_home_when_you_speak_again_until_it_has_begun_or_been(cast: Cast, contact: Contact) -> None:
    def home() -> str:
        return browser_of(cast.mia).get(reverse("web:home")).content.decode()

    assert "You speak again" not in home()
    row = signed_with_a_call(cast, contact)
    assert "You speak again with Dana" in home()
    say_done(recontact=row, by=cast.dana)
    assert "You speak again" not in home()
