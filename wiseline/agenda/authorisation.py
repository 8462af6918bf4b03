"""Who may prepare and read a session, and who takes part in the consultation team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.models import Session
from wiseline.people.authorisation import same_programme
from wiseline.people.models import CareKind, CareRelationship

if TYPE_CHECKING:
    from wiseline.agenda.models import TeamItem
    from wiseline.people.models import Person


def can_prepare(actor: Person, client: Person) -> bool:
    """The individual therapist of today: the session is theirs. A trainer or a covering coach does not."""
    return (
        actor.is_coach
        and same_programme(actor, client)
        and CareRelationship.objects.current().filter(client=client, coach=actor, kind=CareKind.THERAPIST).exists()
    )


def can_read_session(actor: Person, session: Session) -> bool:
    """The therapist always; the client once it is closed: a draft is the therapist's own."""
    if actor.pk == session.client_id:
        return session.state == Session.State.CLOSED
    return can_prepare(actor, session.client)


def can_wish(actor: Person) -> bool:
    """Every client, at any time."""
    return actor.is_client


def in_team(actor: Person) -> bool:
    """Whoever coaches belongs to the consultation team."""
    return actor.is_coach


def can_change_item(actor: Person, item: TeamItem) -> bool:
    """The team works through its agenda together."""
    return in_team(actor) and actor.programme_id == item.programme_id
