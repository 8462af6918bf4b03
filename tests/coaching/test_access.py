"""Who gets what of a contact: a stranger gets nothing, a wrong role is refused, cover ends after a day.

The list of addresses is read from the URL configuration: a new one without a case here fails.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.plain_pages import render_plainly
from wiseline.audit.models import Entry
from wiseline.chart.models import Commitment
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.search import begin_search
from wiseline.coaching.models import Contact
from wiseline.coaching.urls import urlpatterns
from wiseline.lib import clock
from wiseline.live.publish import changes

OF_CLIENTS = {"state", "place", "safety", "choose", "tell", "withdraw", "again", "enough"}
OF_COACHES = {
    "ring_state",
    "answer",
    "promise",
    "hand_over",
    "follow_up",
    "end",
    "tick",
    "agreed",
    "risk",
    "save_note",
    "coach_it",
    "suggested",
}
OF_BOTH = {"open", "messages", "call_join", "practice"}
OTHER = {
    "need_met",
    "ask",
    "outcome",
    "outcome_where",
    "recontact",
    "board",
    "rings",
    "start",
    "note",
    "answer_by_token",
    "promise_by_token",
}
LEGS = {"call_signal", "call_alive", "call_leave"}
READ = {"open", "state", "ring_state", "messages", "coach_it", "suggested"}


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> None:
    render_plainly(settings)


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia talks with Dana."""
    row, _new = ask(client=cast.mia, safety="safe", primer={"happening": "A secret thing"})
    answer(contact_id=row.pk, coach=cast.dana)
    row.refresh_from_db()
    return row


def go(browser: Client, name: str, *args: object) -> int:
    path = reverse(f"coaching:{name}", args=args)
    return (browser.get(path) if name in READ else browser.post(path)).status_code


def test_every_address_of_a_contact_has_a_case_here() -> None:
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names == OF_CLIENTS | OF_COACHES | OF_BOTH | OTHER | LEGS


@pytest.mark.parametrize("name", sorted(OF_CLIENTS | OF_COACHES | OF_BOTH))
def test_nobody_gets_a_contact_without_signing_in(contact: Contact, name: str) -> None:
    response = Client().post(reverse(f"coaching:{name}", args=[contact.pk]))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(OF_COACHES | OF_BOTH))
def test_for_a_coach_of_another_programme_it_does_not_exist(cast: Cast, contact: Contact, name: str) -> None:
    assert go(browser_of(cast.eve), name, contact.pk) == 404


@pytest.mark.parametrize("name", sorted(OF_CLIENTS | OF_BOTH))
def test_for_another_client_it_does_not_exist(cast: Cast, contact: Contact, name: str) -> None:
    for stranger in (cast.noah, cast.otto):
        assert go(browser_of(stranger), name, contact.pk) == 404
    contact.refresh_from_db()
    assert contact.status == "live"


@pytest.mark.parametrize("name", sorted(OF_CLIENTS))
def test_a_coach_can_not_act_as_the_client(cast: Cast, contact: Contact, name: str) -> None:
    assert go(browser_of(cast.dana), name, contact.pk) == 403


@pytest.mark.parametrize("name", sorted(OF_COACHES))
def test_a_client_can_not_act_as_the_coach(cast: Cast, contact: Contact, name: str) -> None:
    assert go(browser_of(cast.mia), name, contact.pk) == 403


@pytest.mark.parametrize("name", sorted({"end", "tick", "save_note", "coach_it", "suggested"}))
def test_a_coach_who_does_not_hold_it_writes_no_note(cast: Cast, contact: Contact, name: str) -> None:
    assert go(browser_of(cast.lea), name, contact.pk) == 404


@pytest.mark.parametrize("name", sorted(LEGS))
def test_a_leg_of_a_call_is_its_own_persons(cast: Cast, contact: Contact, name: str) -> None:
    joined = browser_of(cast.mia).post(reverse("coaching:call_join", args=[contact.pk]))
    leg = joined.json()["leg"]
    for stranger in (cast.dana, cast.eve, cast.noah):
        assert go(browser_of(stranger), name, leg) == 404
    assert go(browser_of(cast.mia), name, uuid.uuid4()) == 404


