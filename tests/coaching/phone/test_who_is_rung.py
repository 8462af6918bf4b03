"""An app and a phone can be one talk: which phones ring for it then, and which do not or stop."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.calls.conftest import Sender
from tests.cast import Cast
from tests.fakes.pages import Bridge, goes_on_line
from tests.fakes.phones import NUMBERS, Phone, dial, pick_up, ringing, settle, the_contact
from wiseline.calls.models import Call, Leg, PhoneLine
from wiseline.coaching.flows.answer import answer, end, start
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.recontact import agree_recontact, begin_due
from wiseline.coaching.phone.acts import ring_coach
from wiseline.lib import clock
from wiseline.live.publish import changes


def _calls(phones: Cast) -> Phone:
    """Dana calls Mia, by phone."""
    start(client=phones.mia, coach=phones.dana, kind="coaching")
    with changes():
        assert ring_coach(the_contact())
    settle()
    dana = pick_up(phones.dana).press("1")
    settle()
    return dana


def test_a_client_whom_a_coach_calls_is_rung_at_once(phones: Cast, bridge: Bridge) -> None:
    dana = _calls(phones)
    assert dana.hears() == "It is yours. We ring them now."
    assert dana.in_room
    assert ringing(phones.mia) is not None


def test_a_client_is_rung_at_once_for_a_call_that_was_agreed_after_risk(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    contact, _new = ask(client=phones.mia, safety="unsure")
    contact = answer(contact_id=contact.pk, coach=phones.dana)
    agree_recontact(contact=contact, coach=phones.dana, at=clock.now() + timedelta(hours=2))
    end(contact_id=contact.pk, by=phones.dana)
    now.shift(timedelta(hours=2))
    assert begin_due() == 1
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    settle()
    assert dana.hears() == "It is yours. We ring them now."
    assert ringing(phones.mia) is not None


def _takes_in_the_app(phones: Cast) -> tuple[Phone, Sender]:
    """Dana takes a call that Mia's phone made, and talks on a page."""
    mia = dial(NUMBERS["Mia"]).press("2")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    page, joined = goes_on_line(phones.dana)
    page.post(reverse("coaching:call_alive", args=[joined["leg"]]), {"connected": True})
    settle()
    return mia, page


def _read(page: Sender) -> str:
    return str(page.get(reverse("coaching:open", args=[the_contact().pk])).content.decode())


def test_a_coach_who_talks_in_the_app_is_offered_no_phone_that_would_not_ring(phones: Cast, bridge: Bridge) -> None:
    _mia, page = _takes_in_the_app(phones)
    assert "Talk by phone" not in _read(page)
    page.client.post(reverse("phone:by_phone", args=[the_contact().pk]))
    here = _read(page)
    assert "You are on the line in the app. To talk by phone, hang up there first." in here
    assert "Your phone rings in a moment" not in here
    settle()
    assert not PhoneLine.objects.filter(person=phones.dana, ended_at=None).exists()


def test_a_coach_who_hung_up_in_the_app_can_talk_by_phone(phones: Cast, bridge: Bridge) -> None:
    mia, page = _takes_in_the_app(phones)
    leg = Leg.objects.get(person=phones.dana, left_at=None)
    page.post(reverse("coaching:call_leave", args=[leg.pk]), {})
    settle()
    assert mia.over
    mia.hang_up()
    assert "Talk by phone" in _read(page)
    page.client.post(reverse("phone:by_phone", args=[the_contact().pk]))
    settle()
    dana = pick_up(phones.dana).press("1")
    settle()
    assert dana.in_room
    assert ringing(phones.mia) is not None


def test_a_coach_whose_page_could_not_talk_to_a_phone_is_offered_their_own(phones: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    ask(client=phones.mia, safety="safe")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    page, _joined = goes_on_line(phones.dana)
    assert "Talk by phone" in _read(page)


def _rings_from_the_page(phones: Cast) -> None:
    """Dana talks on a page, and lets Mia's phone ring for it."""
    ask(client=phones.mia, safety="safe", way="call_back")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    Sender(phones.dana).client.post(reverse("phone:ring", args=[the_contact().pk]))
    goes_on_line(phones.dana)
    assert ringing(phones.mia) is not None


def test_a_clients_phone_stops_ringing_once_they_are_on_the_line_in_the_app(phones: Cast, bridge: Bridge) -> None:
    _rings_from_the_page(phones)
    goes_on_line(phones.mia)
    assert ringing(phones.mia) is None
    assert Call.objects.get().ended_at is None


def test_a_clients_phone_that_a_coach_on_the_phone_lets_ring_stops_once_they_come_by_the_app(
    phones: Cast, bridge: Bridge
) -> None:
    dana = _calls(phones)
    assert ringing(phones.mia) is not None
    goes_on_line(phones.mia)
    assert ringing(phones.mia) is None
    assert dana.in_room


def test_a_clients_phone_rings_on_where_their_page_could_not_talk_to_the_coachs(phones: Cast) -> None:
    _calls(phones)
    goes_on_line(phones.mia)
    assert ringing(phones.mia) is not None


def test_no_phone_is_rung_of_a_client_who_is_on_the_line_in_the_app(phones: Cast, bridge: Bridge) -> None:
    ask(client=phones.mia, safety="safe")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    page = Sender(phones.dana)
    assert "Ring their phone" in _read(page)
    goes_on_line(phones.mia)
    assert "Ring their phone" not in _read(page)
    answered = page.client.post(reverse("phone:ring", args=[the_contact().pk]))
    assert answered["Location"].endswith("#talk")
    settle()
    assert not PhoneLine.objects.filter(person=phones.mia).exists()
    assert "Your client is on the line in the app" in _read(page)
