"""Who gets what at every address: a stranger finds nothing, a wrong role is refused, and a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import Cast
from tests.coaching.access_table import CASES, OK, SIGN_IN, Case
from tests.coaching.access_world import SECRET, World
from tests.coaching.crashes import everything_kept
from wiseline.audit.models import Entry
from wiseline.chart.models import Note
from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end, promise, withdraw
from wiseline.coaching.flows.ask import ask, tell
from wiseline.coaching.flows.converse import write
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.reach.words import token_for

APPS = {
    "cover",
    "load",
    "agenda",
    "alliance",
    "chains",
    "coaching",
    "diary",
    "live",
    "map",
    "notices",
    "patterns",
    "practice",
    "privacy",
    "reach",
    "safety",
    "scales",
    "skills",
    "team_agenda",
    "web",
    "phone",
    "twiml",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of every address below a resolver."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, pattern.namespace or space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}:{pattern.name}"


def browser_of(cast: Cast, who: str, **options: Any) -> Client:
    """A browser in which that person, or nobody, is signed in."""
    browser = Client(**options)
    if who != "nobody":
        browser.force_login(getattr(cast, who), backend=BACKEND)
    return browser


def outcome_of(response: Any) -> str | int:
    """What the person got, in the words of the table."""
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return SIGN_IN
    return OK if response.status_code < 400 else int(response.status_code)


def each(cast: Cast, case: Case, name: str, act: Callable[[Client, str], Any]) -> None:
    """Let everybody try, each as if nobody had tried before, and hold what they get against the table."""
    path = reverse(name, args=World(cast, case.stage).arguments(case.about))
    for who, expected in case.outcome.items():
        example = transaction.atomic()
        example.__enter__()
        try:
            browser = browser_of(cast, who)
            before = everything_kept()
            response = act(browser, path)
            found = outcome_of(response)
            if case.any_status and found not in {SIGN_IN, 403, 404}:
                found = OK
            assert found == expected, f"{who} at {path}"
            if found != OK:
                assert everything_kept() == before, f"{who} was refused at {path}, but something changed"
                assert SECRET.encode() not in b"".join(response)
        finally:
            transaction.set_rollback(True)
            example.__exit__(None, None, None)


def test_every_address_has_a_case_here() -> None:
    found = {name for name in addresses(get_resolver()) if name.split(":")[0] in APPS}
    assert found == set(CASES), "say in CASES who may have a new address"


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.get and name != "live:stream"])
def test_reading_is_for_whom_the_table_says(cast: Cast, name: str) -> None:
    each(cast, CASES[name], name, lambda browser, path: browser.get(path))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.post is not None])
def test_changing_is_for_whom_the_table_says(cast: Cast, name: str) -> None:
    each(cast, CASES[name], name, lambda browser, path: browser.post(path, CASES[name].post))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.get])
def test_what_changes_something_is_not_done_by_a_link(cast: Cast, name: str) -> None:
    case = CASES[name]
    path = reverse(name, args=World(cast, case.stage).arguments(case.about))
    before = everything_kept()
    for who in ("mia", "dana"):
        assert browser_of(cast, who).get(path).status_code in {403, 405}
    assert everything_kept() == before


@pytest.mark.parametrize(
    "name",
    [name for name, case in CASES.items() if case.post is not None and case.outcome["nobody"] in {SIGN_IN, 401}],
)
def test_what_changes_something_needs_the_pages_own_token(cast: Cast, name: str) -> None:
    case = CASES[name]
    path = reverse(name, args=World(cast, case.stage).arguments(case.about))
    before = everything_kept()
    for who in ("mia", "dana"):
        assert browser_of(cast, who, enforce_csrf_checks=True).post(path, case.post).status_code == 403
    assert everything_kept() == before


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.about not in {"", "forged"}])
def test_what_does_not_exist_looks_the_same_as_what_one_may_not_see(cast: Cast, name: str) -> None:
    case = CASES[name]
    second = {"pattern": ["none"], "planned_day": ["none"], "together": [uuid4()], "reported": [uuid4()]}
    path = reverse(name, args=[uuid4(), *second.get(case.about, [])])
    for who, expected in case.outcome.items():
        browser = browser_of(cast, who)
        response = browser.get(path) if case.get else browser.post(path, case.post)
        if name in {"reach:heard", "reach:remove"}:
            assert response.status_code == 302
        else:
            assert outcome_of(response) == (404 if expected == OK else expected), who


# The slice of the record that a covering coach sees


def page(cast: Cast, who: str, contact: Contact) -> str:
    response = browser_of(cast, who).get(reverse("coaching:open", args=[contact.pk]))
    return response.content.decode() if response.status_code == 200 else ""


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia has asked at night, so that Sam, who covers, is rung first."""
    contact, _new = ask(client=cast.mia, safety="safe")
    tell(contact_id=contact.pk, client=cast.mia, answers={"happening": SECRET})
    return contact


def ring_sam(contact: Contact, now: time_machine.Traveller) -> None:
    for _step in range(2):
        contact.refresh_from_db()
        assert contact.due_at is not None
        now.move_to(contact.due_at)
        advance(contact.pk)
    contact.refresh_from_db()


