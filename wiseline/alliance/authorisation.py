"""Who may see and change what carries the bond. Functions are named by intent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.people.authorisation import cares_for
from wiseline.people.models import therapist_of

if TYPE_CHECKING:
    from wiseline.alliance.models import Encouragement, Proposal
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
    """The client, and who cares for them: its page. Its words also stand in the brief of a contact, and for duty."""
    return can_write_understanding(actor, client)


def can_write_agreement(actor: Person, client: Person) -> bool:
    """The client's individual therapist: it says what they themselves can give."""
    return client.is_client and therapist_of(client.pk) == actor


def can_sign_agreement(actor: Person, client: Person) -> bool:
    """The two between whom it is."""
    return client.is_client and (actor == client or can_write_agreement(actor, client))


def can_leave_words(actor: Person, client: Person) -> bool:
    """Who cares for the client."""
    return client.is_client and cares_for(actor, client)


def can_have_words(actor: Person, words: Encouragement) -> bool:
    """Whether they may read and hear them: the client, and who cares for them."""
    return words.removed_at is None and can_write_understanding(actor, words.client)


def can_hide_words(actor: Person, words: Encouragement) -> bool:
    """The client decides what they are shown."""
    return words.removed_at is None and words.client_id == actor.pk


def can_remove_words(actor: Person, words: Encouragement) -> bool:
    """The client, and whoever left them."""
    return actor.pk == words.client_id or (actor.pk == words.by_id and can_leave_words(actor, words.client))


def can_send_warmth(actor: Person, client: Person) -> bool:
    """Who cares for the client: they send lines, and read good news."""
    return can_leave_words(actor, client)


def can_read_pulse(actor: Person, client: Person) -> bool:
    """The client, and their individual therapist, to whom it is shown."""
    return client.is_client and (actor == client or can_write_agreement(actor, client))
