"""Spoken messages: fetched from the provider, sealed here, deleted there; and deleted here by rule.

`settings.SPOKEN_DAYS` after the contact is closed the sound is deleted; until then it is as safe as the chart.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from datetime import datetime, timedelta

from django.conf import settings

from wiseline.calls.models import SpokenMessage
from wiseline.calls.providers import ProviderError, providers
from wiseline.coaching import audience
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.live.publish import changes, publish

logger = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=1)
TRIED_FOR = timedelta(days=7)
BATCH = 20


def fetch_due(now: datetime) -> int:
    """Fetch messages that lie at the provider. One that can't be fetched, or deleted there, is tried again for a week,
    after a longer pause each time, of an hour at most.
    """
    fetched = 0
    for message in list(SpokenMessage.objects.filter(fetch_at__lte=now).order_by("fetch_at")[:BATCH]):
        later = now + min(AGAIN_AFTER * (message.attempts + 1), LONGEST_PAUSE)
        last = now - message.spoken_at >= TRIED_FOR
        claimed = SpokenMessage.objects.filter(pk=message.pk, fetch_at=message.fetch_at).update(
            fetch_at=None if last else later, attempts=message.attempts + 1
        )
        done = bool(claimed) and _fetch(message)
        fetched += done
        if claimed and last and not done:
            logger.error(
                "Spoken message %s is not tried any more: it lies at the provider as %s.", message.pk, message.ref
            )
    return fetched


def _fetch(message: SpokenMessage) -> bool:
    sound = b"" if message.sound else _found(message.ref)
    if not sound and not message.sound:
        return False
    if sound:
        message.sound = {"type": _type_of(sound), "data": b64encode(sound).decode()}
        with changes():
            message.save(update_fields=["sound"])
            contact = Contact.objects.get(pk=message.contact_id)
            publish(to=audience.of(contact), kind="contact", id=str(contact.pk), status="")
    try:
        for found in providers():  # one that never had it says nothing against that
            found.forget_recording(message.ref)  # only once it is kept here
    except ProviderError as error:
        logger.warning("A spoken message could not be deleted at the provider yet: %s", error)
        return False
    SpokenMessage.objects.filter(pk=message.pk).update(fetch_at=None, attempts=0)
    return True


def _found(ref: str) -> bytes:
    """The sound, from the provider that has it; nothing where none gives it."""
    for found in providers():
        try:
            return found.recording(ref)
        except ProviderError as error:
            logger.warning("A spoken message could not be fetched yet: %s", error)
    return b""


def _type_of(sound: bytes) -> str:
    return "audio/wav" if sound.startswith(b"RIFF") else "audio/mpeg"


def delete_old(now: datetime) -> int:
    """Delete messages whose contact was closed long enough ago."""
    closed = Contact.objects.filter(
        status__in=[Status.CLOSED, Status.WITHDRAWN], closed_at__lt=now - timedelta(days=settings.SPOKEN_DAYS)
    )
    old = SpokenMessage.objects.filter(contact_id__in=closed.values("pk"), fetch_at=None)
    return old.delete()[0]
