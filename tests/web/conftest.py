from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium, context, page
from tests.web.stand_in import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper  # type: ignore[attr-defined]

__all__ = ["chromium", "context", "page"]


@pytest.fixture(autouse=True)
def _only_the_shell(settings: SettingsWrapper) -> None:
    """The templates alone: addresses as the project names them, files under their own names."""
    settings.ROOT_URLCONF = "tests.web.addresses"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def server() -> Iterator[StandIn]:
    """A server that serves the shell's files and pages, and does to requests what the test says."""
    with StandIn() as stand_in:
        yield stand_in
