from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.people.models import Person


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Mia asked to be called, and Dana has answered."""
    contact, _new = ask(client=cast.mia, safety="safe", way="call")
    return answer(contact_id=contact.pk, coach=cast.dana)


Browser = Callable[[Person], "Sender"]


class Sender:
    """A signed-in browser that posts JSON."""

    def __init__(self, person: Person) -> None:
        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def post(self, path: str, data: Any = None) -> Any:
        return self.client.post(path, data=json.dumps(data or {}), content_type="application/json")

    def get(self, path: str) -> Any:
        return self.client.get(path)


@pytest.fixture
def browser(settings: Any) -> Browser:
    """A browser of a person; staff need no second factor here."""
    settings.STAFF_SECOND_FACTOR = False
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    return Sender
