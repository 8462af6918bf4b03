from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from tests.calls.providers.clinic_line import Line, talker
from tests.cast import Cast
from tests.coaching.invariants import check_everything
from tests.fakes.pbx import Pbx, as_names
from tests.fakes.phones import give_number
from tests.fakes.twiml_gateway import Gateway
from tests.plain_pages import render_plainly
from wiseline.calls.providers.asterisk import speech

PUBLIC = "https://coaching.example.org"


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> None:
    render_plainly(settings)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """A provider of Twilio's dialect, which the settings name."""
    with Gateway() as found:
        settings.PHONE = found.address
        settings.PHONE_NUMBER = "+4930900900"
        settings.BASE_URL = PUBLIC
        yield found


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