def test_a_covering_coach_sees_what_the_client_said_while_they_are_rung(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    assert page(cast, "sam", contact) == ""
    ring_sam(contact, now)
    assert contact.ringing == cast.sam
    assert SECRET in page(cast, "sam", contact)
    now.shift(timedelta(minutes=5))
    advance(contact.pk)
    shown = page(cast, "sam", contact)
    assert shown, "that they were rung they may still see"
    assert SECRET not in shown


def test_a_covering_coach_sees_it_while_they_hold_the_contact_and_a_day_longer(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    ring_sam(contact, now)
    answer(contact_id=contact.pk, coach=cast.sam)
    contact.refresh_from_db()
    write(contact=contact, author=cast.mia, body="thank you", client_key="1")
    assert SECRET in page(cast, "sam", contact)
    end(contact_id=contact.pk, by=cast.sam)
    now.shift(timedelta(days=3))
    assert SECRET in page(cast, "sam", contact), "as long as the note is owed"
    notes.sign(contact=contact, coach=cast.sam)
    now.shift(timedelta(hours=23))
    messages = reverse("coaching:messages", args=[contact.pk])
    assert SECRET in page(cast, "sam", contact)
    assert b"thank you" in browser_of(cast, "sam").get(messages).content
    now.shift(timedelta(hours=2))
    assert SECRET not in page(cast, "sam", contact)
    assert browser_of(cast, "sam").get(messages).status_code == 404
    assert browser_of(cast, "sam").post(messages, {"body": "x"}).status_code == 404
    assert SECRET in page(cast, "dana", contact)


def test_a_contact_that_was_taken_back_closes_to_a_covering_coach_after_a_day_too(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    ring_sam(contact, now)
    promise(contact_id=contact.pk, coach=cast.sam, at=clock.now() + timedelta(minutes=15))
    withdraw(contact_id=contact.pk, client=cast.mia)
    contact.refresh_from_db()
    assert may.can_read_brief(cast.sam, contact)
    now.shift(timedelta(hours=25))
    assert not may.can_read_brief(cast.sam, contact)
    assert SECRET not in page(cast, "sam", contact)


def test_every_look_at_a_clients_brief_is_kept(cast: Cast, contact: Contact, now: time_machine.Traveller) -> None:
    ring_sam(contact, now)
    page(cast, "sam", contact)
    looks = Entry.objects.filter(action="brief.read", client_id=cast.mia.pk)
    assert list(looks.values_list("actor_id", flat=True)) == [cast.sam.pk]
    page(cast, "lea", contact)
    assert looks.count() == 1, "what the lead sees is not the brief"


def test_the_lead_sees_that_somebody_waits_but_reads_neither_brief_nor_note(cast: Cast, contact: Contact) -> None:
    assert page(cast, "lea", contact)
    assert SECRET not in page(cast, "lea", contact)
    board = browser_of(cast, "lea").get(reverse("coaching:board")).content.decode()
    assert "Mia Berg" in board
    assert SECRET not in board
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    notes.save_draft(contact=contact, coach=cast.dana, body={"problem": "a note about " + SECRET})
    notes.sign(contact=contact, coach=cast.dana)
    link = reverse("coaching:note", args=[Note.objects.get().pk])
    assert page(cast, "lea", contact)
    assert not [word for word in (SECRET, link) if word in page(cast, "lea", contact)]
    assert SECRET in page(cast, "dana", contact)
    assert link in page(cast, "dana", contact)


def test_the_lead_who_is_rung_sees_the_brief_for_that_time(
    cast: Cast, contact: Contact, now: time_machine.Traveller
) -> None:
    ring_sam(contact, now)
    now.shift(timedelta(minutes=5))
    advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing == cast.lea
    assert SECRET in page(cast, "lea", contact)


@pytest.mark.parametrize("who", ["eve", "otto"])
def test_another_programme_shows_nothing_of_ours(cast: Cast, contact: Contact, who: str) -> None:
    for name in ("web:home", "coaching:board", "coaching:rings", "reach:devices"):
        shown = browser_of(cast, who).get(reverse(name), follow=True).content.decode()
        assert not [word for word in ("Mia", "Dana", "Harbour", SECRET, str(contact.pk)) if word in shown]


def test_a_therapist_whose_care_has_ended_reads_no_more(cast: Cast, contact: Contact) -> None:
    withdraw(contact_id=contact.pk, client=cast.mia)
    yesterday = clock.now().date() - timedelta(days=1)
    cast.mia.care_received.update(ends_on=yesterday)
    assert page(cast, "dana", contact) == "" or SECRET not in page(cast, "dana", contact)


def test_a_signed_note_cannot_be_written_over_by_posting_again(cast: Cast) -> None:
    world = World(cast, "closed")
    path = reverse("coaching:save_note", args=[world.contact.pk])
    browser_of(cast, "dana").post(path, {"problem": "something else", "sign": "1"})
    assert Note.objects.get().body["problem"] == SECRET


def test_the_notification_that_reached_a_coach_does_not_open_their_pages(cast: Cast) -> None:
    world = World(cast, "ringing")
    row = world.device.deliveries.get()
    browser = Client()
    browser.post(reverse("coaching:answer_by_token", args=[token_for(row)]))
    assert outcome_of(browser.get(reverse("coaching:open", args=[world.contact.pk]))) == SIGN_IN


def test_a_leg_of_a_call_speaks_for_its_own_person_only(cast: Cast) -> None:
    world = World(cast, "live")
    assert world.leg is not None
    body = json.dumps({"kind": "offer", "body": {}})
    for who, expected in (("dana", 204), ("mia", 404), ("eve", 404)):
        response = browser_of(cast, who).post(
            reverse("coaching:call_signal", args=[world.leg.pk]), body, content_type="application/json"
        )
        assert response.status_code == expected
