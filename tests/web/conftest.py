from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import chromium, context, page
from tests.web.stand_in import SHELL, StandIn, page_of, page_with, worker_script

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


@pytest.fixture
def site_with_worker(server: StandIn) -> None:
    """The pages that a worker keeps, and one that it does not."""
    server.scripts["/sw.js"] = worker_script("1", SHELL)
    server.pages |= {
        "/": page_with("<h1>Home</h1>"),
        "/board/": page_with("<h1>Board</h1>"),
        "/help-now/": page_with("<h1>Numbers</h1>"),
        "/my-plan/": page_with("<h1>My plan</h1>"),
        "/breathe/": page_of("web/breathe.html"),
        "/offline/": page_of("web/offline.html"),
    }
