"""One talk between a page of the app and a phone, where the network of phones lets pages in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.calls.conftest import Sender
from tests.cast import Cast
from tests.fakes.pages import Bridge, goes_on_line
from tests.fakes.phones import NUMBERS, Phone, dial, give_number, pick_up, ringing, settle, the_contact
from wiseline.calls import flows as calls
from wiseline.calls.models import Call, Leg, PhoneLine
from wiseline.calls.providers import ProviderError
from wiseline.coaching.flows.answer import answer, promise
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.selectors.call import call_facts
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.people.models import Person
from wiseline.reach.models import PhoneNumber

OFFER = {"session": "1-2", "description": {"type": "offer", "sdp": "v=0"}, "whole": True}


def _dials(phones: Cast) -> Phone:
    give_number(phones.dana, ring="never")
    return dial(NUMBERS["Mia"]).press("2")


def _answers(coach: Person) -> tuple[Sender, dict[str, Any]]:
    """The coach takes it in the app, and the page goes on the line."""
    answer(contact_id=the_contact().pk, coach=coach)
    return goes_on_line(coach)


def _waits_in_vain(phones: Cast, now: time_machine.Traveller) -> Phone:
    """Mia asked in the app, Dana took it by phone, and no page of Mia's came in time."""
    ask(client=phones.mia, safety="safe")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    assert dana.in_room
    now.shift(timedelta(seconds=16))
    settle()
    assert not dana.in_room
    return dana


def _signal(page: Sender, leg: str, body: dict[str, Any], kind: str = "offer") -> Any:
    return page.post(reverse("coaching:call_signal", args=[leg]), {"kind": kind, "body": body})


def _told(person: Person, kind: str) -> dict[str, Any]:
    found = Event.objects.filter(person=person, kind=kind).order_by("seq").last()
    assert found is not None
    return dict(found.data)


def test_a_coach_who_takes_a_caller_in_the_app_talks_there_and_no_phone_rings(phones: Cast, bridge: Bridge) -> None:
    mia = _dials(phones)
    page, joined = _answers(phones.dana)
    assert mia.in_room
    here = page.get(reverse("coaching:open", args=[the_contact().pk])).content.decode()
    assert "Your client is on the phone, and you are on the line in the app." in here
    assert "waits on the phone line" not in here
    assert not PhoneLine.objects.filter(person=phones.dana).exists()
    phone = mia.row.leg
    assert phone is not None
    told = _told(phones.dana, "call")
    assert (told["what"], told["leg"], told["phone"]) == ("joined", str(phone.pk), True)
    assert _signal(page, joined["leg"], OFFER).status_code == 204
    assert bridge.taken == [(UUID(joined["leg"]), "1-2", "v=0")]
    signal = _told(phones.dana, "signal")
    assert (signal["signal"], signal["to_leg"], signal["from_leg"]) == ("answer", joined["leg"], str(phone.pk))
    assert signal["body"] == {"session": "1-2", "description": {"type": "answer", "sdp": "v=0 answer"}}
    page.post(reverse("coaching:call_alive", args=[joined["leg"]]), {"connected": True})
    assert Call.objects.get().connected_at is not None


def test_a_page_that_comes_to_a_phone_in_the_room_is_told_that_it_is_one(phones: Cast, bridge: Bridge) -> None:
    mia = _dials(phones)
    _answers(phones.dana)
    _page, joined = goes_on_line(phones.dana)  # loaded anew
    assert mia.row.leg is not None
    assert joined["phones"] == joined["others"] == [str(mia.row.leg.pk)]
    assert joined["offer"] is None
    told = _page.post(reverse("coaching:call_alive", args=[joined["leg"]]), {}).json()
    assert [other["phone"] for other in told["others"]] == [True]


def test_an_offer_that_was_left_for_a_page_is_not_handed_to_a_phone_nor_to_a_later_page(
    phones: Cast, bridge: Bridge
) -> None:
    _dials(phones)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    page = Sender(phones.dana)
    joined = page.post(reverse("coaching:call_join", args=[the_contact().pk])).json()
    _signal(page, joined["leg"], {"session": "9-9", "description": {"type": "offer", "sdp": "v=0"}})
    settle()
    assert _told(phones.dana, "call")["took"] == ""
    assert Leg.objects.get(pk=joined["leg"]).offer is None


