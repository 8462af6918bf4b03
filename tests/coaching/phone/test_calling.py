"""A client without the app: she dials, a coach's phone rings, a key, and both are connected; and what else happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.fakes.phones import NUMBERS, dial, give_number, passes, pick_up, ringing, settle, the_contact
from wiseline.calls.line import Event, What, heard
from wiseline.calls.models import Call, PhoneLine
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.reach.models import Delivery, PhoneNumber

MIA = NUMBERS["Mia"]


def test_she_dials_her_coachs_phone_rings_and_both_are_connected(phones: Cast) -> None:
    mia = dial(MIA)
    assert mia.hears().startswith("Wiseline. If you are in danger now, press 1.")
    assert the_contact().client == phones.mia, "the request is stored before any key"
    mia.press("2")
    assert "We are ringing Dana Reyes." in mia.hears()
    settle()
    dana = pick_up(phones.dana)
    assert dana.hears() == "Wiseline, a coaching call. To hear who asks, press 1."
    dana.press("1")
    assert "From M B. They say that they are safe." in dana.hears()
    dana.press("1")
    assert the_contact().status == Status.LIVE
    assert the_contact().holder == phones.dana
    settle()
    assert dana.in_room
    assert mia.in_room
    assert mia.said[-1] == dana.said[-1]
    assert Call.objects.get().connected_at is not None


def test_neither_hears_the_others_number(phones: Cast) -> None:
    mia = dial(MIA)
    mia.press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    for row in PhoneLine.objects.all():
        spoken = str(row.said)
        assert not any(number in spoken for number in NUMBERS.values())


def test_danger_is_the_first_key_and_names_emergency_help_before_anything_else(phones: Cast) -> None:
    mia = dial(MIA).press("1")
    assert mia.hears().startswith(
        "We look for a coach at once. Do not wait for us: you can hang up and call 1 1 2 now."
    )
    assert the_contact().safety == "danger"
    settle()
    assert "in danger" in pick_up(phones.dana).press("1").hears()


def test_a_voicemail_that_presses_nothing_never_answers_and_hears_nobody(
    phones: Cast, now: time_machine.Traveller
) -> None:
    dial(MIA).press("2")
    settle()
    voicemail = pick_up(phones.dana)
    for _time in range(5):
        assert "M B" not in voicemail.hears()
        voicemail.press("")
    assert voicemail.over
    voicemail.hang_up()
    assert the_contact().status == Status.RINGING
    passes(now, minutes=6)
    assert the_contact().ringing == phones.sam
    assert ringing(phones.sam) is not None


def test_nobody_answers_the_backup_is_rung_and_the_caller_hears_so(phones: Cast, now: time_machine.Traveller) -> None:
    mia = dial(MIA).press("2")
    settle()
    passes(now, minutes=6)
    assert "We are ringing Sam Okafor." in mia.hears()
    sam = pick_up(phones.sam).press("1")
    sam.press("1")
    settle()
    assert mia.in_room
    assert the_contact().holder == phones.sam
    assert ringing(phones.dana) is None, "the phone of who is not needed rings no more"


@pytest.mark.parametrize("minutes", [5, 20], ids=["the next person is rung", "nobody was reached"])
def test_a_coach_who_has_picked_up_keeps_the_offer_when_the_search_goes_on(
    phones: Cast, now: time_machine.Traveller, minutes: int
) -> None:
    ask(client=phones.mia, safety="safe")
    settle()
    dana = pick_up(phones.dana).press("1")
    passes(now, minutes=minutes)
    assert the_contact().ringing != phones.dana
    assert "From M B." in dana.hears()
    dana.press("1")
    settle()
    assert (the_contact().status, the_contact().holder) == (Status.LIVE, phones.dana)
    assert ringing(phones.sam) is None


def test_who_picks_up_second_is_told_who_has_it(phones: Cast) -> None:
    mia = dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana)
    answer(contact_id=the_contact().pk, coach=phones.sam)
    settle()
    assert dana.hears() == "Sam has it already. Thank you."
    assert dana.over
    settle()
    assert "Sam has your request" in mia.hears()


def test_a_promise_by_key_is_told_to_the_caller(phones: Cast) -> None:
    mia = dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("2")
    assert dana.hears() == "Good. They are told that you call at 19:45."
    assert the_contact().status == Status.PROMISED
    settle()
    assert "Dana Reyes will call you: 19:45." in mia.hears()
    assert mia.over


def test_a_promise_is_recalled_by_phone_and_kept_by_a_key(phones: Cast, now: time_machine.Traveller) -> None:
    dial(MIA).press("2").hang_up()
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("2").hang_up()
    now.shift(timedelta(minutes=15))
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    assert "We ring them now." in dana.hears()
    settle()
    mia = pick_up(phones.mia)
    assert mia.hears() == "Wiseline. A call for you. To take it, press 1.", "nothing before a key"
    mia.press("1")
    assert mia.in_room
    assert Call.objects.filter(connected_at__isnull=False).exists()


def test_passing_on_rings_the_next_at_once(phones: Cast) -> None:
    dial(MIA).press("2")
    settle()
    pick_up(phones.dana).press("1").press("3")
    settle()
    assert the_contact().ringing == phones.sam
    assert ringing(phones.sam) is not None


@pytest.mark.parametrize("moment", ["at once", "safe", "waiting"])
def test_hanging_up_early_loses_nothing(phones: Cast, now: time_machine.Traveller, moment: str) -> None:
    mia = dial(MIA)
    if moment != "at once":
        mia.press("2")
    if moment == "waiting":
        mia.wait()
    mia.hang_up()
    assert the_contact().way == "call_back"
    now.shift(timedelta(seconds=61))
    settle()
    assert the_contact().ringing == phones.dana
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    settle()
    assert ringing(phones.mia) is not None, "she is rung back"


def test_the_talk_ends_with_the_coachs_line_and_the_note_is_owed(phones: Cast) -> None:
    mia = dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    settle()
    dana.hang_up()
    assert the_contact().status == Status.WRAPPING_UP
    assert mia.over
    assert Call.objects.get().ended_at is not None


def test_a_client_whose_line_drops_is_rung_again_by_one_key(phones: Cast) -> None:
    mia = dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    settle()
    mia.hang_up()
    assert the_contact().status == Status.LIVE
    assert "The other side has hung up. To ring them again, press 1." in dana.hears()
    dana.press("1")
    settle()
    pick_up(phones.mia).press("1")
    assert dana.in_room


def test_a_coach_who_hangs_up_before_talking_still_holds_it(phones: Cast) -> None:
    dial(MIA).press("2").hang_up()
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    dana.hang_up()
    assert the_contact().status == Status.LIVE, "it is nudged, and returns to the search"


def test_a_room_is_not_torn_open_by_what_does_not_concern_it(phones: Cast) -> None:
    mia = dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    settle()
    turns = (mia.row.turn, dana.row.turn)
    write(contact=the_contact(), author=phones.dana, body="One moment", client_key="k")
    PhoneLine.objects.update(wants_at=the_contact().asked_at)
    settle()
    assert (mia.row.turn, dana.row.turn) == turns


def test_repeats_and_disorder_change_nothing(phones: Cast) -> None:
    mia = dial(MIA, external_id="call-1")
    again = dial(MIA, external_id="call-1")
    assert again.line_id == mia.line_id
    assert again.reply == mia.reply
    turn = mia.row.turn
    first = heard(mia.row.pk, Event(What.KEYS, keys="2"), turn)
    repeated = heard(mia.row.pk, Event(What.KEYS, keys="2"), turn)
    late = heard(mia.row.pk, Event(What.KEYS, keys="1"), turn)
    assert first == repeated == late
    assert the_contact().safety == "safe"
    assert Contact.objects.count() == 1


def test_an_event_after_the_end_is_answered_by_hanging_up(phones: Cast) -> None:
    mia = dial(MIA)
    mia.hang_up()
    line_id, turn = mia.row.pk, mia.row.turn
    late = heard(line_id, Event(What.KEYS, keys="1"), turn)
    assert late is not None
    assert mia.over
    assert the_contact().safety == ""


def test_a_number_that_does_not_exist_is_not_tried_again_and_the_search_goes_on(
    phones: Cast, now: time_machine.Traveller
) -> None:
    give_number(phones.dana, number="+4915112345699")
    dial(MIA).press("2")
    settle()
    row = PhoneNumber.objects.get(person=phones.dana)
    assert row.disabled_at is not None
    assert row.disabled_why == "phone: the number does not exist"
    assert Delivery.objects.filter(channel="voice", status="failed").count() == 1
    passes(now, minutes=6)
    assert the_contact().ringing == phones.sam


def test_a_long_talk_by_phone_is_not_taken_for_silence(phones: Cast, now: time_machine.Traveller) -> None:
    dial(MIA).press("2")
    settle()
    dana = pick_up(phones.dana).press("1")
    dana.press("1")
    settle()
    passes(now, minutes=20)
    assert the_contact().status == Status.LIVE
    assert not the_contact().events.filter(kind="nudged").exists()


def test_until_the_first_sentence_little_is_read_and_nothing_twice(
    phones: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(22) as asked:  # two savepoints among them, each of two; it was 27
        dial(NUMBERS["Mia"])
    reads = [each["sql"].partition("WHERE")[0] for each in asked if each["sql"].startswith("SELECT")]
    assert sum("reach_phonenumber" in read for read in reads) == 1
    assert not any('FROM "coaching_contact"' in read and "JOIN" in read for read in reads), "what was just stored"
    assert the_contact().status == Status.ASKED
