"""Advance contacts that are due."""

from __future__ import annotations

import logging

from wiseline.coaching.flows.change import Overtaken
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.lib import clock

logger = logging.getLogger(__name__)
BATCH = 100


def run() -> int:
    """Advance up to a batch of due contacts, the longest due first. One that fails does not hold up the others."""
    due = Contact.objects.filter(due_at__lte=clock.now()).order_by("due_at").values_list("pk", flat=True)[:BATCH]
    done = 0
    for contact_id in list(due):
        try:
            done += advance(contact_id)
        except (Overtaken, Contact.DoesNotExist):
            continue
        except Exception:
            logger.exception("Contact %s could not be advanced; it stays due.", contact_id)
    return done
