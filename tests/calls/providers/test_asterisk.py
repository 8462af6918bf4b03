"""A clinic's own PBX, at the wire: who dials in, rings, presses keys, hangs up."""

from __future__ import annotations

import pytest

from tests.calls.providers.clinic_line import DANA, MIA, SAM, Line
from tests.cast import Cast
from tests.fakes.phones import give_number, the_contact
from wiseline.calls.models import PhoneLine
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status


def test_she_dials_her_coachs_phone_rings_a_key_and_both_are_in_one_room(line: Line) -> None:
    mia = line.dials()
    assert mia.says.startswith("Wiseline. If you are in danger now, press 1.")
    assert mia.state == "Up"
    line.press(mia, "2")
    assert "We are ringing Dana Reyes." in mia.says
    dana = line.picks_up(DANA)
    assert dana.says == "Wiseline, a coaching call. To hear who asks, press 1."
    line.press(dana, "1")
    assert "From M B. They say that they are safe." in dana.says
    line.press(dana, "1")
    assert (the_contact().status, the_contact().holder.first_name) == (Status.LIVE, "Dana")
    assert mia.room == dana.room != ""


def test_the_called_see_the_programmes_number_only(line: Line) -> None:
    line.press(line.dials(), "2")
    placed = [query for method, path, query in line.pbx.asked if method == "POST" and path.count("/") == 1]
    assert [query["callerId"] for query in placed if "endpoint" in query] == ["+4930900900"]


def test_danger_is_one_key(line: Line) -> None:
    mia = line.dials()
    line.press(mia, "1")
    assert the_contact().safety == "danger"
    assert "you can hang up and call 1 1 2 now" in mia.says
    dana = line.picks_up(DANA)
    line.press(dana, "1")
    assert "in danger" in dana.says


def test_nobody_answers_and_the_backup_is_rung(line: Line, cast: Cast) -> None:
    mia = line.dials()
    line.press(mia, "2")
    rung = line.pbx.rings(DANA)
    assert rung is not None
    line.pbx.ends(rung, 19)
    line.passes(360)
    assert PhoneLine.objects.filter(person=cast.dana, end="no-answer").exists()
    assert "We are ringing Sam Okafor." in mia.says
    sam = line.picks_up(SAM)
    line.press(sam, "1")
    line.press(sam, "1")
    assert mia.room == sam.room != ""
    assert line.pbx.rings(DANA) is None


def test_a_voicemail_that_presses_nothing_hears_nobody_and_the_backup_is_rung(line: Line) -> None:
    mia = line.dials()
    line.press(mia, "2")
    voicemail = line.picks_up(DANA)
    line.passes(150)
    assert voicemail.id not in line.pbx.channels, "it is hung up after some tries"
    assert "M B" not in voicemail.says
    assert the_contact().status == Status.RINGING
    line.passes(360)
    assert line.pbx.rings(SAM) is not None


def test_a_key_silences_what_is_being_said(line: Line) -> None:
    line.pbx.talks = True
    mia = line.dials()
    assert mia.playing
    line.press(mia, "2")
    assert "We are ringing Dana Reyes." in mia.says
    assert mia.playing, "and the next is said"


def test_a_pin_is_taken_key_by_key(line: Line, cast: Cast) -> None:
    give_number(cast.mia, pin="4711")
    mia = line.dials()
    line.press(mia, "2")
    assert mia.says.endswith("Please enter your PIN.")
    line.press(mia, "4", "7")
    assert not Contact.objects.exists()
    line.press(mia, "1", "1")
    assert the_contact().client == cast.mia


@pytest.mark.parametrize("step", ["greeting", "waiting", "ringing", "talking"])
def test_she_hangs_up_at_any_step_and_her_request_is_kept(line: Line, step: str) -> None:
    if step == "talking":
        mia, dana = line.connected()
        line.hangs_up(mia)
        assert dana.room == ""
        assert "The other side has hung up." in dana.says
        assert the_contact().status == Status.LIVE, "the coach holds it"
        assert line.pbx.rooms == set()
        return
    mia = line.dials()
    if step != "greeting":
        line.press(mia, "2")
    if step == "ringing":
        line.picks_up(DANA)
    line.hangs_up(mia)
    assert the_contact().way == "call_back"
    assert PhoneLine.objects.get(part="caller").ended_at is not None
    line.passes(60)
    assert the_contact().status == Status.RINGING


@pytest.mark.parametrize("step", ["greeting", "offer", "talking"])
def test_the_coach_hangs_up_at_any_step_and_nobody_is_forgotten(line: Line, step: str) -> None:
    if step == "talking":
        mia, dana = line.connected()
        line.hangs_up(dana)
        assert the_contact().status == Status.WRAPPING_UP
        assert "The call is over. Take care." in mia.says
        assert mia.id not in line.pbx.channels
        return
    mia = line.dials()
    line.press(mia, "2")
    dana = line.picks_up(DANA)
    if step == "offer":
        line.press(dana, "1")
    line.hangs_up(dana)
    assert the_contact().status == Status.RINGING
    line.passes(360)
    assert line.pbx.rings(SAM) is not None


def test_the_other_side_dropped_and_is_rung_again_by_one_key(line: Line) -> None:
    mia, dana = line.connected()
    line.hangs_up(mia)
    line.press(dana, "1")
    again = line.picks_up(MIA)
    assert again.says == "Wiseline. A call for you. To take it, press 1."
    line.press(again, "1")
    assert again.room == dana.room != ""


def test_the_call_of_one_who_answered_in_the_app_stops_ringing(line: Line, cast: Cast) -> None:
    line.press(line.dials(), "2")
    assert line.pbx.rings(DANA) is not None
    answer(contact_id=the_contact().pk, coach=cast.sam)
    line.settle()
    assert line.pbx.rings(DANA) is None
