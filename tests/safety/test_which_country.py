"""Which country's numbers a coach sees for a client in danger, and that it never says more than anybody knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.coaching.models import Contact, ContactPlace
from wiseline.safety.emergency import be_in, country_of
from wiseline.safety.models import OwnNumber

HOME = "Emergency numbers of Germany, where their settings say they live"


def page(cast: Cast, contact: Contact, **query: str) -> str:
    return browser_of(cast.dana).get(reverse("coaching:open", args=[contact.pk]), query).content.decode()


@pytest.mark.parametrize(("days", "told"), [(1, True), (14, True), (16, False)])
def test_a_country_that_was_said_lately_stands_beside_the_one_of_the_settings(
    cast: Cast, contact: Contact, now: time_machine.Traveller, days: int, told: bool
) -> None:
    assert "where they said" not in page(cast, contact)
    be_in(person=cast.mia, country="AU")
    now.shift(timedelta(days=days, hours=1))
    shown = page(cast, contact)
    assert HOME in shown
    assert "tel:112" in shown
    assert ("Emergency numbers of Australia, where they said that they were until" in shown) is told
    assert ("tel:000" in shown) is told
    assert ("You are in another country" in shown) is told


@pytest.mark.parametrize("path", ["coaching:open", "coaching:ring_state"])
def test_a_coach_chooses_a_country_and_sees_its_numbers(cast: Cast, contact: Contact, path: str) -> None:
    OwnNumber.objects.create(programme=cast.programme, name="Night desk", number="030 1")
    if path == "coaching:ring_state":
        browser_of(cast.dana).post(reverse("coaching:hand_over", args=[contact.pk]), {"to": str(cast.sam.pk)})
    coach = cast.sam if path == "coaching:ring_state" else cast.dana
    shown = browser_of(coach).get(reverse(path, args=[contact.pk]), {"country": "AU"}).content.decode()
    assert "Emergency numbers of Australia, which you chose" in shown
    assert '<option value="AU" selected>' in shown
    assert "tel:000" in shown
    assert "tel:112" not in shown
    assert "Night desk" in shown, "the programme's own stay"
    assert country_of(cast.mia) == "DE", "it says nothing in the client's name"


def test_a_country_that_there_is_not_is_none_chosen(cast: Cast, contact: Contact) -> None:
    assert HOME in page(cast, contact, country="ZZ")


def test_asked_where_they_are_a_client_says_the_country_too(cast: Cast, contact: Contact) -> None:
    mia, path = browser_of(cast.mia), reverse("coaching:place", args=[contact.pk])
    form = mia.get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "In which country?" in form
    mia.post(path, {"words": "Calle Mayor 4", "country": ""})
    assert country_of(cast.mia) == "DE"
    mia.post(path, {"country": "ES"})
    assert ContactPlace.objects.get().words == "Calle Mayor 4"
    shown = page(cast, contact)
    assert "Emergency numbers of Spain, where they said that they are today" in shown
    assert "Calle Mayor 4" in shown
    mia.post(path, {"country": "XX"})
    assert country_of(cast.mia) == "ES"


def test_a_country_alone_is_no_place(cast: Cast, contact: Contact) -> None:
    browser_of(cast.mia).post(reverse("coaching:place", args=[contact.pk]), {"country": "ES"})
    assert not ContactPlace.objects.exists()
    assert "Not said. Ask" in page(cast, contact)
    assert contact.events.filter(kind="place").exists(), "the coach's page follows"
