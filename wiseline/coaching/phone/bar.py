"""What a coach's page says of phones: whether the client is on the line, and whether the two can talk by phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from wiseline.calls.models import SpokenMessage
from wiseline.coaching.phone.coach import Other
from wiseline.coaching.phone.facts import lines_of, other_side
from wiseline.coaching.transitions import Status
from wiseline.reach.numbers import number_of

if TYPE_CHECKING:
    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person


@dataclass(frozen=True, slots=True)
class Bar:
    """`other`: how the client can be talked to by phone; `own`: whether the coach's own number works."""

    other: str
    own: bool
    rings_me: bool
    in_room: bool
    can_begin: bool
    messages: tuple[SpokenMessage, ...]


def phone_bar(contact: Contact, coach: Person) -> Bar | None:
    """None where there is no phone network, or nothing to say of it."""
    if not settings.PHONE:
        return None
    number = number_of(coach)
    lines = lines_of(contact.pk, coach.pk)
    other = other_side(contact)
    own = number is not None and number.works
    spoken = tuple(SpokenMessage.objects.filter(contact_id=contact.pk).order_by("spoken_at"))
    bar = Bar(
        other=str(other),
        own=own,
        rings_me=any(row.answered_at is None for row in lines),
        in_room=any(row.joined_at for row in lines),
        can_begin=contact.status == Status.LIVE and own and not lines and other is not Other.NO,
        messages=spoken,
    )
    return bar if other is not Other.NO or lines or spoken else None
