"""Settings for tests that render pages: static names without hashes, and staff without a second factor."""

from __future__ import annotations

from pytest_django import Settings


def render_plainly(settings: Settings) -> None:
    """Let a page render in a test, where nothing was collected and nobody has an authenticator."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STAFF_SECOND_FACTOR = False
