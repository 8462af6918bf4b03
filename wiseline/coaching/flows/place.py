"""The client says where they are, when they want to; it is forgotten a day after the contact is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from wiseline.audit.trail import record
from wiseline.coaching.flows.change import locked, note
from wiseline.coaching.models import ContactPlace
from wiseline.coaching.transitions import OPEN_TO_CLIENT, NotAllowed
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.safety.emergency import be_in

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person

KEPT_AFTERWARDS = timedelta(hours=24)


def say_where(
    *, contact_id: UUID, client: Person, words: str, point: dict[str, Any] | None = None, country: str = ""
) -> None:
    """Whoever coaches now sees it. Said again, the newer holds; words and point keep each its own time.

    The country, where one is said, is theirs for today. Raises NotAllowed once the contact is over.
    """
    with changes():
        contact = locked(contact_id)
        if not contact.is_open_to_client:
            raise NotAllowed("The contact is over.")
        if country:
            be_in(person=client, country=country)
        if words or point:
            _keep(contact, words, point)
        note(contact, kind="place", actor=client)
        record(
            actor=client,
            action="place.said",
            subject=contact,
            programme_id=contact.programme_id,
            client_id=client.pk,
        )


def _keep(contact: Contact, words: str, point: dict[str, Any] | None) -> None:
    place = ContactPlace.objects.filter(contact=contact).first() or ContactPlace(contact=contact)
    place.at = clock.now()
    if words:
        place.words, place.words_at = words, place.at
    if point:
        place.point, place.point_at = point, place.at
    place.save()


def forget_places(now: datetime) -> int:
    """Delete the places of contacts that have been over for a day for the client, whether a note is signed or not."""
    since = now - KEPT_AFTERWARDS
    talked = Q(contact__ended_at__lt=since) & ~Q(contact__status__in=OPEN_TO_CLIENT)
    gone, _by_model = ContactPlace.objects.filter(Q(contact__closed_at__lt=since) | talked).delete()
    return gone
