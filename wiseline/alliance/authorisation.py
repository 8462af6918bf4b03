"""Who may see and change what carries the bond. Functions are named by intent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for
from wiseline.people.models import therapist_of

if TYPE_CHECKING:
    from wiseline.alliance.models import Proposal
    from wiseline.people.models import Person


def can_write_understanding(actor: Person, client: Person) -> bool:
    """The client, and who cares for them: it is written together."""
    return client.is_client and (actor == client or cares_for(actor, client))


def can_settle(actor: Person, proposal: Proposal) -> bool:
    """The other side: the client settles what staff propose, who cares for the client what the client proposes."""
    client = proposal.client
    return can_write_understanding(actor, client) and proposal.by_client != (actor == client)


def can_withdraw(actor: Person, proposal: Proposal) -> bool:
    """Whoever proposed it."""
    return proposal.by_id == actor.pk and can_write_understanding(actor, proposal.client)


def can_read_agreement(actor: Person, client: Person) -> bool:
    """The client, and who cares for them."""
    return can_write_understanding(actor, client)


def can_write_agreement(actor: Person, client: Person) -> bool:
    """The client's individual therapist: it says what they themselves can give."""
    return client.is_client and therapist_of(client.pk) == actor


def can_sign_agreement(actor: Person, client: Person) -> bool:
    """The two between whom it is."""
    return client.is_client and (actor == client or can_write_agreement(actor, client))
