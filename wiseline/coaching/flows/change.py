"""The one way in which a contact changes: checked against the table, claimed by its version, recorded, told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from wiseline.calls.flows import end_call
from wiseline.calls.models import PhoneLine
from wiseline.coaching import audience
from wiseline.coaching.models import Contact, ContactEvent
from wiseline.coaching.texts import tell_status
from wiseline.coaching.transitions import Status, check
from wiseline.lib import clock
from wiseline.live.publish import publish
from wiseline.reach.flows.notify import drop

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person


class Overtaken(Exception):
    """Somebody else changed the contact first. `contact` is how it stands now."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(f"{contact} was changed by somebody else.")
        self.contact = contact


def locked(contact_id: UUID) -> Contact:
    """The contact, locked until the surrounding `changes()` ends. Raises Contact.DoesNotExist."""
    row = Contact.objects.filter(pk=contact_id)
    if connection.features.has_select_for_update:
        # In a query of its own: one that waited for the lock sees the new row, but joins by the old one.
        row.select_for_update().values_list("pk").first()
    return row.select_related("client", "client__programme", "programme", "holder").get()


def move(
    contact: Contact,
    to: Status,
    *,
    kind: str,
    actor: Person | None = None,
    about: UUID | None = None,
    data: dict[str, Any] | None = None,
    **changed: Any,
) -> ContactEvent:
    """Bring the contact to a status and set `changed` columns; write its event; tell everybody concerned.

    Call inside `changes()`. Raises NotAllowed where the table does not lead there, Overtaken where the row
    has changed since it was read.
    """
    check(Status(contact.status), to)
    return _write(contact, to, kind=kind, actor=actor, about=about, data=data, changed=changed)


def note(
    contact: Contact,
    *,
    kind: str,
    actor: Person | None = None,
    about: UUID | None = None,
    data: dict[str, Any] | None = None,
    columns: dict[str, Any] | None = None,
    **changed: Any,
) -> ContactEvent:
    """Record something that happened without a new status (a nudge, an answer to the primer).

    `columns` sets columns whose names this function already uses for itself.
    """
    changed = {**(columns or {}), **changed}
    return _write(contact, Status(contact.status), kind=kind, actor=actor, about=about, data=data, changed=changed)


def _write(
    contact: Contact,
    to: Status,
    *,
    kind: str,
    actor: Person | None,
    about: UUID | None,
    data: dict[str, Any] | None,
    changed: dict[str, Any],
) -> ContactEvent:
    concerned = audience.of(contact)
    before, talkers = contact.status, contact.live_parties()
    claimed = Contact.objects.filter(pk=contact.pk, version=contact.version).update(
        version=contact.version + 1, status=to, **changed
    )
    if claimed != 1:
        raise Overtaken(Contact.objects.get(pk=contact.pk))
    contact.version += 1
    contact.status = to
    for name, value in changed.items():
        setattr(contact, name, value)
    event = ContactEvent.objects.create(
        contact=contact,
        version=contact.version,
        at=clock.now(),
        kind=kind,
        before=before,
        after=to,
        actor=actor,
        about_id=about,
        data=data or {},
    )
    if before != to:
        drop(contact_id=contact.pk, kinds=("unreached", "reminder", "stuck"))  # not so any more
    if before == Status.LIVE and to != Status.LIVE:
        end_call(contact_id=contact.pk, by=actor, peers=talkers)
    if settings.PHONE and contact.version:
        PhoneLine.objects.filter(contact_id=contact.pk, ended_at=None).update(wants_at=event.at)
        if before != to:
            tell_status(contact)
    concerned |= audience.of(contact)
    publish(to=concerned, kind="contact", id=str(contact.pk), status=str(to))
    return event
