"""A page of the app and a phone in one talk: a real server, Asterisk, SIP phones and Chromium."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.fakes.asterisk import Running, Unavailable, asterisk, free_port
from tests.fakes.sip_phones import Phones, are_here
from tests.journeys.calls import RECORD, says, tap
from tests.journeys.clinic import DANA, MIA, SECONDS, Clinic
from tests.journeys.server import Journey, Server
from wiseline.calls.providers.asterisk import speech

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def pbx() -> Iterator[Running]:
    if not are_here():
        pytest.skip("NO REAL ASTERISK TESTED: there are no SIP phones (pjsua2 is not installed)")
    if not speech.can_speak():
        pytest.skip("NO REAL ASTERISK TESTED: espeak-ng is not installed")
    try:
        with asterisk() as found:
            yield found
    except Unavailable as error:
        pytest.skip(f"NO REAL ASTERISK TESTED: {error}")


@pytest.fixture(scope="module")
def phones(pbx: Running) -> Iterator[Phones]:
    with Phones((MIA, DANA), free_port(socket.SOCK_DGRAM)) as found:
        yield found


@pytest.fixture(scope="module")
def server(pbx: Running, phones: Phones, voice_chromium: Browser) -> Iterator[Server]:
    settings = {"WISELINE_PHONE": pbx.address(phones.port), "WISELINE_PHONE_NUMBER": "+4930900900"}
    with Server(WISELINE_DATA_DIR=str(pbx.data), **settings) as found:
        yield found


@pytest.fixture
def clinic(server: Server, pbx: Running, phones: Phones, voice_chromium: Browser) -> Iterator[Clinic]:
    server.next_evening()
    journey = Journey(server, voice_chromium, server.hand("fresh_cast"), RECORD)
    yield Clinic(journey, pbx, phones)
    for number in (MIA, DANA):
        if phones.talks(number) or phones.rings(number):
            phones.hangs_up(number)
    journey.close()
    assert not journey.errors, journey.errors


def test_she_dials_and_her_coach_answers_on_the_board_and_hangs_up_there(clinic: Clinic) -> None:
    clinic.give_numbers("mia", "dana")
    dana = clinic.journey.device("dana").open("/board/")
    clinic.mia_dials()
    clinic.until(lambda: clinic.phones.rings(DANA), "the coach's phone does not ring")
    dana.locator("#ring").get_by_role("button", name="Answer").click()
    says(dana, "Talking with Mia Berg", seconds=SECONDS)
    clinic.at("mia", "talking")
    clinic.until(lambda: not clinic.phones.rings(DANA), "the coach's phone rings on")
    clinic.hear_each_other(dana, MIA)
    tap(dana, "Hang up")
    clinic.until(lambda: not clinic.phones.talks(MIA), "her line was left up")
    clinic.nothing_is_left()


def test_a_page_that_is_loaded_anew_goes_on_talking(clinic: Clinic) -> None:
    clinic.give_numbers("mia", ring="never")
    dana = clinic.journey.device("dana").open("/board/")
    clinic.mia_dials()
    dana.locator("#ring").get_by_role("button", name="Answer").click()
    says(dana, "Talking with Mia Berg", seconds=SECONDS)
    dana.reload()
    says(dana, "Talking with Mia Berg", seconds=SECONDS)
    clinic.hear_each_other(dana, MIA)
    clinic.phones.hangs_up(MIA)
    says(dana, "Mia Berg hung up.", seconds=SECONDS)
    clinic.nothing_is_left()


def test_she_waits_in_the_app_and_her_coach_takes_it_by_phone(clinic: Clinic) -> None:
    clinic.give_numbers("mia", "dana")
    contact = clinic.journey.ask("mia")
    mia = clinic.journey.device("mia").open(f"/c/{contact}/")
    clinic.until(lambda: clinic.phones.rings(DANA), "the coach's phone does not ring")
    clinic.phones.picks_up(DANA)
    clinic.at("dana", "greet")
    clinic.until(lambda: clinic.phones.talks(DANA), "it could not be picked up")
    clinic.phones.press(DANA, "1")
    clinic.at("dana", "offer")
    clinic.phones.press(DANA, "1")
    says(mia, "Talking with Dana Reyes", seconds=SECONDS)
    clinic.hear_each_other(mia, DANA)
    assert not clinic.phones.rings(MIA)
    clinic.phones.hangs_up(DANA)
    says(mia, "The call with Dana Reyes has ended.", seconds=SECONDS)
    clinic.nothing_is_left()


def test_a_coach_rings_her_phone_from_their_page(clinic: Clinic) -> None:
    clinic.give_numbers("mia")
    contact = clinic.journey.ask("mia", answered_by="dana", way="call_back")
    dana = clinic.journey.device("dana").open(f"/c/{contact}/")
    dana.get_by_role("button", name="Ring their phone").click()
    clinic.until(lambda: clinic.phones.rings(MIA), "her phone does not ring")
    clinic.phones.picks_up(MIA)
    clinic.at("mia", "greet")
    clinic.until(lambda: clinic.phones.talks(MIA), "it could not be picked up")
    clinic.phones.press(MIA, "1")
    says(dana, "Talking with Mia Berg", seconds=SECONDS)
    clinic.hear_each_other(dana, MIA)
