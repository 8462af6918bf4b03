"""A programme whose phones are those of the fake provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.cast import Cast
from tests.coaching.invariants import check_everything
from tests.fakes.pages import Bridge
from tests.fakes.phones import give_number
from wiseline.calls.providers import Capabilities
from wiseline.calls.providers.fake import Fake


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


@pytest.fixture
def bridge(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Bridge:
    """The network of phones lets pages of the app in."""
    found = Bridge()
    able = Capabilities(texts=True, records=True, names_kind=True, bridges_apps=True)
    monkeypatch.setattr(Fake, "capabilities", able)
    monkeypatch.setattr(Fake, "let_in", lambda _self, **given: found.let_in(**given))
    settings.STAFF_SECOND_FACTOR = False
    return found
