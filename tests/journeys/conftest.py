from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import driver, launch
from tests.journeys.latency import voice_arguments
from tests.journeys.server import Journey, Server
from tests.journeys.speech import write_speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def voice_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears speech, and whose calls may stay on this machine."""
    speech = write_speech(tmp_path_factory.mktemp("speech") / "speech.wav")
    browser = launch(driver(), *voice_arguments(speech))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def real_server(voice_chromium: Browser) -> Iterator[Server]:
    """The server; after the browser, so that nothing is started where there is none."""
    with Server() as server:
        yield server


@pytest.fixture
def journey(real_server: Server, voice_chromium: Browser) -> Iterator[Journey]:
    """A programme, its people and their devices, for one test."""
    real_server.next_evening()
    journey = Journey(real_server, voice_chromium, real_server.hand("fresh_cast"))
    yield journey
    journey.close()
    assert not journey.errors, journey.errors
