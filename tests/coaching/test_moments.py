"""How a moment is said to somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wiseline.coaching.templatetags.coaching_words import moment
from wiseline.lib import clock

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(hours=3), "Wednesday 15:00"),
        (timedelta(days=6), "Tuesday 12:00"),
        (timedelta(days=-6), "Thursday 12:00"),
        (timedelta(days=7), "Wednesday 2 December, 12:00"),
        (timedelta(days=-7), "Wednesday 18 November, 12:00"),
        (timedelta(days=-19), "Friday 6 November, 12:00"),
    ],
)
def test_a_moment_of_another_week_has_its_date(away: timedelta, said: str) -> None:
    """What was owed by a Monday three weeks ago must not read like this Monday's."""
    with clock.standing_at(NOW):
        assert moment(NOW + away) == said
