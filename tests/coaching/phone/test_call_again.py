"""The coach's line drops in the middle of a talk: they can call again from the page on which the note is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, dial, pick_up, ringing, settle, the_contact
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.call import call_facts
from wiseline.coaching.transitions import Status


@pytest.fixture(autouse=True)
def _plain(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


def _line_dropped(phones: Cast) -> Contact:
    mia = dial(NUMBERS["Mia"]).press("2")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    settle()
    dana.hang_up()
    mia.hang_up()
    contact = the_contact()
    assert contact.status == Status.WRAPPING_UP
    return contact


def test_a_coach_whose_line_dropped_calls_again_by_phone(phones: Cast) -> None:
    contact = _line_dropped(phones)
    page = browser_of(phones.dana).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Talk again" in page
    assert "Talk by phone" in page
    browser_of(phones.dana).post(reverse("phone:by_phone", args=[contact.pk]))
    settle()
    assert the_contact().status == Status.LIVE
    assert not call_facts(the_contact(), phones.dana)["begin"], "their phone rings: the page leaves the talk to it"
    dana = pick_up(phones.dana).press("1")
    settle()
    mia = pick_up(phones.mia).press("1")
    settle()
    assert dana.in_room
    assert mia.in_room


def test_a_coach_takes_the_talk_up_again_in_the_app(phones: Cast, now: time_machine.Traveller) -> None:
    contact = _line_dropped(phones)
    now.shift(timedelta(minutes=1))
    page = browser_of(phones.dana).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert f'action="{reverse("coaching:answer", args=[contact.pk])}"' in page
    browser_of(phones.dana).post(reverse("coaching:answer", args=[contact.pk]))
    assert the_contact().status == Status.LIVE
    assert call_facts(the_contact(), phones.dana)["begin"]


def test_a_talk_is_not_taken_up_again_where_the_client_has_asked_anew(phones: Cast) -> None:
    contact = _line_dropped(phones)
    ask(client=phones.mia, safety="safe")
    settle()
    ring = ringing(phones.dana)
    browser_of(phones.dana).post(reverse("phone:by_phone", args=[contact.pk]))
    settle()
    contact.refresh_from_db()
    assert contact.status == Status.WRAPPING_UP
    assert ringing(phones.dana) == ring, "their phone rings for the new request, and for nothing else"
