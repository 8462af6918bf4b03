"""A programme whose phones are those of the fake provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.cast import Cast
from tests.coaching.invariants import check_everything
from tests.fakes.phones import give_number


@pytest.fixture(autouse=True)
def _phones(settings: Settings) -> None:
    settings.PHONE = "fake:"
    settings.PHONE_NUMBER = "+4930900900"
    settings.PHONE_CLINIC = "+4930900901"


@pytest.fixture
def phones(cast: Cast) -> Iterator[Cast]:
    """Mia, Dana, Sam and Lea have verified numbers; the coaches' ring at once. The invariants hold at the end."""
    for person in (cast.mia, cast.dana, cast.sam, cast.lea):
        give_number(person)
    yield cast
    check_everything([cast.lea])
