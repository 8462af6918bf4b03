"""Who may read and write a crisis plan, and what else belongs to safety."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.alliance.authorisation import can_write_agreement
from wiseline.people.authorisation import cares_for, same_programme

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.safety.models import MinorConsent, Other


def can_write_plan(actor: Person, client: Person) -> bool:
    """The client and who cares for them: the plan is written together."""
    return actor == client or cares_for(actor, client)


def can_see_policy(actor: Person, client: Person) -> bool:
    """The client, and who cares for them."""
    return actor == client or cares_for(actor, client)


def can_agree_policy(actor: Person, client: Person) -> bool:
    """Whoever writes the agreement with the client: what holds for the day after an act is part of it."""
    return can_write_agreement(actor, client)


def can_carry_out_policy(actor: Person, client: Person) -> bool:
    """Who cares for the client notes an act, and lifts what was agreed at any moment."""
    return client.is_client and cares_for(actor, client)


def can_include_others(actor: Person, client: Person) -> bool:
    """Who cares for the client writes down who else is part of it."""
    return cares_for(actor, client)


def can_withdraw_consent(actor: Person, consent: MinorConsent) -> bool:
    """Who keeps it for whoever gave it; and the client, of their own."""
    own = consent.role == "client" and consent.client_id == actor.pk
    return own or can_agree_policy(actor, consent.client)


def can_read_what_is_told(actor: Person, other: Other) -> bool:
    """The own coach of somebody who is part of what was agreed, for as long as they are. It opens nothing else."""
    return (
        actor.is_coach
        and same_programme(actor, other.client)
        and other.coach_id == actor.pk
        and other.ended_at is None
        and other.client.is_active
    )


def can_keep_numbers(actor: Person) -> bool:
    """The programme's own emergency numbers are the leads'."""
    return actor.is_lead
