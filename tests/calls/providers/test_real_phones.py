"""A real Asterisk and real SIP phones, by ARI and by a provider of Twilio's dialect that stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from tests.calls.providers.real_phones import DANA, MIA, SAM, World
from tests.calls.providers.real_phones import world as real_world
from tests.fakes.phones import words_of
from wiseline.calls.line import from_json
from wiseline.calls.models import PhoneLine, SpokenMessage
from wiseline.cli.doctor.phone import place_test_call
from wiseline.coaching.models import Contact, Safety
from wiseline.coaching.transitions import SEARCHING, Status

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.slow


@pytest.fixture(params=["asterisk", "twiml"])
def world(request: pytest.FixtureRequest, live_server: LiveServer, settings: Settings) -> Iterator[World]:
    with real_world(request.param, settings, live_server) as found:
        yield found


def test_she_dials_her_coachs_phone_rings_a_key_and_both_hear_each_other(world: World) -> None:
    world.dials()
    world.connected(DANA)
    world.phones.hangs_up(DANA)
    world.until(lambda: Contact.objects.get().status == Status.WRAPPING_UP, "the coach's end was not noticed")
    world.until(lambda: not world.phones.talks(MIA), "her line was left up")


def test_nobody_picks_up_and_the_backups_phone_rings(world: World) -> None:
    world.dials()
    world.until(lambda: world.phones.rings(DANA), "the coach's phone did not ring")
    world.minutes_pass(lambda: world.phones.rings(SAM), "the backup's phone did not ring")
    world.connected(SAM)
    assert not world.phones.rings(DANA)


def test_a_voicemail_picks_up_presses_nothing_and_the_backups_phone_rings(world: World) -> None:
    world.dials()
    world.greeted(DANA)
    world.minutes_pass(lambda: world.phones.rings(SAM), "the backup's phone did not ring")
    assert Contact.objects.get().status in SEARCHING
    world.until(lambda: not world.phones.talks(DANA), "the voicemail's line was left up")
    voicemail = world.line(DANA)
    assert voicemail is not None
    assert voicemail.joined_at is None


def test_the_danger_key_is_known_to_the_coach_before_they_decide(world: World) -> None:
    world.dials(danger=True)
    assert Contact.objects.get().safety == Safety.DANGER
    world.offered(DANA)
    assert any("danger" in str(said).lower() for said in PhoneLine.objects.get(person=world.cast.dana).said)


def test_she_hangs_up_at_the_first_question_and_is_rung_all_the_same(world: World) -> None:
    world.asked_whether_safe()
    world.phones.hangs_up(MIA)
    world.until(lambda: world.at(MIA) == "gone", "her end was not noticed")
    assert Contact.objects.get().status in SEARCHING
    world.minutes_pass(lambda: world.phones.rings(DANA), "the coach's phone did not ring")
    _she_is_rung(world)


def test_she_hangs_up_while_she_waits_and_is_rung_when_the_coach_has_pressed_a_key(world: World) -> None:
    world.dials()
    world.phones.hangs_up(MIA)
    world.until(lambda: world.at(MIA) == "gone", "her end was not noticed")
    _she_is_rung(world)


def _she_is_rung(world: World) -> None:
    world.offered(DANA)
    world.phones.press(DANA, "1")
    world.until(lambda: world.phones.rings(MIA), "she was not rung")
    world.phones.picks_up(MIA)
    world.until(lambda: world.phones.talks(MIA), "her phone could not be picked up")
    line = world.line(MIA)
    assert line is not None
    assert line.part == PhoneLine.Part.CALLED


def test_her_line_drops_in_the_talk_and_one_key_rings_her_again(world: World) -> None:
    world.dials()
    world.connected(DANA)
    world.phones.hangs_up(MIA)
    world.until(lambda: world.at(DANA) == "after", "the coach was not told")
    assert Contact.objects.get().status == Status.LIVE
    world.phones.press(DANA, "1")
    world.until(lambda: world.phones.rings(MIA), "she was not rung again")


def test_the_coach_rejects_the_ring_and_she_goes_on_waiting(world: World) -> None:
    world.dials()
    world.until(lambda: world.phones.rings(DANA), "the coach's phone did not ring")
    world.phones.hangs_up(DANA)
    world.until(lambda: world.at(DANA) == "gone", "the rejection was not noticed")
    assert world.at(MIA) == "waiting"
    world.minutes_pass(lambda: world.phones.rings(SAM), "the backup's phone did not ring")


@pytest.mark.parametrize("step", ["greeted", "offered"])
def test_the_coach_hangs_up_without_a_word_and_the_backups_phone_rings(world: World, step: str) -> None:
    world.dials()
    getattr(world, step)(DANA)
    world.phones.hangs_up(DANA)
    world.until(lambda: world.at(DANA) == "gone", "the coach's end was not noticed")
    world.minutes_pass(lambda: world.phones.rings(SAM), "the backup's phone did not ring")
    assert Contact.objects.get().status in SEARCHING


def test_nobody_is_reached_and_what_she_says_is_fetched_and_deleted_at_the_provider(world: World) -> None:
    world.dials()
    world.minutes_pass(lambda: world.at(MIA) == "message", "she was not asked for a message", most=40)
    world.phones.sings(MIA, 620)
    spool = world.pbx.data.parent / "spool/recording"
    world.until(lambda: any(kept.stat().st_size > 32_000 for kept in spool.glob("*.wav")), "nothing is recorded")
    world.phones.press(MIA, "1")
    world.until(lambda: SpokenMessage.objects.filter(sound__isnull=False).exists(), "her message was not fetched")
    assert SpokenMessage.objects.get().seconds >= 2
    world.until(lambda: not list(spool.glob("*.wav")), "it was not deleted at the provider")


def test_the_doctors_test_call_rings_a_phone_and_says_that_it_is_a_test(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place_test_call(DANA) == 0
    assert "took it as" in capsys.readouterr().out
    world.until(lambda: world.phones.rings(DANA), "the phone did not ring")
    world.phones.picks_up(DANA)
    world.until(lambda: "test call" in words_of(from_json(PhoneLine.objects.get().said)), "it does not say what it is")
    world.until(lambda: not world.phones.talks(DANA), "the line was left up")
    assert PhoneLine.objects.get().answered_at