def test_the_same_session_is_put_through_once_and_a_new_one_again(phones: Cast, bridge: Bridge) -> None:
    _dials(phones)
    page, joined = _answers(phones.dana)
    for _time in range(2):
        assert _signal(page, joined["leg"], OFFER).status_code == 204
    assert len(bridge.taken) == 1
    _signal(page, joined["leg"], {**OFFER, "session": "3-4"})
    assert [session for _leg, session, _sdp in bridge.taken] == ["1-2", "3-4"]


@pytest.mark.parametrize(
    "body",
    [
        {**OFFER, "whole": False},
        {**OFFER, "session": "1-2;x"},
        {**OFFER, "session": None},
        {**OFFER, "description": "v=0"},
        {**OFFER, "description": {"type": "offer"}},
        {},
    ],
)
def test_an_offer_that_is_none_or_was_made_for_a_page_is_not_put_through(
    phones: Cast, bridge: Bridge, body: dict[str, Any]
) -> None:
    _dials(phones)
    page, joined = _answers(phones.dana)
    assert _signal(page, joined["leg"], body).status_code == 204
    assert _signal(page, joined["leg"], OFFER, kind="candidates").status_code == 204
    assert bridge.taken == []


def test_where_the_network_is_in_trouble_the_page_may_ask_again(phones: Cast, bridge: Bridge) -> None:
    _dials(phones)
    page, joined = _answers(phones.dana)
    bridge.trouble = ProviderError("the PBX does not answer")
    assert _signal(page, joined["leg"], OFFER).status_code == 503
    bridge.trouble = ProviderError("the page's offer names no way to it", down=False)
    assert _signal(page, joined["leg"], OFFER).status_code == 422
    bridge.trouble = None
    assert _signal(page, joined["leg"], OFFER).status_code == 204
    assert len(bridge.taken) == 1


def test_a_coach_hangs_up_in_the_app_and_the_caller_is_told_that_it_is_over(phones: Cast, bridge: Bridge) -> None:
    mia = _dials(phones)
    page, joined = _answers(phones.dana)
    page.post(reverse("coaching:call_leave", args=[joined["leg"]]), {})
    settle()
    assert mia.hears() == "The call is over. Take care."
    assert mia.over
    assert not PhoneLine.objects.filter(person=phones.dana).exists()


