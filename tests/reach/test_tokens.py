"""Answering from a locked phone: the token in the notification is the permission, for its person and no further."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.fakes.push_wire import give_phone
from wiseline.coaching.flows.answer import answer, end, withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.reach.channels.web_push.transport import payload
from wiseline.reach.flows.notify import tell
from wiseline.reach.models import Delivery
from wiseline.reach.words import VALID_SECONDS, token_for

ACTS = ("coaching:answer_by_token", "coaching:promise_by_token")


@pytest.fixture
def phone() -> Client:
    """A phone that nobody is signed in on, and that gets no help with CSRF."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia has asked, and Dana's phone rings."""
    give_phone(cast.dana)
    return ask(client=cast.mia, safety="safe")[0]


def ring_of(contact: Contact) -> Delivery:
    return Delivery.objects.select_related("person").get(contact_id=contact.pk, channel="web_push", kind="ring")


def test_answer_on_a_notification_needs_no_sign_in(contact: Contact, cast: Cast, phone: Client) -> None:
    path = str(payload(ring_of(contact))["answer"])
    assert phone.post(path).json() == {"ok": True}
    contact.refresh_from_db()
    assert (contact.status, contact.holder) == (Status.LIVE, cast.dana)
    assert not phone.cookies, "nobody is signed in by it"
    assert phone.post(path).json() == {"ok": True}, "a second tap is the same as one"


def test_call_back_on_a_notification_promises_in_a_quarter_of_an_hour(
    contact: Contact, cast: Cast, phone: Client
) -> None:
    path = str(payload(ring_of(contact))["callback"])
    assert phone.post(path).status_code == 200
    contact.refresh_from_db()
    assert (contact.status, contact.holder) == (Status.PROMISED, cast.dana)
    assert contact.promised_for == clock.now() + timedelta(minutes=15)


@pytest.mark.parametrize("name", ACTS)
def test_looking_at_the_address_does_nothing(contact: Contact, phone: Client, name: str) -> None:
    assert phone.get(reverse(name, args=[token_for(ring_of(contact))])).status_code == 405
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


@pytest.mark.parametrize("name", [*ACTS, "reach:received"])
def test_a_token_that_was_forged_is_refused(contact: Contact, phone: Client, name: str) -> None:
    row = ring_of(contact)
    own = token_for(row)
    forged = [
        own[:-2] + ("AA" if own[-2:] != "AA" else "BB"),
        signing.dumps(str(row.pk)),
        signing.dumps(str(row.pk), salt="wiseline.delivery", key="another key"),
        str(row.pk),
    ]
    for token in forged:
        assert phone.post(reverse(name, args=[token])).status_code == 410
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


@pytest.mark.parametrize("name", [*ACTS, "reach:received"])
def test_a_token_that_is_too_old_is_refused(
    contact: Contact, phone: Client, name: str, now: time_machine.Traveller
) -> None:
    token = token_for(ring_of(contact))
    now.shift(timedelta(seconds=VALID_SECONDS + 1))
    assert phone.post(reverse(name, args=[token])).status_code == 410
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


@pytest.mark.parametrize("name", ACTS)
def test_the_clients_own_notification_answers_nothing(contact: Contact, cast: Cast, phone: Client, name: str) -> None:
    with changes():
        tell(person_ids=[cast.mia.pk], contact_id=contact.pk, kind="news", step=1)
    token = token_for(Delivery.objects.get(person=cast.mia, channel="in_app"))
    assert phone.post(reverse(name, args=[token])).status_code == 410


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["eve", "toni"])
def test_a_notification_gives_nobody_more_than_their_role_does(
    contact: Contact, cast: Cast, phone: Client, name: str, who: str
) -> None:
    person = getattr(cast, who)
    with changes():
        tell(person_ids=[person.pk], contact_id=contact.pk, kind="unreached", step=1)
    token = token_for(Delivery.objects.get(person=person, channel="in_app"))
    assert phone.post(reverse(name, args=[token])).status_code == 410
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


@pytest.mark.parametrize("name", ACTS)
def test_a_notification_that_is_of_no_contact_answers_nothing(cast: Cast, phone: Client, name: str) -> None:
    with changes():
        tell(person_ids=[cast.dana.pk], contact_id=cast.programme.pk, kind="hole", step=1)
    token = token_for(Delivery.objects.get(person=cast.dana, channel="in_app"))
    assert phone.post(reverse(name, args=[token])).status_code == 410


@pytest.mark.parametrize("name", ACTS)
def test_a_phone_that_was_lost_and_removed_answers_nothing(
    contact: Contact, cast: Cast, phone: Client, name: str
) -> None:
    token = token_for(ring_of(contact))
    desk = Client()
    desk.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    desk.post(reverse("reach:remove", args=[ring_of(contact).device_id]))
    assert phone.post(reverse(name, args=[token])).status_code == 410


@pytest.mark.parametrize("name", ACTS)
def test_somebody_who_left_the_programme_answers_nothing(
    contact: Contact, cast: Cast, phone: Client, name: str
) -> None:
    token = token_for(ring_of(contact))
    cast.dana.is_active = False
    cast.dana.save()
    assert phone.post(reverse(name, args=[token])).status_code == 410


@pytest.mark.parametrize("name", ACTS)
def test_the_second_coach_is_told_who_was_first(contact: Contact, cast: Cast, phone: Client, name: str) -> None:
    token = token_for(ring_of(contact))
    answer(contact_id=contact.pk, coach=cast.lea)
    response = phone.post(reverse(name, args=[token]))
    assert (response.status_code, response.json()) == (409, {"error": "Lea Novak has it already."})


@pytest.mark.parametrize("name", ACTS)
def test_what_was_taken_back_cannot_be_answered(contact: Contact, cast: Cast, phone: Client, name: str) -> None:
    token = token_for(ring_of(contact))
    withdraw(contact_id=contact.pk, client=cast.mia)
    response = phone.post(reverse(name, args=[token]))
    assert (response.status_code, response.json()) == (409, {"error": "It is over already."})


def test_an_old_notification_does_not_open_a_talk_again_while_the_client_has_asked_anew(
    contact: Contact, cast: Cast, phone: Client
) -> None:
    token = token_for(ring_of(contact))
    answer(contact_id=contact.pk, coach=cast.dana)
    end(contact_id=contact.pk, by=cast.mia)
    anew, new = ask(client=cast.mia, safety="safe")
    assert new
    assert phone.post(reverse("coaching:answer_by_token", args=[token])).status_code == 409
    anew.refresh_from_db()
    assert anew.status == Status.RINGING
