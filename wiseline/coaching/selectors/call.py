"""What a page needs to know about the voice call of a contact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from wiseline.calls.flows import open_leg, someone_waits
from wiseline.calls.ice import ice_servers
from wiseline.calls.models import Call, PhoneLine
from wiseline.calls.providers import bridges_apps
from wiseline.coaching import authorisation as may
from wiseline.coaching.call_words import call_words
from wiseline.coaching.models import Contact, Way
from wiseline.coaching.phone.facts import asked_by_phone
from wiseline.coaching.transitions import OPEN, Status
from wiseline.lib import clock
from wiseline.reach.models import Delivery

if TYPE_CHECKING:
    from wiseline.people.models import Person

BEGINS_BY_ITSELF_FOR = timedelta(minutes=2)
"""Later than this after the answer, nobody's microphone opens without a tap."""


NOBODY = UUID(int=0)
"""Stands in the addresses of a leg that a page does not have yet."""


def call_bar(contact: Contact, person: Person) -> dict[str, Any] | None:
    """Facts, addresses and words for the call bar; None for somebody who is not one of the two, or when it is over."""
    if contact.status not in OPEN or not may.can_hold_talk(person, contact):
        return None
    mine = may.is_client_of(person, contact)
    return {
        **call_facts(contact, person),
        "urls": {
            "join": reverse("coaching:call_join", args=[contact.pk]),
            "signal": reverse("coaching:call_signal", args=[NOBODY]),
            "alive": reverse("coaching:call_alive", args=[NOBODY]),
            "leave": reverse("coaching:call_leave", args=[NOBODY]),
        },
        "words": call_words(client=mine),
        "phone_network": bool(settings.PHONE),  # then neither sees the number of the other
        "someone": _("your coach") if mine else _("your client"),
    }


def call_facts(contact: Contact, person: Person) -> dict[str, Any]:
    """The call as it stands for one of the two who talk, in a form that JSON can carry.

    `begin`: the talk was only now answered, so the page joins without another tap (a client's page does so
    where the client has allowed the microphone). `rejoin`: the leg as which this person is on the line, or was a
    moment ago; only the page that it belongs to takes it up again by itself.
    """
    can_call = may.can_call(person, contact)
    mine = may.is_client_of(person, contact)
    other = contact.holder if mine else contact.client
    leg = open_leg(contact_id=contact.pk, person=person) if can_call else None
    return {
        "contact": str(contact.pk),
        "side": "client" if mine else "coach",
        "status": contact.status,
        "way": contact.way,
        "name": other.display_name if other is not None else "",
        "can_call": can_call,
        "by_phone": can_call and talks_by_phone(contact, person),
        "begin": can_call and leg is None and begins_by_itself(contact, client=mine),
        "rejoin": str(leg.pk) if leg is not None else "",
        "waits": can_call and someone_waits(contact_id=contact.pk, besides=person, phones=bridges_apps()),
        "ice": ice_servers(person.pk) if can_call else [],
    }


def talks_by_phone(contact: Contact, person: Person) -> bool:
    """Whether the person's own phone is in the room: then nothing here may take the talk from it."""
    if not settings.PHONE:
        return False
    lines = PhoneLine.objects.filter(contact_id=contact.pk, person=person, ended_at=None)
    return lines.filter(joined_at__isnull=False).exists()


def begins_by_itself(contact: Contact, *, client: bool) -> bool:
    """Whether the coach answered a moment ago, to talk, and no call has begun since."""
    asked_for = {Way.CALL} if client else {Way.CALL, Way.CALL_BACK}
    if contact.status != Status.LIVE or contact.way not in asked_for or (client and contact.by_coach):
        return False
    if not client and (_rings_by_phone(contact) or asked_by_phone(contact)):
        return False
    answered = contact.events.filter(kind__in=["answered", "started"]).order_by("-version").first()
    if answered is None or answered.at < clock.now() - BEGINS_BY_ITSELF_FOR:
        return False
    # The other side may have been quicker: a call that is on does not count as one that was had.
    return not Call.objects.filter(contact_id=contact.pk, started_at__gte=answered.at, ended_at__isnull=False).exists()


def _rings_by_phone(contact: Contact) -> bool:
    """Whether the coach's phone is rung to talk there: because they asked for it, or a caller waits."""
    wanted = Delivery.objects.filter(contact_id=contact.pk, person=contact.holder_id, channel="voice", kind="line")
    lines = PhoneLine.objects.filter(pk__in=wanted.exclude(status=Delivery.Status.DROPPED).values("pk"))
    return lines.filter(ended_at=None).exists()
