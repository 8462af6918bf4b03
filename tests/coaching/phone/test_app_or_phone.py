"""One person with an app and a phone: which of them rings, and which holds the talk."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.urls import reverse
from pytest_django import Settings

from tests.calls.conftest import Sender
from tests.cast import Cast
from tests.fakes.phones import NUMBERS, dial, give_number, pick_up, ringing, settle, the_contact
from wiseline.calls.models import Call, PhoneLine
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.selectors.call import call_facts
from wiseline.lib import clock
from wiseline.reach.models import Delivery, PhoneNumber

MIA = NUMBERS["Mia"]


def test_an_app_is_not_offered_to_whoever_talks_by_phone(phones: Cast) -> None:
    mia = dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    assert not call_facts(the_contact(), phones.dana)["by_phone"]
    dana.press("1")
    settle()
    assert call_facts(the_contact(), phones.dana)["by_phone"]
    assert call_facts(the_contact(), phones.mia)["by_phone"]
    dana.hang_up()
    assert not call_facts(the_contact(), phones.dana)["by_phone"]
    assert mia.row is not None


def test_a_page_that_is_old_takes_no_talk_from_a_phone(phones: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1").press("1")
    settle()
    url = reverse("coaching:call_join", args=[the_contact().pk])
    for person in (phones.dana, phones.mia):
        answer_ = Sender(person).post(url)
        assert (answer_.status_code, answer_.json()) == (409, {"what": "moved"})
    settle()
    assert dana.in_room
    dana.hang_up()
    assert Call.objects.get().ended_at is not None


def test_the_phone_rings_only_after_the_app_had_its_time(phones: Cast, now: time_machine.Traveller) -> None:
    give_number(phones.dana, ring="after")
    dial(MIA).press("2")
    settle()
    assert ringing(phones.dana) is None
    now.shift(timedelta(seconds=31))
    settle()
    assert ringing(phones.dana) is not None


def test_a_coach_who_chose_never_is_not_rung_by_phone(phones: Cast, now: time_machine.Traveller) -> None:
    give_number(phones.dana, ring="never")
    dial(MIA).press("2")
    settle()
    now.shift(timedelta(seconds=90))
    settle()
    assert not PhoneLine.objects.filter(person=phones.dana).exists()


def test_an_answer_in_the_app_stops_the_phone(phones: Cast) -> None:
    ask(client=phones.mia, safety="safe")
    settle()
    assert ringing(phones.dana) is not None
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert ringing(phones.dana) is None


def test_a_coach_who_answers_a_caller_in_the_app_is_rung_to_be_connected(phones: Cast) -> None:
    give_number(phones.dana, ring="never")
    mia = dial(MIA).press("2")
    answer(contact_id=the_contact().pk, coach=phones.dana)
    settle()
    assert "Dana has your request and is coming to the phone." in mia.hears()
    dana = pick_up(phones.dana).press("1")
    settle()
    assert dana.in_room, "nothing is left to decide"
    assert mia.in_room


def test_a_client_in_the_app_without_a_phone_waits_in_the_app_and_the_coach_is_told(phones: Cast) -> None:
    PhoneNumber.objects.filter(person=phones.mia).delete()
    ask(client=phones.mia, safety="safe")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    assert dana.hears() == "It is yours. They wait in the app: please open Wiseline now."


def test_a_phone_whose_ring_came_to_nothing_is_on_no_line(phones: Cast) -> None:
    """Else it could not be rung again before the half hour after which what was never placed is given up."""
    give_number(phones.dana, ring="after")
    contact, _new = ask(client=phones.mia, safety="safe")
    settle()
    assert PhoneLine.objects.filter(person=phones.dana, ended_at=None).exists()
    answer(contact_id=contact.pk, coach=phones.dana)
    settle()
    assert not PhoneLine.objects.filter(person=phones.dana, ended_at=None).exists()


def test_a_phone_that_is_being_rung_while_its_coach_answers_in_the_app_is_hung_up(phones: Cast) -> None:
    contact, _new = ask(client=phones.mia, safety="safe")
    ring = Delivery.objects.get(contact_id=contact.pk, person=phones.dana, channel="voice")
    Delivery.objects.filter(pk=ring.pk).update(attempts=1)  # asked of the provider, which has not said anything yet
    answer(contact_id=contact.pk, coach=phones.dana)
    line = PhoneLine.objects.get(pk=ring.pk)
    assert line.ended_at is None
    PhoneLine.objects.filter(pk=line.pk).update(external_id="CA1", placed_at=clock.now(), provider="fake")
    settle()
    line.refresh_from_db()
    assert line.ended_at is not None


def test_the_page_of_a_coach_who_has_picked_up_says_which_key_to_press(phones: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    contact, _new = ask(client=phones.mia, safety="safe")
    answer(contact_id=contact.pk, coach=phones.dana)
    settle()
    coach = Sender(phones.dana)
    key = "Press 1 on your phone to be connected."

    def says(words: str) -> bool:
        return words in coach.get(reverse("coaching:open", args=[contact.pk])).content.decode()

    coach.post(reverse("phone:by_phone", args=[contact.pk]))
    settle()
    assert says("Your phone rings. Press 1 there to be connected.")
    dana = pick_up(phones.dana)
    assert says(key)
    dana.press("1")
    assert not says(key)
