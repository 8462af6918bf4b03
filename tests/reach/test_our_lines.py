"""Which of the programme's numbers people read, and in which order they are to dial them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.phones import give_number
from wiseline.people.models import Person
from wiseline.web import views

FIRST, SECOND = "+4930900900", "+4930900901"
WITH_TEXTS, PBX = "twiml://a:b@space.example.org", "asterisk://a:b@127.0.0.1:1/wiseline?http=1"


@pytest.fixture(autouse=True)
def _two(settings: Settings) -> None:
    settings.PHONE, settings.PHONE_NUMBER = WITH_TEXTS, FIRST
    settings.PHONE_SECOND, settings.PHONE_SECOND_NUMBER = WITH_TEXTS.replace("a:b", "c:d"), SECOND


def page(path: str, person: Person | None = None) -> str:
    browser = Client()
    if person:
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser.get(path).content.decode()


def dials(html: str) -> list[str]:
    """The numbers that a tap dials, in the order of the page."""
    return re.findall(r'href="tel:(\+[0-9]+)"', html)


def own(person: Person) -> str:
    return page(reverse("reach:phone"), person)


def test_a_client_reads_both_numbers_and_when_to_dial_the_second(cast: Cast) -> None:
    html = own(cast.mia)
    assert dials(html) == [FIRST, SECOND]
    assert html.index(FIRST) < html.index("If the first does not answer")


def test_where_there_is_one_number_nothing_is_said_of_another(cast: Cast, settings: Settings) -> None:
    settings.PHONE_SECOND = ""
    for html in (own(cast.mia), page("/offline/")):
        assert dials(html) == [FIRST]
        assert "If the first" not in html
    assert "Calls come from +4930900900. Save it" in own(cast.dana)


def test_who_is_rung_reads_both_numbers_that_may_ring(cast: Cast) -> None:
    html = own(cast.dana)
    assert f"Calls come from {FIRST} or from {SECOND}. Save both" in html
    assert dials(html) == []


def test_only_a_number_that_takes_texts_is_said_to_be_texted(cast: Cast, settings: Settings) -> None:
    give_number(cast.mia)
    assert f"You can text {FIRST} when you need a coach, or {SECOND} if" in own(cast.mia)
    settings.PHONE = PBX
    html = own(cast.mia)
    assert f"You can text {SECOND} when" in html
    assert dials(html) == [FIRST, SECOND]


def test_without_the_internet_the_numbers_are_there_to_tap(cast: Cast) -> None:
    assert dials(page("/offline/")) == [FIRST, SECOND]
    home = page("/", cast.mia)
    waits = home[home.index("data-outbox-waiting") :]
    assert dials(waits) == [FIRST, SECOND]


def test_where_nobody_can_be_dialled_nothing_says_so(cast: Cast, settings: Settings) -> None:
    settings.PHONE = settings.PHONE_SECOND = ""
    for html in (page("/offline/"), page("/", cast.mia), own(cast.mia)):
        assert dials(html) == []
        assert "A call works" not in html


@pytest.mark.django_db
def test_what_phones_keep_is_made_anew_when_a_number_changes(settings: Settings) -> None:
    def version() -> str:
        views._worker.cache_clear()
        return page("/sw.js")

    before = version()
    settings.PHONE_SECOND_NUMBER = "+4930900902"
    assert version() != before
    views._worker.cache_clear()
