"""Loaded before anything else in a test run: settings come from here and not from the shell.

Named variables lead to the services that a run may use: WISELINE_TEST_DATABASE_URL, WISELINE_TEST_REDIS_URL.
"""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import tempfile

import pytest

import wiseline  # noqa: F401 before a plugin loads numpy, which counts its threads then


def _isolate() -> None:
    for name in [name for name in os.environ if name.startswith("WISELINE_")]:
        if not name.startswith("WISELINE_TEST_"):
            del os.environ[name]
    folder = os.environ.get("WISELINE_TEST_DATA_DIR")
    if not folder:  # set already in pytest-xdist's workers, which share the controller's
        folder = tempfile.mkdtemp(prefix="wiseline-tests-")
        os.environ["WISELINE_TEST_DATA_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "static"), exist_ok=True)
    os.environ["WISELINE_DATA_DIR"] = folder
    os.environ["WISELINE_SECRET_KEY"] = "only-for-tests-" + "0" * 50
    os.environ["WISELINE_KEYS"] = "test:" + base64.b64encode(b"only for tests, thirty-two bytes").decode()
    os.environ["WISELINE_ENGINE_IN_WEB"] = "0"
    if database := os.environ.get("WISELINE_TEST_DATABASE_URL"):
        os.environ["WISELINE_DATABASE_URL"] = database
    if redis := os.environ.get("WISELINE_TEST_REDIS_URL"):  # also for servers that a test starts
        os.environ["WISELINE_REDIS_URL"] = os.environ["WISELINE_TEST_REDIS_URL"] = _own(redis)


def _own(redis_url: str) -> str:
    """A Redis database of this worker's own, counted on from the one that is named: two never hear each other."""
    address, _slash, number = redis_url.rpartition("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{address}/{int(number) + int(worker)}" if number.isdigit() and worker.isdigit() else redis_url


DATABASE = {"db", "transactional_db", "live_server"}
"""Who asks for none of these is refused every connection by pytest-django."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test asks for says what it is, so that nobody has to remember to say so."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if any("chromium" in name for name in asked):
            item.add_marker("browser")
        elif not asked & DATABASE:
            _once(item)


def _once(item: pytest.Item) -> None:
    """Without a database a test shows on PostgreSQL what it showed on SQLite. The report counts those left out."""
    if not any(item.get_closest_marker(name) for name in ("django_db", "services", "own_place", "any_database")):
        item.add_marker("once")
        item.user_properties.append(("once", "yes"))


_isolate()
