"""A clinic's own PBX, at the wire: what comes twice, late or never, and the message that a caller leaves."""

from __future__ import annotations

import io
import json
import wave
from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.calls.providers.clinic_line import DANA, SAM, Line, talker
from tests.cast import Cast
from tests.fakes.pbx import Channel
from tests.fakes.phones import NUMBERS, the_contact
from wiseline.calls.models import Lease, PhoneLine, SpokenMessage
from wiseline.calls.providers import ProviderError, the_provider
from wiseline.calls.providers.asterisk.rest import Asterisk
from wiseline.coaching.transitions import Status
from wiseline.lib.ids import new_id
from wiseline.reach.models import Delivery


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


@pytest.mark.parametrize(("cause", "why"), [(1, "no such number"), (17, "busy"), (20, "unreachable"), (21, "rejected")])
def test_a_call_that_the_pbx_could_not_ring_with_is_not_sent(line: Line, cast: Cast, cause: int, why: str) -> None:
    line.press(line.dials(), "2")
    rung = line.pbx.rings(DANA)
    assert rung is not None
    line.pbx.ends(rung, cause)
    line.settle()
    row = Delivery.objects.filter(person=cast.dana, channel="voice").earliest("created_at")
    assert (row.status, row.error) == ("failed", f"phone: {why}")


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


def test_a_line_that_is_gone_before_it_can_be_told_something_is_no_error(line: Line) -> None:
    mia = line.dials()
    line.pbx.deaf = True
    line.pbx.ends(mia)
    the_provider().again(line_id=PhoneLine.objects.get().pk, external_id=PhoneLine.objects.get().external_id)
    assert ("POST", "events/user/wiseline-again") in [(method, path) for method, path, _query in line.pbx.asked]


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
