"""'I am in danger': numbers and plan first, coaches at the same time, and the place only where the client gives it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wiseline.coaching.flows.answer import answer, end, withdraw
from wiseline.coaching.flows.ask import ask, say_safety
from wiseline.coaching.flows.place import say_where
from wiseline.coaching.models import Contact, ContactPlace
from wiseline.coaching.plan import Plan
from wiseline.coaching.transitions import NotAllowed, Status
from wiseline.engine.cycles import sweep
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.limits import Reason
from wiseline.safety.emergency import be_in
from wiseline.safety.flows import write_plan
from wiseline.safety.plan import Item


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def page(person: Person, contact: Contact) -> str:
    return browser_of(person).get(reverse("coaching:open", args=[contact.pk])).content.decode()


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia has a plan and says that she is in danger."""
    sections = {"alone": ["Cold water"], "emergency": [Item(text="Ada, my sister", phone="030 555666")]}
    write_plan(client=cast.mia, by=cast.mia, sections=sections)
    row, _new = ask(client=cast.mia, safety="danger")
    return row


def test_numbers_come_first_then_the_plan_then_who_is_reached(cast: Cast, contact: Contact) -> None:
    shown = page(cast.mia, contact)
    order = ["tel:112", "We are reaching your coaches at the same time", "Cold water", "We are ringing"]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


def test_coaches_are_asked_at_once_as_for_what_threatens_life(cast: Cast, contact: Contact) -> None:
    assert contact.status == Status.RINGING
    assert Plan.from_json(contact.plan).reason is Reason.LIFE_THREATENING


def test_telling_from_help_now_is_one_tap_and_asks_as_danger(cast: Cast) -> None:
    form = browser_of(cast.mia).get("/help-now/").content.decode()
    assert 'name="safety" value="danger"' in form
    assert "data-outbox" in form
    browser_of(cast.mia).post("/ask/", {"kind": "crisis", "safety": "danger"})
    assert Contact.objects.get().safety == "danger"


def test_nobody_knows_the_place_until_the_client_gives_it(cast: Cast, contact: Contact) -> None:
    assert "Not said. Ask" in page(cast.dana, contact)
    browser_of(cast.mia).post(f"/c/{contact.pk}/place/", {"words": "Mill Street 4, third floor"})
    assert "Mill Street 4, third floor" in page(cast.dana, contact)
    browser_of(cast.mia).post(f"/c/{contact.pk}/place/", {"latitude": "52.52", "longitude": "13.405", "within": "18.6"})
    shown = page(cast.dana, contact)
    assert "Mill Street 4, third floor" in shown
    assert 'href="geo:52.52000,13.40500"' in shown
    assert "within 19 m" in shown


@pytest.mark.parametrize("sent", [{}, {"latitude": "52"}, {"latitude": "152", "longitude": "x"}, {"words": " "}])
def test_a_place_that_cannot_be_read_is_none(cast: Cast, contact: Contact, sent: dict[str, str]) -> None:
    assert browser_of(cast.mia).post(f"/c/{contact.pk}/place/", sent).status_code == 302
    assert not ContactPlace.objects.exists()


def test_the_coach_sees_whom_they_may_call_and_the_numbers_of_the_clients_place(cast: Cast, contact: Contact) -> None:
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    shown = page(cast.dana, contact)
    assert "Ada, my sister" in shown
    assert "tel:030555666" in shown
    assert "where the client is: Germany" in shown
    assert "You are in another country" not in shown
    be_in(person=cast.mia, country="AU")
    shown = page(cast.dana, contact)
    assert "where the client is: Australia" in shown
    assert "You are in another country" in shown


def test_the_person_to_call_is_not_shown_while_the_client_is_safe(cast: Cast, contact: Contact) -> None:
    say_safety(contact_id=contact.pk, client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    assert "May be called" not in page(cast.dana, contact)


def test_a_coach_who_does_not_see_the_brief_does_not_see_the_place(cast: Cast, contact: Contact) -> None:
    say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")
    shown = page(cast.lea, contact)
    assert shown
    assert "Mill Street 4" not in shown
    assert "Ada" not in shown


@pytest.mark.parametrize("how", ["closed", "withdrawn"])
def test_the_place_is_deleted_a_day_after_the_contact_is_over(
    cast: Cast, contact: Contact, now: time_machine.Traveller, how: str
) -> None:
    say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")
    if how == "withdrawn":
        withdraw(contact_id=contact.pk, client=cast.mia)
    else:
        answer(contact_id=contact.pk, coach=cast.dana)
        end(contact_id=contact.pk, by=cast.dana)
        Contact.objects.filter(pk=contact.pk).update(status=Status.CLOSED, due_at=None, closed_at=clock.now())
    now.shift(timedelta(hours=23))
    sweep.run()
    assert ContactPlace.objects.exists()
    now.shift(timedelta(hours=2))
    sweep.run()
    assert not ContactPlace.objects.exists()


def test_after_the_contact_is_over_no_place_is_taken(cast: Cast, contact: Contact) -> None:
    withdraw(contact_id=contact.pk, client=cast.mia)
    with pytest.raises(NotAllowed):
        say_where(contact_id=contact.pk, client=cast.mia, words="Mill Street 4")
