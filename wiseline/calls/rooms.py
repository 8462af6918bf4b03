"""A page of the app and a phone in one room: the page's offer is put to the phone's network, which answers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wiseline.calls.models import Leg, PhoneLine
from wiseline.calls.providers import ProviderError, named
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.calls.providers import Provider

SESSION = re.compile(r"^[0-9]{1,10}-[0-9]{1,10}$")


def room_of(contact_id: UUID) -> str:
    """The name of the room where the two talk; it says nothing about them."""
    return f"room-{contact_id.hex}"


def provider_of(phone: Leg) -> Provider | None:
    """The provider that a phone in a call belongs to, where it lets pages in."""
    line = PhoneLine.objects.filter(leg=phone, ended_at=None).first()
    found = named(line.provider) if line is not None else None
    return found if found is not None and found.capabilities.bridges_apps else None


def put_through(*, leg: Leg, phone: Leg, data: dict[str, Any]) -> None:
    """Put the page into the room of a phone, once a session; the answer reaches it like a signal of the phone's.

    `data` is the page's offer: its session, a description that names every way to it, and `whole`, without which it
    was made for another page and is let go by. Takes seconds: call it outside of a transaction. Raises ProviderError.
    """
    session, description = str(data.get("session") or ""), data.get("description")
    sdp = str(description.get("sdp") or "") if isinstance(description, dict) else ""
    found = provider_of(phone)
    if not data.get("whole") or not sdp or not SESSION.match(session) or found is None:
        return
    mine = Leg.objects.filter(pk=leg.pk)
    if mine.filter(left_at=None).exclude(put_through=session).update(put_through=session) == 0:
        return  # the page asked twice; the first answer is on its way
    try:
        answer = found.let_in(leg_id=leg.pk, session=session, offer=sdp)
    except ProviderError:
        mine.filter(put_through=session).update(put_through="")  # the next try is one
        raise
    with changes():
        publish(
            to=[leg.person_id],
            kind="signal",
            id=str(leg.call.contact_id),
            to_leg=str(leg.pk),
            from_leg=str(phone.pk),
            signal="answer",
            body={"session": session, "description": {"type": "answer", "sdp": answer}},
        )


def room_for(leg_id: UUID, session: str) -> str:
    """The room that a page is to be put into; nothing where it is not wanted (any more)."""
    leg = Leg.objects.select_related("call").filter(pk=leg_id, put_through=session, left_at=None).first()
    return room_of(leg.call.contact_id) if leg is not None else ""


def still_wanted(sessions: dict[UUID, str]) -> set[UUID]:
    """Which of these legs are still in their call with this very session."""
    rows = Leg.objects.filter(pk__in=sessions, left_at=None).values_list("pk", "put_through")
    return {pk for pk, session in rows if sessions[pk] == session}