def test_nobody_joins_a_call_that_is_not_theirs(cast: Cast, contact: Contact) -> None:
    for stranger in (cast.lea, cast.sam, cast.noah, cast.eve):
        assert browser_of(stranger).post(reverse("coaching:call_join", args=[contact.pk])).status_code == 404


def test_a_commitment_is_answered_by_its_own_client_only(cast: Cast, contact: Contact) -> None:
    row = Commitment.objects.create(
        client=cast.mia,
        programme_id=cast.programme.pk,
        contact_id=contact.pk,
        coach=cast.dana,
        text="Breathe",
        ask_at=clock.now(),
    )
    path = reverse("coaching:outcome", args=[row.pk])
    for stranger in (cast.noah, cast.otto):
        assert browser_of(stranger).post(path, {"outcome": "helped"}).status_code == 404
    row.refresh_from_db()
    assert row.outcome == ""


def test_a_note_is_read_by_its_author_and_who_cares_for_the_client(cast: Cast, contact: Contact) -> None:
    note = notes.sign(contact=contact, coach=cast.dana)
    path = reverse("coaching:note", args=[note.pk])
    assert browser_of(cast.dana).get(path).status_code == 200
    for stranger in (cast.sam, cast.lea, cast.eve):
        assert browser_of(stranger).get(path).status_code == 404
    assert browser_of(cast.mia).get(path).status_code == 403


def test_a_coach_starts_contacts_with_their_own_clients_only(cast: Cast) -> None:
    path = reverse("coaching:start", args=[cast.mia.pk])
    for stranger in (cast.sam, cast.eve):
        assert browser_of(stranger).post(path, {"kind": "check_in"}).status_code == 404
    assert not Contact.objects.exists()


@pytest.mark.parametrize("name", ["answer_by_token", "promise_by_token"])
def test_a_forged_notification_does_nothing(contact: Contact, name: str) -> None:
    assert Client().post(reverse(f"coaching:{name}", args=["forged:token"])).status_code == 410


def test_a_covering_coach_reads_the_brief_while_they_hold_it_and_a_day_after(
    cast: Cast, now: time_machine.Traveller
) -> None:
    row, _new = ask(client=cast.mia, safety="safe", primer={"happening": "A secret thing"})
    page = reverse("coaching:open", args=[row.pk])
    assert browser_of(cast.sam).get(page).status_code == 404
    with changes():
        begin_search(Contact.objects.get(pk=row.pk), now=clock.now(), to=cast.sam.pk)
    assert b"A secret thing" in browser_of(cast.sam).get(page).content
    assert Entry.objects.filter(actor_id=cast.sam.pk, action="brief.read", client_id=cast.mia.pk).exists()
    answer(contact_id=row.pk, coach=cast.sam)
    end(contact_id=row.pk, by=cast.sam)
    notes.sign(contact=Contact.objects.get(pk=row.pk), coach=cast.sam)
    now.shift(timedelta(hours=23))
    assert b"A secret thing" in browser_of(cast.sam).get(page).content
    now.shift(timedelta(hours=2))
    assert b"A secret thing" not in browser_of(cast.sam).get(page).content


def test_a_lead_sees_that_a_contact_is_open_but_not_what_was_said(cast: Cast, contact: Contact) -> None:
    page = browser_of(cast.lea).get(reverse("coaching:open", args=[contact.pk]))
    assert page.status_code == 200
    assert b"A secret thing" not in page.content


def test_page_titles_and_addresses_say_nothing(cast: Cast, contact: Contact) -> None:
    for person, path in ((cast.mia, "/"), (cast.dana, "/board/"), (cast.dana, f"/c/{contact.pk}/")):
        assert b"<title>Wiseline</title>" in browser_of(person).get(path).content


def test_bad_answers_lose_nothing_that_was_typed(cast: Cast, contact: Contact) -> None:
    page = browser_of(cast.dana).post(
        reverse("coaching:save_note", args=[contact.pk]), {"problem": "A row at home", "distress_before": "900"}
    )
    assert page.status_code == 422
    assert b"A row at home" in page.content
    assert b"900" in page.content


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post("/ask/").status_code == 403
    assert not Contact.objects.exists()


def test_asking_has_no_limit_of_rate(cast: Cast) -> None:
    browser = browser_of(cast.mia)
    assert {browser.post("/ask/", {"client_key": str(n)}).status_code for n in range(60)} == {302}
    assert Contact.objects.count() == 1
