"""Who may see and do what with a contact. Every view that touches a contact calls one of these first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wiseline.coaching.models import Contact, ContactEvent
from wiseline.coaching.transitions import OPEN
from wiseline.lib import clock
from wiseline.people.authorisation import cares_for, same_programme

if TYPE_CHECKING:
    from wiseline.coaching.models import Recontact
    from wiseline.people.models import Person

COVER_AFTERWARDS = timedelta(hours=24)
"""How long a covering coach still sees the brief of a client whose contact they held."""


def can_ask(actor: Person) -> bool:
    """Only clients ask. There is no other condition, ever."""
    return actor.is_client


def is_client_of(actor: Person, contact: Contact) -> bool:
    """Whether the contact is about the actor."""
    return contact.client_id == actor.pk


def can_see(actor: Person, contact: Contact) -> bool:
    """Whether the actor may know that the contact exists.

    The client; who cares for the client; the leads; and a coach who was rung for it or holds or held it.
    """
    if not same_programme(actor, contact.client):
        return False
    if is_client_of(actor, contact) or actor.is_lead or contact.holder_id == actor.pk:
        return True
    return actor.is_coach and (cares_for(actor, contact.client) or _was_asked(actor, contact))


def can_answer(actor: Person, contact: Contact) -> bool:
    """Whether the actor may take the contact: any coach who may see it, but not the client."""
    return actor.is_coach and not is_client_of(actor, contact) and can_see(actor, contact)


def can_hold_talk(actor: Person, contact: Contact) -> bool:
    """Whether the actor is one of the two who talk in the contact; a covering coach until a day after its end."""
    return is_client_of(actor, contact) or (contact.holder_id == actor.pk and can_read_brief(actor, contact))


def can_call(actor: Person, contact: Contact) -> bool:
    """Only the two who talk may be in the call, and only while a coach holds the contact."""
    return actor.pk in contact.live_parties()


def can_read_brief(actor: Person, contact: Contact) -> bool:
    """Whether the actor may see what the client said and the slice of the chart that coaching needs.

    To it belong the coaching agreement and what was left for whoever covers, also for who has no duty.

    The therapist and who else cares for the client always; a covering coach while they are rung or hold the
    contact, and 24 hours after it ended.
    """
    if not actor.is_coach or not can_see(actor, contact):
        return False
    if cares_for(actor, contact.client) or contact.ringing_id == actor.pk:
        return True
    if contact.holder_id != actor.pk:
        return False
    return contact.status in OPEN or _within(contact)


def can_read_whom_to_call(actor: Person, contact: Contact) -> bool:
    """Whether the actor may see whom the client lets a coach call.

    Who cares for the client, as part of the plan; who else reads the brief, while the client says in the app that
    they are in danger or not sure, or for a call agreed after risk, until they say that they are safe. What the client
    says to the coach alone, the coach has to say (`coaching:risk`).
    """
    if not can_read_brief(actor, contact):
        return False
    return contact.is_near_danger or cares_for(actor, contact.client)


def covered_lately(actor: Person, client: Person) -> bool:
    """Whether the actor holds a contact of the client as a covering coach, or did until a day ago."""
    if not (actor.is_coach and client.is_client and same_programme(actor, client)):
        return False
    held = Contact.objects.filter(client=client, holder=actor)
    talking = Q(status__in=OPEN, ended_at=None)
    return held.filter(talking | Q(ended_at__gte=clock.now() - COVER_AFTERWARDS)).exists()


def can_write_note(actor: Person, contact: Contact) -> bool:
    """Only the coach who holds the contact writes its note."""
    return actor.is_coach and contact.holder_id == actor.pk


def can_close_recontact(actor: Person, recontact: Recontact) -> bool:
    """Who agreed it, and who cares for the client."""
    return actor.is_coach and (recontact.coach_id == actor.pk or cares_for(actor, recontact.client))


def can_start(actor: Person, client: Person) -> bool:
    """Whether the actor may start a contact with the client: who cares for them, and the leads."""
    return (
        actor.is_coach
        and client.is_client
        and same_programme(actor, client)
        and (actor.is_lead or cares_for(actor, client))
    )


def _was_asked(actor: Person, contact: Contact) -> bool:
    return ContactEvent.objects.filter(contact=contact, about=actor, kind="rung").exists()


def _within(contact: Contact) -> bool:
    ended = contact.closed_at or contact.ended_at
    return ended is not None and clock.now() - ended <= COVER_AFTERWARDS
