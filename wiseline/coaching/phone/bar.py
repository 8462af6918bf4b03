"""What a coach's page says of phones: whether the client is on the line, and whether the two can talk by phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from wiseline.calls.flows import page_on_line
from wiseline.calls.providers import bridges_apps
from wiseline.coaching.phone.coach import Other
from wiseline.coaching.phone.facts import asked_by_phone, lines_of, other_side
from wiseline.coaching.selectors.left import spoken_in
from wiseline.coaching.transitions import Status
from wiseline.reach.numbers import number_of

if TYPE_CHECKING:
    from wiseline.calls.models import SpokenMessage
    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person

TALKED = frozenset({Status.LIVE, Status.WRAPPING_UP})
"""The talk is on, or may be taken up again, as where a line dropped."""
BEFORE_A_KEY = frozenset({"start", "greet", "offer"})


@dataclass(frozen=True, slots=True)
class Bar:
    """`other`: how the client can be talked to by phone; `own`: whether the coach's own number works.

    `rings_me`: theirs rings; `at_keys`: they have picked up, and it waits for a key.
    `by_app`: a page can talk to a phone; `here`: the coach does so, on a page of theirs; `in_app`: the client is on
    the line with the app; `from_here`: their phone can be rung, and talked to on this page.
    `asked_by_phone`: they wait to be called there, and no call in the app reaches them.
    `cannot`: they are on the phone, or wait to be called there, and the coach has no way to talk to a phone.
    """

    other: str
    own: bool
    rings_me: bool
    at_keys: bool
    in_room: bool
    can_begin: bool
    by_app: bool
    here: bool
    in_app: bool
    from_here: bool
    asked_by_phone: bool
    cannot: bool
    messages: tuple[SpokenMessage, ...]


def phone_bar(contact: Contact, coach: Person) -> Bar | None:
    """None where there is no phone network, or nothing to say of it."""
    if not settings.PHONE:
        return None
    number = number_of(coach)
    lines = lines_of(contact.pk, coach.pk)
    by_app = bridges_apps()
    here = by_app and page_on_line(contact_id=contact.pk, person_id=coach.pk)
    in_app = by_app and page_on_line(contact_id=contact.pk, person_id=contact.client_id)
    other = other_side(contact, by_app=False)
    own = number is not None and number.works
    spoken = tuple(spoken_in(contact))
    asked = not lines and not here and asked_by_phone(contact)
    live = contact.status == Status.LIVE
    bar = Bar(
        other=str(other),
        own=own,
        rings_me=any(row.answered_at is None for row in lines),
        at_keys=any(row.answered_at and row.state.get("at") in BEFORE_A_KEY for row in lines),
        in_room=any(row.joined_at for row in lines),
        can_begin=contact.status in TALKED and own and not lines and not here and other is not Other.NO,
        by_app=by_app,
        here=here,
        in_app=in_app,
        from_here=by_app and contact.status in TALKED and not lines and not in_app and other is Other.CAN_RING,
        asked_by_phone=asked,
        cannot=live and not (own or by_app or lines) and (asked or other is Other.ON_LINE),
        messages=spoken,
    )
    return bar if other is not Other.NO or lines or spoken else None
