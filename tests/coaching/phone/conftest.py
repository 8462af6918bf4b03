"""A programme whose phones are those of the fake provider."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.phones import give_number


@pytest.fixture(autouse=True)
def _phones(settings: Settings) -> None:
    settings.PHONE = "fake:"
    settings.PHONE_NUMBER = "+4930900900"
    settings.PHONE_CLINIC = "+4930900901"


@pytest.fixture
def phones(cast: Cast) -> Cast:
    """Mia, Dana, Sam and Lea have verified numbers; the coaches' ring at once."""
    for person in (cast.mia, cast.dana, cast.sam, cast.lea):
        give_number(person)
    return cast
