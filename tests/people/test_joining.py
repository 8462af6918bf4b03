"""An invitation lets one person in, once."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.people.test_access import as_
from wiseline.people.models import Consent, Invitation, Person, therapist_of


def invited(cast: Cast, **changes: object) -> str:
    data = {"name": "Ida Holm", "roles": ["client"], "therapist": str(cast.dana.pk), **changes}
    page = as_(cast.dana).post(reverse("people:invite"), data)
    found = re.search(r"/people/join/[\w-]+/", page.content.decode())
    assert found, page.content.decode()
    return found.group()


def test_a_client_joins_on_her_own_phone_without_an_address_and_stays_signed_in(cast: Cast) -> None:
    link = invited(cast)
    phone = Client()
    assert b"Dana Reyes" in phone.get(link).content
    response = phone.post(link, {"name": "Ida", "agreed": "on"})
    assert response["Location"] == "/"
    assert phone.get("/").status_code == 200
    ida = Person.objects.get(name="Ida")
    assert therapist_of(ida.pk) == cast.dana
    assert "not an emergency service" in Consent.objects.get(person=ida).wording
    assert phone.session.get_expiry_age() > 300 * 24 * 3600


def test_an_invitation_works_once(cast: Cast) -> None:
    link = invited(cast)
    assert Client().post(link, {"name": "Ida", "agreed": "on"}).status_code == 302
    again = Client().post(link, {"name": "Somebody else", "agreed": "on"})
    assert again.status_code == 410
    assert not Person.objects.filter(name="Somebody else").exists()


def test_an_invitation_ends_after_a_fortnight(cast: Cast, now: time_machine.Traveller) -> None:
    link = invited(cast)
    now.shift(timedelta(days=15))
    assert Client().get(link).status_code == 410


def test_joining_without_agreeing_says_why_and_keeps_the_name(cast: Cast) -> None:
    page = Client().post(invited(cast), {"name": "Ida with a long name"})
    assert page.status_code == 422
    assert b"tick the box to join" in page.content
    assert b"Ida with a long name" in page.content


def test_a_therapist_invites_clients_only(cast: Cast) -> None:
    page = as_(cast.dana).post(reverse("people:invite"), {"name": "Max", "roles": ["lead"], "email": "max@example.org"})
    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_a_client_without_a_therapist_is_not_invited_and_what_was_typed_stays(cast: Cast) -> None:
    page = as_(cast.lea).post(reverse("people:invite"), {"name": "Ida Holm", "roles": ["client"]})
    assert page.status_code == 422
    assert b"rung first for this client" in page.content
    assert b"Ida Holm" in page.content


def test_an_invitation_by_mail_has_no_clinical_word(cast: Cast) -> None:
    invited(cast, email="ida@example.org")
    (message,) = mail.outbox
    assert message.subject == "Wiseline"
    assert not re.search(r"therap|coach|dbt|client|crisis", message.body, re.IGNORECASE)


def test_an_address_that_is_taken_is_refused_kindly(cast: Cast) -> None:
    page = Client().post(invited(cast), {"name": "Ida", "email": "dana@example.org", "agreed": "on"})
    assert page.status_code == 422
    assert b"is here already" in page.content
