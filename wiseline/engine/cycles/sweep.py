"""Remove what has served its time: old live events and signalling, finished deliveries, expired sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from wiseline.calls.flows import end_forsaken
from wiseline.calls.models import PhoneLine
from wiseline.coaching.flows.place import forget_places
from wiseline.coaching.phone.spoken import delete_old
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.people.signed_in import forget_ended
from wiseline.reach.flows.texts import OF_A_TALK
from wiseline.reach.models import Delivery, PhoneText

KEEP_EVENTS = timedelta(days=7)
KEEP_SIGNALS = timedelta(minutes=10)
KEEP_DELIVERIES = timedelta(days=90)


def run() -> int:
    """Delete what is too old. Nothing clinical is kept in any of it."""
    now = clock.now()
    Event.objects.filter(kind="signal", at__lt=now - KEEP_SIGNALS).delete()
    Event.objects.filter(at__lt=now - KEEP_EVENTS).delete()
    _forget_notices(now - KEEP_DELIVERIES)
    Delivery.objects.exclude(status=Delivery.Status.PENDING).filter(created_at__lt=now - KEEP_DELIVERIES).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    forget_ended(now)
    end_forsaken(now)
    forget_places(now)
    delete_old(now)
    PhoneLine.objects.filter(ended_at__lt=now - KEEP_DELIVERIES).delete()
    return 0


def _forget_notices(before: datetime) -> None:
    """Codes, and texts that say only that there is something, go with their deliveries; a talk keeps its own."""
    old = Delivery.objects.exclude(status=Delivery.Status.PENDING).filter(channel="sms", created_at__lt=before)
    PhoneText.objects.filter(incoming=False, pk__in=old.exclude(dedupe__startswith=OF_A_TALK).values("pk")).delete()
