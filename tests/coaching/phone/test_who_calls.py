"""Who calls: a stranger, a number that was never verified, and whoever chose a PIN."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.fakes.phones import NUMBERS, Phone, dial, give_number, passes, pick_up, ringing, settle, the_contact
from wiseline.calls.line import Event, What, heard
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.reach.models import PhoneNumber
from wiseline.rota.models import RotaShift
from wiseline.safety.emergency import be_in

MIA = NUMBERS["Mia"]


def test_an_unknown_number_is_told_kindly_where_help_is_and_nothing_is_kept_of_it(phones: Cast) -> None:
    stranger = dial("+4917799999999")
    assert "call 1 1 2" in stranger.hears()
    assert "plus 4 9 3 0 9 0 0 9 0 1" in stranger.hears()
    assert stranger.over
    assert stranger.row.number == ""
    assert not Contact.objects.exists()


def test_a_number_that_was_never_verified_is_a_strangers(phones: Cast) -> None:
    PhoneNumber.objects.filter(person=phones.mia).update(verified_at=None)
    assert "We do not know the number" in dial(MIA).hears()


def test_a_pin_is_asked_for_but_never_in_danger(phones: Cast) -> None:
    give_number(phones.mia, pin="4711")
    mia = dial(MIA)
    assert not Contact.objects.exists(), "anybody could have set this number on their phone"
    mia.press("1")
    assert the_contact().safety == "danger"


def test_the_right_pin_opens_and_three_wrong_ones_end_with_the_way_to_help(phones: Cast) -> None:
    give_number(phones.mia, pin="4711")
    wrong = dial(MIA, external_id="one").press("2")
    for _time in range(3):
        wrong.press("0000")
    assert wrong.over
    assert "call 1 1 2" in wrong.hears()
    assert not Contact.objects.exists()
    right = dial(MIA, external_id="two").press("2")
    right.press("4711")
    assert the_contact().safety == "safe"
    assert "We are ringing Dana Reyes." in right.hears()


def test_wrong_pins_lock_for_an_hour_which_the_right_one_does_not_begin_anew(
    phones: Cast, now: time_machine.Traveller
) -> None:
    give_number(phones.mia, pin="4711")

    def tries(pin: str) -> Phone:
        return dial(MIA).press("2").press(pin)

    for _time in range(10):
        tries("0000")
        now.shift(timedelta(minutes=1))
    for _time in range(4):
        assert "That was not it." in tries("4711").hears()
        now.shift(timedelta(minutes=12))
    assert not Contact.objects.exists()
    now.shift(timedelta(minutes=2))
    tries("4711")
    assert the_contact().safety == "safe"


def test_who_said_that_they_are_in_another_country_hears_the_number_of_that_country(phones: Cast) -> None:
    be_in(person=phones.mia, country="AU")
    assert "call 0 0 0 now" in dial(MIA).press("1").hears()


def test_a_coachs_pin_is_needed_where_they_chose_one(phones: Cast) -> None:
    give_number(phones.dana, pin="2468")
    dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana)
    assert "M B" not in dana.press("1111").hears()
    assert "From M B." in dana.press("2468").hears()


def test_a_coach_who_missed_the_ring_and_calls_back_is_rung_and_only_then_told_who_asks(phones: Cast) -> None:
    """Anybody could have set this number on their phone; only the coach can pick theirs up."""
    ask(client=phones.mia, safety="danger")
    settle()
    missed = ringing(phones.dana)
    assert missed is not None
    heard(missed.pk, Event(What.GONE, ref="no-answer"))
    back = dial(NUMBERS["Dana"])
    assert back.hears() == "Hello. This is Wiseline. Somebody waits for you. Hang up now, and we ring you at once."
    assert back.over
    back.hang_up()
    dana = pick_up(phones.dana).press("1")
    assert "From M B. They say that they are in danger." in dana.hears()
    dana.press("1")
    assert the_contact().holder == phones.dana


def test_a_coach_who_calls_back_after_the_next_was_rung_may_still_take_it(
    phones: Cast, now: time_machine.Traveller
) -> None:
    ask(client=phones.mia, safety="safe")
    passes(now, minutes=5)
    assert the_contact().ringing == phones.sam
    dial(NUMBERS["Dana"]).hang_up()
    pick_up(phones.dana).press("1").press("1")
    settle()
    assert the_contact().holder == phones.dana
    assert ringing(phones.sam) is None


def test_a_coach_who_calls_back_too_late_is_told_that_nothing_waits(phones: Cast) -> None:
    ask(client=phones.mia, safety="safe")
    answer(contact_id=the_contact().pk, coach=phones.sam)
    settle()
    back = dial(NUMBERS["Dana"])
    assert back.hears() == "Hello. This is Wiseline. This line is for clients. No request waits for you at this moment."
    back.hang_up()
    assert ringing(phones.dana) is None


def test_a_coach_who_is_rung_back_is_not_rung_on_once_somebody_else_has_it(phones: Cast) -> None:
    ask(client=phones.mia, safety="safe")
    settle()
    missed = ringing(phones.dana)
    assert missed is not None
    heard(missed.pk, Event(What.GONE, ref="no-answer"))
    dial(NUMBERS["Dana"]).hang_up()
    assert ringing(phones.dana) is not None
    answer(contact_id=the_contact().pk, coach=phones.sam)
    settle()
    assert ringing(phones.dana) is None


def test_who_leaves_the_first_question_open_is_asked_it_on_with_the_same_keys(phones: Cast) -> None:
    mia = dial(MIA).press("").press("").press("")
    assert mia.hears().startswith("If you are in danger now, press 1. If you are safe, press 2. Your request is safe")
    assert "hang up" not in mia.hears()
    assert the_contact().status == "asked"
    mia.press("2")
    assert the_contact().safety == "safe"
    assert "We are ringing Dana Reyes." in mia.hears()
    assert "To hang up and be called back, press 2." in mia.hears()


def test_who_leaves_it_open_until_a_coach_is_rung_hears_the_new_keys(phones: Cast, now: time_machine.Traveller) -> None:
    mia = dial(MIA).press("").press("").press("")
    passes(now, minutes=2)
    assert the_contact().status == "ringing"
    assert "To hang up and be called back, press 2." in mia.hears()


def test_a_caller_is_told_by_when_without_being_sent_to_a_screen(phones: Cast, now: time_machine.Traveller) -> None:
    RotaShift.objects.all().delete()
    for person in (phones.dana, phones.lea):
        give_number(person, ring="never")
    mia = dial(MIA).press("2")
    heard_so_far = ""
    for _half in range(16):
        now.shift(timedelta(seconds=30))
        settle()
        heard_so_far += mia.hears()
    assert "at the latest you have a coach, or we tell you that nobody was reached." in heard_so_far


def test_the_page_says_of_a_pin_that_it_is_for_calls(phones: Cast) -> None:
    page = browser_of(phones.mia).get(reverse("reach:phone")).content.decode()
    assert "Then nobody who holds your phone can call us in your name." in page
    assert "Whoever texts us from it needs none." in page
