"""An invitation lets one person in, once."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.people.models import Consent, Invitation, Person, therapist_of


def invited(cast: Cast, **changes: object) -> str:
    data = {"name": "Ida Holm", "roles": ["client"], "therapist": str(cast.dana.pk), **changes}
    page = browser_of(cast.dana).post(reverse("people:invite"), data)
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
    page = browser_of(cast.dana).post(
        reverse("people:invite"), {"name": "Max", "roles": ["lead"], "email": "max@example.org"}
    )
    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_a_client_without_a_therapist_is_not_invited_and_what_was_typed_stays(cast: Cast) -> None:
    page = browser_of(cast.lea).post(reverse("people:invite"), {"name": "Ida Holm", "roles": ["client"]})
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


def test_who_joins_is_where_they_say(cast: Cast) -> None:
    place = {"country": "AT", "timezone": "Europe/Vienna"}
    Client().post(invited(cast), {"name": "Ida", "agreed": "on", **place})
    ida = Person.objects.get(name="Ida")
    assert (ida.country, ida.timezone) == ("AT", "Europe/Vienna")


def test_who_was_not_asked_where_they_are_is_where_the_programme_is(cast: Cast) -> None:
    Client().post(invited(cast), {"name": "Ida", "agreed": "on"})
    ida = Person.objects.get(name="Ida")
    assert (ida.country, ida.timezone) == ("DE", "Europe/Berlin")


def test_a_programme_whose_country_is_not_in_the_directory_never_joins_people_to_another(cast: Cast) -> None:
    cast.programme.country = "BY"
    cast.programme.save()
    link = invited(cast)
    assert b'<option value="BY" selected' in Client().get(link).content
    phone = Client()
    phone.post(link, {"name": "Ida", "agreed": "on", "country": "BY", "timezone": "Europe/Minsk"})
    assert Person.objects.get(name="Ida").country == "BY"
    assert b'<option value="BY" selected' in phone.get(reverse("people:me")).content


def test_what_is_no_phone_number_is_asked_for_again_and_nothing_typed_is_lost(cast: Cast) -> None:
    phone = Client()
    phone.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    said = {"name": "Mia B.", "phone": "not a phone", "country": "DE", "timezone": "Europe/Berlin"}
    page = phone.post(reverse("people:me"), said)
    assert page.status_code == 422
    assert "This does not read as a phone number." in page.content.decode()
    assert 'value="not a phone"' in page.content.decode()
    assert 'value="Mia B."' in page.content.decode()
    assert phone.post(reverse("people:me"), {**said, "phone": "(030) 901-820"}).status_code == 302
    cast.mia.refresh_from_db()
    assert cast.mia.phone == "(030) 901-820"


def test_a_country_or_a_zone_that_does_not_exist_is_asked_for_again(cast: Cast) -> None:
    link = invited(cast)
    for place in ({"country": "XX"}, {"timezone": "Europe/Nowhere"}, {"country": ""}, {"timezone": ""}):
        page = Client().post(link, {"name": "Ida", "agreed": "on", **place})
        assert page.status_code == 422, place
    assert not Person.objects.filter(name="Ida").exists()
