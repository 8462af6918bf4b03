"""Who calls: a stranger, a number that was never verified, and whoever chose a PIN."""

from __future__ import annotations

from tests.cast import Cast
from tests.fakes.phones import NUMBERS, dial, give_number, pick_up, settle, the_contact
from wiseline.coaching.models import Contact
from wiseline.reach.models import PhoneNumber

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


def test_a_coachs_pin_is_needed_where_they_chose_one(phones: Cast) -> None:
    give_number(phones.dana, pin="2468")
    dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana)
    assert "M B" not in dana.press("1111").hears()
    assert "From M B." in dana.press("2468").hears()
