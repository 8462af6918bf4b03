"""A clinic's own PBX, at the wire: who dials in, rings, presses keys, hangs up; and what goes wrong on the way."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from pytest_django import Settings

from tests.cast import Cast
from tests.coaching.invariants import check_everything
from tests.fakes.pbx import Channel, Pbx, as_names
from tests.fakes.phones import NUMBERS, give_number
from wiseline.calls.models import Lease, PhoneLine, SpokenMessage
from wiseline.calls.providers import ProviderError, the_provider
from wiseline.calls.providers.asterisk import speech
from wiseline.calls.providers.asterisk.rest import Asterisk
from wiseline.calls.providers.asterisk.talker import Talker
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.engine.switchboard import CYCLES
from wiseline.lib.ids import new_id
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery

LEAST_ROUNDS = 2
STEP = 30
MIA, DANA, SAM = NUMBERS["Mia"], NUMBERS["Dana"], NUMBERS["Sam"]


def talker() -> Talker:
    """A process' chance to hold the lines."""
    found = the_provider()
    assert isinstance(found, Asterisk)
    return Talker(found)


@dataclass
class Line:
    """The PBX, and Wiseline at its other end."""

    pbx: Pbx
    talker: Talker
    now: time_machine.Traveller

    def settle(self) -> None:
        """Everything that is due is done, and every event has arrived."""
        for number in range(8):
            self.hear(number)
            for cycle in CYCLES:
                if cycle.name in {"escalate", "phone", "phone_care", "follow_up"}:
                    cycle.run()
            before = len(self.pbx.asked)
            sent = send_due()
            self.hear(number)
            if number >= LEAST_ROUNDS and not sent and len(self.pbx.asked) == before:
                return

    def hear(self, number: int = 0) -> None:
        """Every event has arrived."""
        if not self.talker.holds or self.pbx.deaf:
            self.talker.turn(0)
            return
        last = self.pbx.send({"type": "Sync", "number": f"{number}-{len(self.pbx.asked)}-{new_id()}"})
        for _time in range(100):
            if not self.talker.turn(1) or last in self.talker._known:
                return
        raise AssertionError("an event did not arrive")

    def passes(self, seconds: float) -> None:
        """Time goes by."""
        for _part in range(max(1, int(seconds / STEP))):
            self.now.shift(timedelta(seconds=min(seconds, STEP)))
            self.settle()

    def press(self, channel: Channel, *keys: str) -> None:
        """Keys, and what comes of them."""
        self.pbx.press(channel, *keys)
        self.settle()

    def dials(self, number: str = MIA) -> Channel:
        """Somebody dials in."""
        channel = self.pbx.dials(number)
        self.settle()
        return channel

    def picks_up(self, number: str) -> Channel:
        """A phone that rings is picked up."""
        channel = self.pbx.picks_up(number)
        self.settle()
        return channel

    def hangs_up(self, channel: Channel) -> None:
        """A phone is hung up."""
        self.pbx.ends(channel)
        self.settle()

    def connected(self) -> tuple[Channel, Channel]:
        """Mia dialled, Dana took it: both in one room."""
        mia = self.dials()
        self.press(mia, "2")
        dana = self.picks_up(DANA)
        self.press(dana, "1")
        self.press(dana, "1")
        return mia, dana


