"""Who may mark and see what a client was taught, lead a group, and change the programme's wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for
from wiseline.people.models import Role

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.skills.models import Group


def can_teach(actor: Person, client: Person) -> bool:
    """Who cares for the client: therapist, skills trainer, or whoever stands in for them."""
    return cares_for(actor, client)


def can_see_learning(actor: Person, client: Person) -> bool:
    """The client, and who cares for them."""
    return actor == client or cares_for(actor, client)


def can_begin_group(actor: Person) -> bool:
    """Whoever coaches."""
    return actor.is_coach


def can_lead_group(actor: Person, group: Group) -> bool:
    """The group's trainers; elsewhere it does not exist, for colleagues neither."""
    return actor.is_coach and group.programme_id == actor.programme_id and group.trainers.filter(pk=actor.pk).exists()


def can_set_contexts(actor: Person) -> bool:
    """Skills trainers and team leads change the programme's list of life contexts."""
    return can_word_skills(actor)


def can_word_skills(actor: Person) -> bool:
    """Skills trainers and team leads change the programme's own wording."""
    return bool(actor.roles & {Role.TRAINER, Role.LEAD})
