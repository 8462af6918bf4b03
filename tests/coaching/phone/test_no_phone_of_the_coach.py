"""A coach without a number takes a caller in the app, where pages can not talk to phones: both are told at once."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.pages import Bridge
from tests.fakes.phones import NUMBERS, Phone, dial, passes, settle, the_contact
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.transitions import Status
from wiseline.people.models import Person
from wiseline.reach.models import PhoneNumber

CANNOT = "Dana has your request, and can not come to this phone."
NOTICE = "No phone of yours can be rung, so you can not talk to them there."


@pytest.fixture(autouse=True)
def _plain(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


def _calls_dana_who_has_no_phone(phones: Cast) -> Phone:
    PhoneNumber.objects.filter(person=phones.dana).delete()
    return dial(NUMBERS["Mia"]).press("2")


def _page_of(person: Person) -> str:
    return browser_of(person).get(reverse("coaching:open", args=[the_contact().pk])).content.decode()


def test_the_caller_hears_at_once_that_nobody_comes_to_the_phone_and_the_emergency_number(phones: Cast) -> None:
    mia = _calls_dana_who_has_no_phone(phones)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert CANNOT in mia.hears()
    assert "in danger, call 1 1 2" in mia.hears()
    assert "is coming to the phone" not in mia.hears()
    assert not mia.over, "she may stay: the coach can pass it on"
    for _round in range(13):
        mia.wait()
        assert "will call you" not in mia.hears()
        assert "coming to the phone" not in mia.hears()
    assert mia.over
    assert "1 1 2" in mia.hears()


def test_the_coach_reads_it_as_a_notice_and_hands_over_with_one_tap(phones: Cast, now: time_machine.Traveller) -> None:
    mia = _calls_dana_who_has_no_phone(phones)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    page = _page_of(phones.dana)
    notice = page.split(NOTICE, 1)[1].split("</section>", 1)[0]
    hand_over = reverse("coaching:hand_over", args=[the_contact().pk])
    assert f'action="{hand_over}"' in notice
    assert "They are told so." in notice
    browser_of(phones.dana).post(hand_over)
    passes(now, minutes=1)
    assert the_contact().status == Status.RINGING
    assert CANNOT not in mia.hears(), "she hears that somebody else is looked for"


def test_who_hung_up_to_be_called_back_is_handed_over_by_who_can_not_ring_them(phones: Cast) -> None:
    mia = _calls_dana_who_has_no_phone(phones).press("2")
    mia.hang_up()
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    page = _page_of(phones.dana)
    assert "Your client asked by phone and waits to be called." in page
    notice = page.split(NOTICE, 1)[1].split("</section>", 1)[0]
    assert "They are told so." not in notice


def test_a_coach_whose_phone_can_be_rung_is_told_nothing_of_the_kind(phones: Cast) -> None:
    mia = dial(NUMBERS["Mia"]).press("2")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert "Dana has your request and is coming to the phone." in mia.hears()
    assert NOTICE not in _page_of(phones.dana)


def test_where_pages_talk_to_phones_a_coach_without_a_number_comes_by_theirs(phones: Cast, bridge: Bridge) -> None:
    mia = _calls_dana_who_has_no_phone(phones)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert CANNOT not in mia.hears()
    assert NOTICE not in _page_of(phones.dana)
