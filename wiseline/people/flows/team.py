"""Changing who cares for whom, and who works here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import CareKind, CareRelationship, Invitation, Person

if TYPE_CHECKING:
    from uuid import UUID


def begin_care(
    *, by: Person, client: Person, coach: Person, kind: str, starts_on: date, coaches_parent: bool
) -> CareRelationship:
    """A member of staff cares for a client from a day on. A new individual therapist ends the one before.

    Raises ValidationError for who coaches somebody beside the client: they never read the client's chart.
    """
    if coaches_parent:
        raise ValidationError(
            _("%(name)s coaches a parent, or somebody else beside this client, and so never reads the chart.")
            % {"name": coach.name}
        )
    with changes():
        if kind == CareKind.THERAPIST:
            for row in CareRelationship.objects.filter(client=client, kind=kind, ends_on=None):
                row.ends_on = max(row.starts_on, starts_on - timedelta(days=1))
                row.save(update_fields=["ends_on"])
        care = CareRelationship.objects.create(client=client, coach=coach, kind=kind, starts_on=starts_on)
        record(actor=by, action="care.begun", subject=care, programme_id=by.programme_id, client_id=client.pk)
    return care


def end_care(*, by: Person, care: CareRelationship) -> None:
    """The relationship ends today."""
    with changes():
        care.ends_on = max(care.starts_on, clock.now().date())
        care.save(update_fields=["ends_on"])
        record(actor=by, action="care.ended", subject=care, programme_id=by.programme_id, client_id=care.client_id)


def withdraw_invitation(*, by: Person, invitation_id: UUID) -> None:
    """The link of an invitation works no more."""
    with changes():
        row = Invitation.objects.filter(pk=invitation_id, programme=by.programme_id, accepted_at=None).first()
        if row is not None:
            record(actor=by, action="person.uninvited", subject=row, programme_id=by.programme_id)
            row.delete()


def deactivate(*, by: Person, person: Person, holds: int) -> None:
    """The person can't sign in any more and is not rung.

    Raises ValidationError for oneself, for somebody who holds open contacts, and for a client's individual therapist.
    """
    if person == by:
        raise ValidationError(_("You can’t take yourself off."))
    if holds:
        raise ValidationError(_("%(name)s still holds open contacts. Hand them over first.") % {"name": person.name})
    treats = CareRelationship.objects.current().filter(coach=person, kind=CareKind.THERAPIST, client__is_active=True)
    if treated := ", ".join(str(care.client) for care in treats.select_related("client").order_by("client__name")):
        raise ValidationError(
            _("%(name)s is the individual therapist of %(clients)s. Say on their pages who is from now on.")
            % {"name": person.name, "clients": treated}
        )
    with changes():
        person.is_active, person.left_at = False, clock.now()
        person.save(update_fields=["is_active", "left_at"])
        record(actor=by, action="person.deactivated", subject=person, programme_id=by.programme_id)


def reactivate(*, by: Person, person: Person) -> None:
    """Somebody who is back, or was taken off by mistake, can sign in again and is rung."""
    with changes():
        person.is_active, person.left_at = True, None
        person.save(update_fields=["is_active", "left_at"])
        record(actor=by, action="person.reactivated", subject=person, programme_id=by.programme_id)


def change_me(*, person: Person, name: str, phone: str, country: str, timezone: str) -> None:
    """A person changes what is known about themselves."""
    with changes():
        person.name, person.phone, person.country, person.timezone = name, phone, country, timezone
        person.save(update_fields=["name", "phone", "country", "timezone"])
        record(actor=person, action="person.changed", subject=person, programme_id=person.programme_id)
