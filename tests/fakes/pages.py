"""Pages of the app on the line, for tests, and a network of phones that lets them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from tests.calls.conftest import Sender
from tests.fakes.phones import settle, the_contact
from wiseline.calls.providers import ProviderError
from wiseline.people.models import Person


@dataclass
class Bridge:
    """Stands for the sound of a network that lets pages in: what was put to it, and what it answers."""

    taken: list[tuple[UUID, str, str]] = field(default_factory=list)
    trouble: ProviderError | None = None

    def let_in(self, *, leg_id: UUID, session: str, offer: str) -> str:
        """The answer of the network to a page's offer."""
        if self.trouble is not None:
            raise self.trouble
        self.taken.append((leg_id, session, offer))
        return "v=0 answer"


def goes_on_line(person: Person) -> tuple[Sender, dict[str, Any]]:
    """A page of theirs joins the call of the only contact."""
    page = Sender(person)
    joined: dict[str, Any] = page.post(reverse("coaching:call_join", args=[the_contact().pk])).json()
    settle()
    return page, joined
