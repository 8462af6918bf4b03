"""Who is there when everybody acts at once, and how somebody does something: what the machine of rules stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from tests.cast import Cast
from tests.coaching.crashes import everything_kept
from tests.conftest import EVENING
from tests.fakes.push_wire import PushWire, give_phone
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import NotAllowed
from wiseline.people.models import Person

REFUSALS = (NotAllowed, holding.Taken, ValueError, ValidationError)


class Everybody(RuleBasedStateMachine):
    """The cast, its phones and its clock, in a transaction that is taken back."""

    def __init__(self, cast: Cast, clock_hand: time_machine.Traveller, wire: PushWire) -> None:
        super().__init__()
        self.hand, self.wire = clock_hand, wire
        self.hand.move_to(EVENING)
        self.wire.sent.clear()
        self.wire.answers.clear()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.cast = cast
        self.clients = [cast.mia, cast.noah, cast.otto]
        self.coaches = [cast.dana, cast.sam, cast.lea, cast.toni, cast.eve]
        self.leads = [cast.lea, cast.eve]
        for person in (cast.mia, cast.dana, cast.sam, cast.lea):
            give_phone(person)
        self.keys: dict[tuple[UUID, str], UUID] = {}
        self.checked_rings = 0
        self.off: set[tuple[UUID, object]] = set()

    def contact(self, number: int) -> Contact:
        """One of the contacts there are, the newest first."""
        found = list(Contact.objects.select_related("client").order_by("-asked_at", "-pk"))
        return found[number % len(found)]

    def coach(self, number: int) -> Person:
        """One of the coaches."""
        return self.coaches[number % len(self.coaches)]

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Do it; a refusal that a screen would tell is fine, and leaves no trace."""
        before = everything_kept()
        try:
            return act()
        except REFUSALS:
            assert everything_kept() == before
            return None

    def never_refused(self, contact: Contact, act: Callable[[], Any]) -> Any:
        """Do what a client may always do while their request is open; afterwards a refusal is fine."""
        contact.refresh_from_db()
        return act() if contact.is_open_to_client else self.attempt(act)
