"""Neither side sees the other's number where a phone provider is set."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.people.models import Person


@pytest.fixture(autouse=True)
def _plain(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


def talk_page(cast: Cast) -> str:
    """Dana's page of a talk with Mia, whose profile has a phone."""
    Person.objects.filter(pk=cast.mia.pk).update(phone="+49 151 7654321")
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    return browser_of(cast.dana).get(reverse("coaching:open", args=[contact.pk])).content.decode()


def test_with_a_provider_the_clients_own_number_is_not_in_the_page_and_the_provider_is_offered(phones: Cast) -> None:
    page = talk_page(phones)
    assert "7654321" not in page
    assert "they see your own number" not in page
    ways = page.split("data-call-ways", 1)[1].split("</section>", 1)[0]
    assert "Talk by phone" in ways


def test_without_a_provider_the_clients_number_is_offered_with_what_they_see(cast: Cast, settings: Settings) -> None:
    settings.PHONE = ""
    page = talk_page(cast)
    assert "+49 151 7654321" in page
    assert "they see your own number" in page