@pytest.fixture
def line(
    cast: Cast, settings: Settings, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    """Mia, Dana, Sam and Lea have numbers; the programme's PBX is connected."""
    monkeypatch.setattr(speech, "sounds", as_names)
    for person in (cast.mia, cast.dana, cast.sam, cast.lea):
        give_number(person)
    with Pbx() as pbx:
        settings.PHONE = pbx.address
        settings.PHONE_NUMBER = "+4930900900"
        settings.PHONE_CLINIC = "+4930900901"
        found = Line(pbx, talker(), now)
        assert found.talker.turn(0)
        yield found
        check_everything([cast.lea])
        found.talker.stop()


def the_contact() -> Contact:
    return Contact.objects.get()


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


def test_events_that_come_twice_change_nothing(line: Line) -> None:
    line.pbx.twice = True
    mia, dana = line.connected()
    assert mia.room == dana.room != ""
    assert PhoneLine.objects.count() == 2
    assert dana.heard.count("Wiseline, a coaching call.") == 1


def test_events_out_of_order_change_nothing(line: Line) -> None:
    mia = line.dials()
    line.pbx.emit("PlaybackFinished", playback={"id": "wiseline-x.0.1", "target_uri": f"channel:{mia.id}"})
    line.pbx.emit("ChannelDtmfReceived", digit="1", channel={"id": "never heard of"})
    line.pbx.emit("StasisStart", args=[], channel=mia.as_json())
    line.pbx.emit("ChannelLeftBridge", bridge={"id": "room-x"}, channel=mia.as_json())
    line.pbx.emit("RecordingFinished", recording={"name": "somebody-elses", "duration": 3})
    line.pbx.send(["not", "an", "event"])  # type: ignore[arg-type]
    line.settle()
    assert PhoneLine.objects.filter(part="caller").count() == 1
    gone = line.pbx.dials(SAM)
    line.pbx.ends(gone)
    line.pbx.emit("StasisStart", args=[], channel=gone.as_json())
    line.settle()
    assert not PhoneLine.objects.filter(external_id=gone.id, ended_at=None).exists()


def test_the_websocket_breaks_in_the_middle_and_the_call_goes_on(line: Line) -> None:
    mia, dana = line.connected()
    line.pbx.drop()
    line.hear()
    assert not line.talker.holds
    line.passes(10)
    assert line.talker.holds
    assert mia.room == dana.room != "", "they were not torn apart"
    line.hangs_up(mia)
    assert "The other side has hung up." in dana.says


def test_what_happened_while_nobody_listened_is_found_out(line: Line) -> None:
    mia = line.dials()
    line.press(mia, "2")
    line.pbx.deaf = True
    line.pbx.picks_up(DANA)
    line.pbx.ends(mia)
    late = line.pbx.dials(NUMBERS["Lea"])
    lost = Channel(f"wiseline-{new_id()}", "+49123456", "Up", taken=True)
    others = Channel("15.7", "+49123457", "Up")
    line.pbx.channels |= {lost.id: lost, others.id: others}
    line.pbx.drop()
    line.pbx.deaf = False
    line.talker.turn(1)
    line.passes(10)
    assert the_contact().way == "call_back", "she hung up"
    dana = next(one for one in line.pbx.channels.values() if one.number == DANA)
    assert dana.says.startswith("Wiseline, a coaching call.")
    assert late.heard, "who dialled at that moment is greeted"
    assert lost.id not in line.pbx.channels, "nobody knows it"
    assert others.id in line.pbx.channels, "the clinic's own calls are let be"


def test_another_process_takes_over_when_one_dies(line: Line) -> None:
    mia = line.dials()
    second = talker()
    assert not second.turn(0), "only one holds the lines"
    line.pbx.drop()  # killed: the lease is let run out
    line.now.shift(timedelta(seconds=9))
    assert second.turn(0)
    assert not line.talker.turn(0)
    assert Lease.objects.get().holder == second.me
    line.talker = second
    line.press(mia, "2")
    assert "We are ringing Dana Reyes." in mia.says
    second.stop()
    assert not Lease.objects.exists()


def test_the_pbx_is_down_and_the_search_goes_on(line: Line, cast: Cast) -> None:
    mia = line.dials()
    line.pbx.fails["applications/wiseline"] = 500
    line.press(mia, "2")
    assert line.pbx.rings(DANA) is None
    assert the_contact().status == Status.RINGING, "in the app she is rung all the same"
    line.passes(40)
    assert line.pbx.rings(DANA) is not None, "and the phone again"
    assert Delivery.objects.filter(person=cast.dana, channel="voice").count() == 1


def test_a_command_that_fails_is_tried_again(line: Line) -> None:
    mia = line.dials()
    line.press(mia, "2")
    dana = line.picks_up(DANA)
    line.press(dana, "1")
    line.pbx.fails["addChannel"] = 500
    line.press(dana, "1")
    line.passes(10)
    assert mia.room == dana.room != ""


def test_a_speech_that_can_not_be_played_leaves_the_keys(line: Line) -> None:
    mia = line.dials()
    line.pbx.fails[".2.1"] = 500
    line.press(mia, "2")
    assert "Dana" not in mia.says
    dana = line.picks_up(DANA)
    line.press(dana, "1")
    line.press(dana, "1")
    assert mia.room == dana.room != ""


def sound(seconds: int) -> bytes:
    """A WAVE file."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000 * seconds))
    return kept.getvalue()


def nobody_was_reached(line: Line) -> Channel:
    """Everybody was rung, and she is asked for a message."""
    mia = line.dials()
    line.press(mia, "2")
    for _minute in range(60):
        line.now.shift(timedelta(minutes=1))
        line.settle()
        for one in list(line.pbx.channels.values()):
            if one.state == "Ringing":
                line.pbx.ends(one, 19)
        if mia.recording:
            return mia
    raise AssertionError(f"she was not asked for a message: {the_contact().status}")


def test_she_leaves_a_message_it_is_kept_and_the_pbxs_is_deleted(line: Line) -> None:
    mia = nobody_was_reached(line)
    assert mia.heard[-1] == "tone"
    line.pbx.speaks_for(mia, sound(3), 3)
    line.settle()
    assert "Your message is kept." in mia.says
    message = SpokenMessage.objects.get()
    assert (message.seconds, message.sound["type"]) == (3, "audio/wav")
    assert line.pbx.stored == {}


def test_a_message_whose_end_was_told_to_nobody_is_found(line: Line) -> None:
    mia = nobody_was_reached(line)
    line.pbx.deaf = True
    line.pbx.speaks_for(mia, sound(2), 2)
    line.pbx.ends(mia)
    line.pbx.drop()
    line.pbx.deaf = False
    line.talker.turn(1)
    line.passes(10)
    assert SpokenMessage.objects.get().seconds == 2


def test_a_call_that_is_asked_for_twice_rings_once(line: Line) -> None:
    line_id = new_id()
    names = {the_provider().place(line_id=line_id, to=DANA, seconds=20) for _time in range(2)}
    assert names == {f"wiseline-{line_id}"}
    assert len(line.pbx.channels) == 1


def test_no_call_is_placed_while_nobody_would_hear_it_answered(line: Line) -> None:
    line.talker.stop()
    for _time in range(100):
        if not line.pbx.sockets:
            break
        line.pbx.drop()
    with pytest.raises(ProviderError, match="nobody listens"):
        the_provider().place(line_id=new_id(), to=DANA, seconds=20)


def test_a_number_as_it_is_dialled_at_home_gets_its_country(settings: Settings) -> None:
    settings.PHONE = "asterisk://u:p@pbx.example.org/?country=49"
    found = the_provider()
    assert isinstance(found, Asterisk)
    home = found.address
    assert [home.international(one) for one in ("0151123", "49151123", "+353123", "0049151", "anonymous", "")] == [
        "+49151123",
        "+49151123",
        "+353123",
        "0049151",
        "anonymous",
        "",
    ]
    assert home.commands == "https://pbx.example.org:8089/ari"
    assert json.dumps(home.events) == '"wss://pbx.example.org:8089/ari/events"'
