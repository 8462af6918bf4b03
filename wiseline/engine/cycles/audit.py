"""The auditor: on its own schedule, it goes over every open contact and asks whether what should have moved did.

It shares no bookkeeping with the cycles that it watches: it looks at the contacts themselves. What it can, it
repairs (it advances the contact itself); what it can't, it raises to the leads. When all is well it says so to an
outside address, so that the silence of a dead server is heard.
"""

from __future__ import annotations

import logging
import urllib.request
from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from wiseline.coaching.audience import leads_of
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import HELD, OPEN, SEARCHING
from wiseline.engine.models import Beat
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.reach.flows.notify import tell
from wiseline.rota.flows.cover import alert_holes

logger = logging.getLogger(__name__)
LATE = timedelta(seconds=30)


def run() -> int:
    """Audit, repair, raise, and report. Returns how many contacts had not moved when they should have."""
    now = clock.now()
    stuck = list(Contact.objects.filter(status__in=OPEN, due_at__lt=now - LATE).order_by("due_at")[:200])
    orphans = Contact.objects.filter(
        Q(status__in=HELD, holder=None)
        | Q(status__in=SEARCHING, due_at=None)
        | Q(holder__is_active=False, status__in=OPEN)
    )
    unrepaired = [contact for contact in stuck if not _repaired(contact)]
    trouble = unrepaired + list(orphans[:200])
    for contact in trouble:
        _raise(contact)
    alert_holes(now)
    text = f"{len(trouble)} contacts do not move" if trouble else ""
    Beat.objects.update_or_create(cycle="auditor", defaults={"at": now, "trouble": text})
    if not trouble:
        _heartbeat()
    return 0


def _repaired(contact: Contact) -> bool:
    try:
        advance(contact.pk)
    except Exception:
        logger.exception("The auditor could not advance contact %s.", contact.pk)
        return False
    contact.refresh_from_db()
    return contact.due_at is None or contact.due_at > clock.now() - LATE


def _raise(contact: Contact) -> None:
    logger.error("Contact %s should have moved and did not.", contact.pk)
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    with changes():  # once an hour, not once a run
        tell(
            person_ids=leads_of(contact.programme_id),
            contact_id=contact.pk,
            kind="stuck",
            step=int(hour.timestamp() // 3600),
        )


def _heartbeat() -> None:
    if not settings.HEARTBEAT_URL.startswith(("https://", "http://")):
        return
    try:
        with urllib.request.urlopen(settings.HEARTBEAT_URL, timeout=5):  # noqa: S310 the scheme was checked
            pass
    except OSError:
        logger.warning("The heartbeat address did not answer.")
