"""Fixtures that every test may use."""

from __future__ import annotations

import os
import secrets
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.middleware import csrf
from hypothesis import settings as examples

from tests.cast import Cast, make_cast

# A busy machine is no fault: what must be quick has a test that says how quick.
examples.register_profile("unhurried", deadline=None)
examples.load_profile("unhurried")

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


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_an_earlier_run() -> None:
    """Redis keeps for an hour who was told something once; this run has told nobody anything."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _no_name_by_chance() -> None:
    """One page in some thousand has "Mia" in its token: without capital letters, none has a name."""
    csrf.CSRF_ALLOWED_CHARS = string.ascii_lowercase + string.digits


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
