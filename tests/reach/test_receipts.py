"""Receipts: a device says that it rang, and the client who waits reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, browser_of
from tests.fakes.push_wire import give_phone
from wiseline.coaching.flows.answer import hand_over, promise
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.truth import of_contact
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.reach.models import Delivery
from wiseline.reach.words import token_for


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia has asked, and Dana's phone rings."""
    give_phone(cast.dana)
    return ask(client=cast.mia, safety="safe")[0]


def words(contact: Contact, cast: Cast) -> str:
    contact.refresh_from_db()
    with timezone.override(cast.mia.timezone):
        return " ".join(of_contact(contact, clock.now()).lines)


def receive(contact: Contact) -> int:
    row = Delivery.objects.filter(contact_id=contact.pk, channel="web_push").latest("created_at")
    return Client(enforce_csrf_checks=True).post(reverse("reach:received", args=[token_for(row)])).status_code


def test_the_client_reads_when_the_phone_of_their_coach_rang(
    contact: Contact, cast: Cast, now: time_machine.Traveller
) -> None:
    assert "phone rang" not in words(contact, cast)
    now.shift(timedelta(minutes=1))
    assert receive(contact) == 204
    assert "Their phone rang at 19:31." in words(contact, cast)


def test_the_clients_page_is_told_of_a_receipt_once(contact: Contact, cast: Cast) -> None:
    told = Event.objects.filter(person=cast.mia, kind="delivery")
    receive(contact)
    receive(contact)
    assert told.count() == 1
    assert told.get().data == {"id": str(contact.pk)}


def test_a_receipt_keeps_the_time_of_the_first(contact: Contact, cast: Cast, now: time_machine.Traveller) -> None:
    receive(contact)
    now.shift(timedelta(minutes=1))
    receive(contact)
    assert "Their phone rang at 19:30." in words(contact, cast)


def test_a_page_that_shows_a_ring_is_a_receipt_too(contact: Contact, cast: Cast) -> None:
    shown = reverse("reach:shown")
    assert browser_of(cast.dana).post(shown, {"contact": str(contact.pk)}).status_code == 204
    assert "Their phone rang at 19:30." in words(contact, cast)


def test_nobody_can_say_that_somebody_elses_phone_rang(contact: Contact, cast: Cast) -> None:
    for person in (cast.sam, cast.eve, cast.mia):
        browser_of(person).post(reverse("reach:shown"), {"contact": str(contact.pk)})
    assert "phone rang" not in words(contact, cast)
    assert not Delivery.objects.filter(person=cast.dana, received_at__isnull=False).exists()


@pytest.mark.parametrize("contact_id", ["", "x", "0", "' OR 1=1", "12345678-1234-1234-1234-12345678901"])
def test_a_receipt_for_nonsense_is_refused_and_breaks_nothing(cast: Cast, contact_id: str) -> None:
    assert browser_of(cast.dana).post(reverse("reach:shown"), {"contact": contact_id}).status_code == 400


def test_a_ring_of_an_earlier_search_is_not_shown_as_one_of_this(
    contact: Contact, cast: Cast, now: time_machine.Traveller
) -> None:
    receive(contact)
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=30))
    now.shift(timedelta(minutes=33))
    advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing == cast.dana
    assert "phone rang" not in words(contact, cast)


def test_the_receipt_of_one_coach_is_not_shown_for_the_next(contact: Contact, cast: Cast) -> None:
    receive(contact)
    hand_over(contact_id=contact.pk, coach=cast.dana, to=None)
    contact.refresh_from_db()
    assert contact.ringing == cast.sam
    assert "phone rang" not in words(contact, cast)
