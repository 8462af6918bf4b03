"""Who else is part of what was agreed with an adolescent, and what a programme has decided about age and consent.

Coaching by phone is offered to parents too (Rathus et al. 2015), by a coach of their own who is not the client's
therapist, so that what the client says stays theirs (GK). Age and consent vary by place (GK): they are the programme's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import CareRelationship
from wiseline.reach.flows.notify import drop, tell
from wiseline.safety.models import Circumstances, Other, SafetyRules

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person, Programme


class CaresForTheClient(ValueError):
    """The coach of a parent has never read what is the client's, and will not from a day that is agreed already."""


def rules_of(programme: Programme) -> SafetyRules:
    """What the programme has decided; the defaults where it has not."""
    return SafetyRules.objects.filter(programme=programme).first() or SafetyRules(programme=programme)


def keep_rules(
    *,
    by: Person,
    policy_for_minors: bool,
    words: str,
    alone_from: int | None = None,
    parent_consents: bool = False,
    consent_words: str = "",
) -> None:
    """A lead writes down what the programme has decided."""
    with changes():
        values = {
            "policy_for_minors": policy_for_minors,
            "words": words,
            "alone_from": alone_from,
            "parent_consents": parent_consents,
            "consent_words": consent_words,
        }
        rules, _new = SafetyRules.objects.update_or_create(programme=by.programme, defaults=values)
        record(actor=by, action="rules.kept", subject=rules, programme_id=by.programme_id)


def minors_of(programme: Programme) -> list[Person]:
    """The programme's adolescents, as their therapists said."""
    rows = Circumstances.objects.filter(client__programme=programme, client__is_active=True, minor=True)
    return [row.client for row in rows.select_related("client__programme")]


def others_of(client: Person) -> list[Other]:
    """Who is part of it now."""
    return list(Other.objects.filter(client=client, ended_at=None).select_related("coach"))


def coached_by(coach: Person) -> list[Other]:
    """Whose own coach somebody is: the set form of `authorisation.can_read_what_is_told`."""
    if not coach.is_coach:
        return []
    rows = Other.objects.filter(coach=coach, programme_id=coach.programme_id, ended_at=None, client__is_active=True)
    return list(rows.select_related("client"))


def include(*, client: Person, by: Person, name: str, told: str, coach: Person | None) -> Other:
    """Somebody becomes part of what was agreed, and the client is told, quietly. Raises CaresForTheClient."""
    if coach is not None and _knows(coach, client):
        raise CaresForTheClient
    with changes():
        row = Other.objects.create(
            client=client, programme_id=client.programme_id, name=name, told=told, coach=coach, by=by, since=clock.now()
        )
        record(actor=by, action="other.included", subject=row, programme_id=row.programme_id, client_id=client.pk)
        add_to_timeline(client=client, kind="other.included", actor=by)
        tell(person_ids=[client.pk], contact_id=row.pk, kind="together", step=0, quiet=True)
        publish(to=[client.pk], kind="alliance")
    return row


def _knows(coach: Person, client: Person) -> bool:
    """Whether the coach cares for the client, ever did or will; or holds a talk with them that is not closed yet.

    Ever: what was read is not forgotten after a year.
    """
    care = CareRelationship.objects.filter(client=client, coach=coach)
    return care.exists() or coach.held_contacts.filter(client=client, closed_at=None).exists()


def coaches_beside(client: Person) -> frozenset[UUID]:
    """The own coaches of those who are part of what was agreed with the client."""
    rows = Other.objects.filter(client=client, coach__isnull=False, ended_at=None)
    return frozenset(rows.values_list("coach", flat=True))


def coaches_parent_of(coach: Person, client: Person) -> bool:
    """Whether the coach is the own coach of somebody who is part of what was agreed with the client."""
    return Other.objects.filter(client=client, coach=coach, ended_at=None).exists()


def unread_by(client: Person) -> int:
    """How many are part of it of whom the client has not read yet."""
    return Other.objects.filter(client=client, ended_at=None, seen_at=None).count()


def read_by(client: Person) -> None:
    """The client has read who is part of it, and what each may be told."""
    with changes():
        for row in Other.objects.filter(client=client, ended_at=None, seen_at=None):
            Other.objects.filter(pk=row.pk, seen_at=None).update(seen_at=clock.now())
            drop(contact_id=row.pk, kinds=("together",))


def leave_out(*, other: Other, by: Person) -> None:
    """They are no longer part of it, by the client's word or the therapist's. A second tap changes nothing."""
    with changes():
        if Other.objects.filter(pk=other.pk, ended_at=None).update(ended_at=clock.now()):
            record(
                actor=by,
                action="other.left_out",
                subject=other,
                programme_id=other.programme_id,
                client_id=other.client_id,
            )
            add_to_timeline(client=other.client, kind="other.left_out", actor=by)
            drop(contact_id=other.pk, kinds=("together",))
