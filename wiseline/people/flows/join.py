"""Setting up a programme, inviting people, and joining by an invitation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import (
    CareKind,
    CareRelationship,
    Consent,
    Invitation,
    Person,
    PersonRole,
    Programme,
    Role,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

VALID_FOR = timedelta(days=14)


def set_up_programme(*, name: str, country: str, timezone: str, lead_name: str, lead_email: str) -> Person:
    """The first programme and its lead, who is therapist and administrator as well. Raises ValidationError."""
    if Person.objects.filter(email=lead_email.lower()).exists():
        raise ValidationError(_("Somebody with this e-mail address is here already."))
    with changes():
        programme = Programme.objects.create(name=name, country=country, timezone=timezone)
        lead = add_person(
            programme=programme,
            name=lead_name,
            email=lead_email,
            roles=[Role.LEAD, Role.THERAPIST, Role.ADMINISTRATOR],
        )
        record(actor=lead, action="programme.set_up", subject=programme, programme_id=programme.pk)
    return lead


def add_person(
    *, programme: Programme, name: str, email: str, roles: Iterable[str], country: str = "", timezone: str = ""
) -> Person:
    """A person of a programme, in its country and time zone unless others are given. Clients have no other role."""
    wanted = set(roles)
    if Role.CLIENT in wanted and len(wanted) > 1:
        raise ValidationError(_("A client can’t be staff of the same programme."))
    person = Person.objects.create_user(
        email=email,
        programme=programme,
        name=name,
        timezone=timezone or programme.timezone,
        country=country or programme.country,
    )
    PersonRole.objects.bulk_create([PersonRole(person=person, role=role) for role in sorted(wanted)])
    return person


def hash_of(token: str) -> str:
    """How a link's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *, by: Person, name: str, roles: Iterable[str], email: str = "", therapist: Person | None = None
) -> tuple[Invitation, str]:
    """An invitation and the secret part of its link, which is shown once and not kept."""
    if email and Person.objects.filter(email=email.lower()).exists():
        raise ValidationError(_("Somebody with this e-mail address is here already."))
    token = secrets.token_urlsafe(24)
    with changes():
        invitation = Invitation.objects.create(
            programme=by.programme,
            token_hash=hash_of(token),
            name=name,
            email=email.lower(),
            roles=sorted(roles),
            therapist=therapist,
            invited_by=by,
            expires_at=clock.now() + VALID_FOR,
        )
        record(actor=by, action="person.invited", subject=invitation, programme_id=by.programme_id)
    return invitation, token


def invitation_for(token: str) -> Invitation | None:
    """The invitation of a link that can still be used."""
    return (
        Invitation.objects.select_related("programme", "therapist")
        .filter(token_hash=hash_of(token), accepted_at=None, expires_at__gt=clock.now())
        .first()
    )


def accept(
    *, invitation: Invitation, name: str, email: str, wording: str, country: str = "", timezone: str = ""
) -> Person:
    """Join the programme by an invitation, once, agreeing to what was read. Raises ValidationError."""
    now = clock.now()
    if email and Person.objects.filter(email=email.lower()).exists():
        raise ValidationError({"email": _("Somebody with this e-mail address is here already. Sign in instead.")})
    with changes():
        if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=now):
            raise ValidationError(_("This invitation has been used already."))
        person = add_person(
            programme=invitation.programme,
            name=name,
            email=email,
            roles=invitation.roles,
            country=country,
            timezone=timezone,
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
        Consent.objects.create(person=person, subject="joining", wording=wording, given_at=now)
        if invitation.therapist is not None and person.is_client:
            CareRelationship.objects.create(
                client=person, coach=invitation.therapist, kind=CareKind.THERAPIST, starts_on=now.date()
            )
        record(actor=person, action="person.joined", subject=person, programme_id=person.programme_id)
    return person