def test_a_page_that_vanishes_has_its_coachs_phone_rung_and_the_caller_stays(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    mia = _dials(phones)
    _answers(phones.dana)
    assert mia.in_room
    now.shift(timedelta(seconds=31))
    settle()
    assert not mia.in_room
    assert "Dana has your request and is coming to the phone." in mia.hears()
    for _pause in range(3):
        mia.wait()
        settle()
    assert ringing(phones.dana) is not None


def test_a_page_that_talks_in_the_background_stays_and_one_that_is_silent_for_two_minutes_is_gone(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    mia = _dials(phones)
    page, joined = _answers(phones.dana)
    alive = reverse("coaching:call_alive", args=[joined["leg"]])
    for _minute in range(3):
        page.post(alive, {"connected": True})
        now.shift(timedelta(seconds=61))
        settle()
        assert mia.in_room
    now.shift(timedelta(seconds=60))
    settle()
    assert not mia.in_room
    assert "Dana has your request and is coming to the phone." in mia.hears()


def test_a_coach_who_does_not_come_on_the_line_in_the_app_is_rung_after_two_pauses(
    phones: Cast, bridge: Bridge
) -> None:
    mia = _dials(phones)
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert ringing(phones.dana) is None
    mia.wait()
    settle()
    assert ringing(phones.dana) is None
    mia.wait()
    settle()
    dana = pick_up(phones.dana).press("1")
    settle()
    assert dana.in_room
    assert mia.in_room


def test_a_coachs_phone_stops_ringing_once_they_are_on_the_line_in_the_app(phones: Cast, bridge: Bridge) -> None:
    mia = dial(NUMBERS["Mia"]).press("2")
    settle()
    assert ringing(phones.dana) is not None
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert ringing(phones.dana) is not None, "they may have answered to be called"
    goes_on_line(phones.dana)
    assert ringing(phones.dana) is None
    assert mia.in_room


def test_a_caller_who_hangs_up_ends_the_call_of_the_page(phones: Cast, bridge: Bridge) -> None:
    mia = _dials(phones)
    page, joined = _answers(phones.dana)
    mia.hang_up()
    told = page.post(reverse("coaching:call_alive", args=[joined["leg"]]), {})
    assert (told.status_code, told.json()["by"]) == (409, str(phones.mia.pk))


def test_a_client_in_the_app_and_a_coach_on_the_phone_are_in_one_room(phones: Cast, bridge: Bridge) -> None:
    ask(client=phones.mia, safety="safe")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    assert dana.hears() == "It is yours. They are in the app and come to you now."
    assert dana.in_room
    assert ringing(phones.mia) is None
    assert call_facts(the_contact(), phones.mia)["waits"]
    page, joined = goes_on_line(phones.mia)
    assert dana.row.leg is not None
    assert joined["phones"] == [str(dana.row.leg.pk)]
    assert _signal(page, joined["leg"], OFFER).status_code == 204
    assert len(bridge.taken) == 1
    page.post(reverse("coaching:call_leave", args=[joined["leg"]]), {})
    settle()
    assert "press 1" in dana.hears()


def test_a_client_whose_app_does_not_come_on_the_line_is_rung_by_a_key(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    dana = _waits_in_vain(phones, now)
    dana.press("1")
    settle()
    assert ringing(phones.mia) is not None


def test_a_client_who_was_promised_a_call_is_rung_by_phone(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    contact, _new = ask(client=phones.mia, safety="safe")
    settle()
    promise(contact_id=contact.pk, coach=phones.dana, at=clock.now() + timedelta(minutes=15))
    settle()
    now.shift(timedelta(minutes=15))
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    settle()
    assert dana.in_room
    assert ringing(phones.mia) is not None


def test_a_client_whose_app_comes_late_is_put_through_without_a_key(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    dana = _waits_in_vain(phones, now)
    goes_on_line(phones.mia)
    assert dana.in_room


def test_a_coach_who_goes_on_in_the_app_keeps_the_talk_there_and_the_phone_says_goodbye(
    phones: Cast, bridge: Bridge, now: time_machine.Traveller
) -> None:
    dana = _waits_in_vain(phones, now)
    _page, joined = goes_on_line(phones.dana)
    assert dana.hears() == "This call is not needed any more. Thank you."
    assert dana.over
    goes_on_line(phones.mia)
    assert not dana.in_room
    dana.hang_up()
    assert Leg.objects.get(pk=joined["leg"]).left_at is None


def test_a_coach_without_a_number_rings_a_client_from_their_page(phones: Cast, bridge: Bridge) -> None:
    PhoneNumber.objects.filter(person=phones.dana).delete()
    ask(client=phones.mia, safety="safe", way="call_back")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    page = Sender(phones.dana)
    here = page.get(reverse("coaching:open", args=[the_contact().pk])).content.decode()
    assert "Ring their phone" in here
    answered = page.client.post(reverse("phone:ring", args=[the_contact().pk]))
    assert answered["Location"].endswith("#talk")
    settle()
    goes_on_line(phones.dana)
    mia = pick_up(phones.mia)
    assert mia.hears() == "Wiseline. A call for you. To take it, press 1."
    assert mia.press("1").in_room


def test_no_phone_is_rung_from_a_page_where_it_could_not_talk(phones: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    ask(client=phones.mia, safety="safe", way="call_back")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    page = Sender(phones.dana)
    url = reverse("coaching:open", args=[the_contact().pk])
    assert "Ring their phone" not in page.get(url).content.decode()
    page.client.post(reverse("phone:ring", args=[the_contact().pk]))
    settle()
    assert not PhoneLine.objects.filter(person=phones.mia).exists()
    assert "That can not be done now." in page.get(url).content.decode()


def test_a_page_is_not_called_to_a_phone_that_it_could_not_talk_to(phones: Cast) -> None:
    ask(client=phones.mia, safety="safe")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    assert dana.in_room
    assert not call_facts(the_contact(), phones.mia)["waits"]


def test_a_page_that_left_is_not_on_the_line(phones: Cast, bridge: Bridge) -> None:
    _dials(phones)
    _page, joined = _answers(phones.dana)
    assert calls.page_on_line(contact_id=the_contact().pk, person_id=phones.dana.pk)
    calls.leave(leg=Leg.objects.get(pk=joined["leg"]))
    assert not calls.page_on_line(contact_id=the_contact().pk, person_id=phones.dana.pk)
