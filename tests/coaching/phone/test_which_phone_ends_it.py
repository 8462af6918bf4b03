"""Which hang-up ends a talk: only that of a phone which was in it, and whose coach does not go on in the app."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.calls.conftest import Sender
from tests.cast import Cast
from tests.fakes.phones import NUMBERS, Phone, dial, pick_up, settle, the_contact
from wiseline.calls.models import Call
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.transitions import Status
from wiseline.people.models import Person


@pytest.fixture(autouse=True)
def _plain(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


def _talk_in_the_app(*people: Person) -> None:
    """Their pages go on the line and hear each other."""
    pages = [Sender(person) for person in people]
    joined = [page.post(reverse("coaching:call_join", args=[the_contact().pk])).json() for page in pages]
    for page, place in zip(pages, joined, strict=True):
        page.post(reverse("coaching:call_alive", args=[place["leg"]]), {"connected": True})
    settle()


def _picked_up_and_answered_in_the_app(phones: Cast, *keys: str) -> Phone:
    ask(client=phones.mia, safety="safe")
    settle()
    dana = pick_up(phones.dana)
    for key in keys:
        dana.press(key)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    return dana


@pytest.mark.parametrize("keys", [(), ("1",)], ids=["a voicemail", "a coach who then answered in the app"])
def test_a_phone_that_was_never_in_the_talk_does_not_end_it(phones: Cast, keys: tuple[str, ...]) -> None:
    dana = _picked_up_and_answered_in_the_app(phones, *keys)
    _talk_in_the_app(phones.dana, phones.mia)
    dana.hang_up()
    assert the_contact().status == Status.LIVE
    assert Call.objects.get().ended_at is None


def test_a_phone_that_was_never_in_the_talk_does_not_end_it_after_the_pages_call_either(phones: Cast) -> None:
    """They may call each other again: it is the coach who ends the contact."""
    dana = _picked_up_and_answered_in_the_app(phones)
    _talk_in_the_app(phones.dana, phones.mia)
    page = Sender(phones.mia)
    leg = Call.objects.get().legs.get(person=phones.mia).pk
    page.post(reverse("coaching:call_leave", args=[leg]), {})
    dana.hang_up()
    assert the_contact().status == Status.LIVE


def test_a_coach_who_goes_on_in_the_app_after_a_talk_by_phone_ends_nothing_by_putting_it_down(phones: Cast) -> None:
    mia = dial(NUMBERS["Mia"]).press("2")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    settle()
    assert mia.in_room
    mia.hang_up()
    assert not dana.in_room
    _talk_in_the_app(phones.dana, phones.mia)
    dana.hang_up()
    assert the_contact().status == Status.LIVE
    assert Call.objects.get(ended_at=None).connected_at is not None


def test_a_coach_who_puts_the_phone_down_after_a_talk_has_ended_it(phones: Cast) -> None:
    mia = dial(NUMBERS["Mia"]).press("2")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    settle()
    mia.hang_up()
    dana.hang_up()
    assert the_contact().status == Status.WRAPPING_UP
