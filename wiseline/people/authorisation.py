"""Who may see and change a person. Functions are named by intent; every view calls one first."""

from __future__ import annotations

from wiseline.people.models import CareRelationship, Person, Role, SignIn


def same_programme(actor: Person, other: Person) -> bool:
    """Whether both belong to one programme; across programmes nothing exists."""
    return actor.programme_id == other.programme_id


def cares_for(actor: Person, client: Person) -> bool:
    """Whether the actor has a care relationship with the client that holds today."""
    return (
        actor.is_coach
        and same_programme(actor, client)
        and CareRelationship.objects.current().filter(client=client, coach=actor).exists()
    )


def can_see_client(actor: Person, client: Person) -> bool:
    """Whether the actor may know that the client exists: themselves, who cares for them, and the team lead."""
    if not same_programme(actor, client):
        return False
    return actor == client or actor.is_lead or cares_for(actor, client)


def can_invite(actor: Person) -> bool:
    """Leads and administrators invite anyone; therapists invite their own clients."""
    return bool(actor.roles & {Role.LEAD, Role.ADMINISTRATOR, Role.THERAPIST})


def can_invite_staff(actor: Person) -> bool:
    """Only leads and administrators bring in staff."""
    return bool(actor.roles & {Role.LEAD, Role.ADMINISTRATOR})


def can_manage_people(actor: Person) -> bool:
    """Whether the actor may change roles and care relationships."""
    return bool(actor.roles & {Role.LEAD, Role.ADMINISTRATOR})


def can_change_settings_of(actor: Person, other: Person) -> bool:
    """Everybody changes their own name, time zone and ways of sign-in, and nobody else's."""
    return actor == other


def can_end_sign_in(actor: Person, row: SignIn) -> bool:
    """Everybody ends their own sign-ins, and nobody else's."""
    return row.person_id == actor.pk
