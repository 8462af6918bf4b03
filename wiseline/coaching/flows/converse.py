"""Messages within a contact."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wiseline.coaching import audience
from wiseline.coaching.models import Contact, Message
from wiseline.coaching.texts import tell_message
from wiseline.coaching.transitions import OPEN
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import ring, seen

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person

LONGEST = 4000


class Empty(ValueError):
    """There was nothing in the message, or too much."""


def write(
    *, contact: Contact, author: Person, body: str, client_key: str, written_at: datetime | None = None
) -> Message:
    """Keep a message and show it to the other side. The same `client_key` again is the same message.

    A device's clock that is in the future is not believed. Raises Empty.
    """
    body = body.strip()
    if not body or len(body) > LONGEST:
        raise Empty("A message has between 1 and 4000 characters.")
    now = clock.now()
    try:
        with changes():
            with transaction.atomic():
                message = Message.objects.create(
                    contact=contact,
                    author=author,
                    client_key=client_key,
                    body=body,
                    written_at=min(written_at, now) if written_at else None,
                    sent_at=now,
                )
            _show(contact, author, message)
    except IntegrityError:
        return Message.objects.get(contact=contact, author=author, client_key=client_key)
    contact.touched_by(author)
    return message


def _show(contact: Contact, author: Person, message: Message) -> None:
    publish(to=parties(contact) | audience.of(contact), kind="message", id=str(contact.pk))
    texted = tell_message(contact, message)
    for person_id in parties(contact) - {author.pk}:
        if contact.status in OPEN:
            ring(
                person_id=person_id,
                contact_id=contact.pk,
                kind="message",
                step=int(message.sent_at.timestamp()) // 60,  # at most one push a minute for a burst of messages
                until=message.sent_at + timedelta(hours=1),
                texted=texted and person_id == contact.client_id,
            )


def parties(contact: Contact) -> set[UUID]:
    """Who reads the contact's messages: the client, and the coach who holds it or started it."""
    people = {contact.client_id, contact.holder_id}
    if contact.by_coach:
        people.add(contact.initiator_id)
    return {person for person in people if person is not None}


def mark(*, contact: Contact, reader: Person, read: bool) -> int:
    """The reader's device has the other side's messages (`read`: on an open screen). Returns how many were new."""
    now = clock.now()
    others = Message.objects.filter(contact=contact).exclude(author=reader)
    with changes():
        count = others.filter(delivered_at=None).update(delivered_at=now)
        if read:
            count += others.filter(read_at=None).update(read_at=now)
        if count:
            publish(to=parties(contact) - {reader.pk}, kind="message", id=str(contact.pk))
        if count and read:
            seen(person_id=reader.pk, about=contact.pk)
    return count
