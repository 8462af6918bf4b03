"""Fixtures that every test may use."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connections

from tests.cast import Cast, make_cast

EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
"""A Monday, 19:30 in Berlin: Dana is within her hours."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in real use: only so do two connections wait for each other as they will.

    On PostgreSQL a name of this run's own, so that two runs beside each other never drop each other's.
    """
    database = connections["default"]
    if database.vendor == "postgresql":
        database.settings_dict["TEST"]["NAME"] = f"wiseline_tests_{secrets.token_hex(6)}"
    if database.vendor == "sqlite":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        database.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / f"tests{worker}.sqlite3")


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Time stands still at a Monday evening until the test moves it."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _nothing_stays_on_its_way(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test began to send is settled in that test, while its rows are there: never in a later one."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    yield
    if deliver := sys.modules.get("wiseline.engine.cycles.deliver"):
        deliver.settle()


@pytest.fixture
def cast(db: None, now: time_machine.Traveller) -> Cast:
    """A programme with a client, her therapist, a covering coach, a lead; and another programme."""
    return make_cast()
