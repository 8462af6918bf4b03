"""She asked by phone and was promised a call at this number: a coach who answers in the app rings it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.pages import Bridge
from tests.fakes.phones import NUMBERS, dial, give_number, pick_up, settle, the_contact
from wiseline.calls.models import Call
from wiseline.coaching.selectors.call import call_facts
from wiseline.people.models import Person

WAITS = "Your client asked by phone and waits to be called."
PRIMARY = '<button class="btn btn-primary">'


@pytest.fixture(autouse=True)
def _plain(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


def _is_to_be_called_back(phones: Cast) -> None:
    give_number(phones.dana, ring="never")
    mia = dial(NUMBERS["Mia"]).press("2").press("2")
    assert "a coach calls you at this number" in mia.hears()
    mia.hang_up()


def _answers(coach: Person) -> tuple[str, dict[str, object]]:
    """The coach taps Answer: their page, and what the answer was told."""
    browser = browser_of(coach)
    path = reverse("coaching:answer", args=[the_contact().pk])
    told = browser.post(path, headers={"Accept": "application/json"}).json()
    settle()
    return browser.get(reverse("coaching:open", args=[the_contact().pk])).content.decode(), told


def _form_of(page: str, name: str) -> str:
    """The form in the panel about phones that posts there."""
    panel = page.split('id="by-phone"', 1)[1]
    return panel.split(f'action="{reverse(name, args=[the_contact().pk])}"', 1)[1].split("</form>", 1)[0]


def test_who_asked_by_phone_and_hung_up_is_to_be_rung_and_no_call_in_the_app_begins(phones: Cast) -> None:
    _is_to_be_called_back(phones)
    page, told = _answers(phones.dana)
    assert told["joined"] is None
    assert not Call.objects.exists()
    assert not call_facts(the_contact(), phones.dana)["begin"]
    assert WAITS in page
    assert PRIMARY in _form_of(page, "phone:by_phone")
    assert 'class="btn btn-primary" type="button" data-call-do="join"' not in page
    browser_of(phones.dana).post(reverse("phone:by_phone", args=[the_contact().pk]))
    settle()
    dana = pick_up(phones.dana).press("1")
    settle()
    mia = pick_up(phones.mia).press("1")
    settle()
    assert dana.in_room
    assert mia.in_room


def test_where_pages_talk_to_phones_ringing_theirs_from_the_page_comes_first(phones: Cast, bridge: Bridge) -> None:
    _is_to_be_called_back(phones)
    page, told = _answers(phones.dana)
    assert told["joined"] is None
    assert WAITS in page
    assert PRIMARY in _form_of(page, "phone:ring")
    assert PRIMARY not in _form_of(page, "phone:by_phone")


def test_who_opened_the_app_since_is_called_there(phones: Cast, now: time_machine.Traveller) -> None:
    _is_to_be_called_back(phones)
    now.shift(timedelta(seconds=20))
    browser_of(phones.mia).get(reverse("coaching:open", args=[the_contact().pk]))
    page, told = _answers(phones.dana)
    assert told["joined"] is not None
    assert WAITS not in page


def test_who_waits_on_the_line_or_has_talked_does_not_wait_to_be_called(phones: Cast) -> None:
    give_number(phones.dana, ring="never")
    mia = dial(NUMBERS["Mia"]).press("2")
    page, _told = _answers(phones.dana)
    assert WAITS not in page
    dana = pick_up(phones.dana).press("1")
    settle()
    assert mia.in_room
    assert dana.in_room
    Call.objects.update(connected_at=the_contact().answered_at)
    mia.hang_up()
    page = browser_of(phones.dana).get(reverse("coaching:open", args=[the_contact().pk])).content.decode()
    assert WAITS not in page
