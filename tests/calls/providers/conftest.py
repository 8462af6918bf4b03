from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.fakes.twiml_gateway import Gateway
from tests.plain_pages import render_plainly

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
