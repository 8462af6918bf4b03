"""Phones of the fake provider, for tests: who rings in, who picks up, which keys are pressed, what is heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import time_machine
from django.contrib.auth.hashers import make_password

from wiseline.calls import line
from wiseline.calls.line import Event, HangUp, Instruction, Join, What
from wiseline.calls.models import PhoneLine
from wiseline.coaching.models import Contact
from wiseline.coaching.phone.settle import tell_lines
from wiseline.engine.switchboard import CYCLES
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach import numbers
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, PhoneNumber, PhoneText

NUMBERS = {"Mia": "+4915112345671", "Dana": "+4915112345672", "Sam": "+4915112345673", "Lea": "+4915112345674"}
PROGRAMME = "+4930900900"


def give_number(person: Person, *, ring: str = "at_once", pin: str = "", number: str = "") -> PhoneNumber:
    """A verified number of the person."""
    number = number or NUMBERS[person.first_name]
    row, _new = PhoneNumber.objects.update_or_create(
        person=person,
        defaults={
            "number": number,
            "digest": numbers.digest(number),
            "kind": "mobile",
            "verified_at": clock.now(),
            "ring": ring,
            "pin_hash": make_password(pin) if pin else "",
            "pin_digits": len(pin),
        },
    )
    return row


def code_of(person: Person) -> str:
    """The digits of the code that was texted last."""
    body = PhoneText.objects.filter(person=person).latest("at").body
    return "".join(sign for sign in body if sign.isdigit())


@dataclass
class Phone:
    """One end of a line. `reply` is what the provider was told last."""

    line_id: object
    reply: line.Reply

    @property
    def row(self) -> PhoneLine:
        """The line as it is kept."""
        return PhoneLine.objects.get(pk=self.line_id)

    @property
    def said(self) -> tuple[Instruction, ...]:
        """What was last to be done on it, also where something changed meanwhile."""
        return line.from_json(self.row.said)

    def hears(self) -> str:
        """Everything spoken last."""
        return words_of(self.said)

    def press(self, keys: str) -> Phone:
        """Press keys; none where the time runs out."""
        return self._happens(Event(What.KEYS, keys=keys))

    def wait(self) -> Phone:
        """Everything was said."""
        return self._happens(Event(What.AGAIN))

    def _happens(self, event: Event) -> Phone:
        reply = line.heard(self.row.pk, event, self.row.turn)
        assert reply is not None
        self.reply = reply
        return self

    def hang_up(self) -> None:
        """The line is over; what hung on it is settled."""
        line.heard(self.row.pk, Event(What.GONE, ref="completed"))
        settle()

    def leaves_room(self) -> Phone:
        """The other side left the room, and this line is still up."""
        return self._happens(Event(What.LEFT))

    @property
    def in_room(self) -> bool:
        """Whether it was last told to join the room."""
        return bool(self.said) and isinstance(self.said[-1], Join)

    @property
    def over(self) -> bool:
        """Whether it was told to hang up, or did."""
        return self.row.ended_at is not None or (bool(self.said) and isinstance(self.said[-1], HangUp))


def words_of(said: tuple[Instruction, ...]) -> str:
    """The words among instructions, without pauses."""
    return " ".join(word for one in said for word in getattr(one, "words", ()) if isinstance(word, str))


def dial(number: str, *, external_id: str = "") -> Phone:
    """Somebody dials the programme's number."""
    call = line.Incoming("fake", external_id or f"in-{number}-{clock.now().timestamp()}", number, PROGRAMME)
    reply = line.comes_in(call)
    return Phone(reply.line_id, reply)


def ringing(person: Person) -> PhoneLine | None:
    """The line that rings the person's phone and was not picked up."""
    rows = PhoneLine.objects.filter(person=person, ended_at=None, answered_at=None, placed_at__isnull=False)
    return rows.first()


def pick_up(person: Person) -> Phone:
    """The person's phone, which rings, is picked up."""
    row = ringing(person)
    assert row is not None, f"the phone of {person} does not ring"
    reply = line.heard(row.pk, Event(What.ANSWERED), 0)
    assert reply is not None
    return Phone(row.pk, reply)


def settle() -> None:
    """Everything that is due is done."""
    for _round in range(4):
        for cycle in CYCLES:
            if cycle.name != "deliver":  # it may leave what is slow to a later turn, and that may be another test's
                cycle.run()
        if not send_due() + tell_lines():
            break


def passes(now: time_machine.Traveller, *, minutes: int) -> None:
    """Time goes by, and what is due is done in it."""
    for _half in range(2 * minutes):
        now.shift(timedelta(seconds=30))
        settle()


def the_contact() -> Contact:
    """The only one."""
    return Contact.objects.get()


def texts(body: str, *, number: str = NUMBERS["Mia"], sid: str = "") -> None:
    """A text to the programme's number."""
    line.text_in(line.TextIn("fake", sid or f"SM{uuid4()}", number, body))
    settle()


def sent() -> list[str]:
    """What went out to Mia, in order."""
    going = Delivery.objects.filter(channel="sms", status="sent").values("pk")
    return [row.body for row in PhoneText.objects.filter(incoming=False, pk__in=going)]
