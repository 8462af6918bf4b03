"""Pages of emergency help, rendered without collected static files; what two agreed for the day after an act."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from pytest_django import Settings

from tests.cast import Cast
from tests.plain_pages import render_plainly
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.safety.agreeing import agree, report_act
from wiseline.safety.policy import Mode


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> None:
    render_plainly(settings)


@pytest.fixture
def agreed(cast: Cast, now: time_machine.Traveller) -> None:
    """Mia and Dana agreed on it a week ago; a minute ago, an act was noted."""
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes before acting.")
    now.shift(timedelta(days=7))
    report_act(client=cast.mia, by=cast.dana)
    now.shift(timedelta(minutes=1))


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Dana talks with Mia."""
    row, _new = ask(client=cast.mia, safety="unsure")
    answer(contact_id=row.pk, coach=cast.dana)
    row.refresh_from_db()
    return row
