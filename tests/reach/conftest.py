"""A push service on loopback, and pages without collected static files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.fakes.push_receiver import PushReceiver
from tests.plain_pages import render_plainly


@pytest.fixture(autouse=True)
def _plain_pages(settings: Settings) -> None:
    render_plainly(settings)


@pytest.fixture
def service() -> Iterator[PushReceiver]:
    """A push service that checks and decrypts what it gets."""
    with PushReceiver() as receiver:
        yield receiver
