"""Pages of sessions and of the team, rendered without collected static files."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.plain_pages import render_plainly


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> None:
    render_plainly(settings)
