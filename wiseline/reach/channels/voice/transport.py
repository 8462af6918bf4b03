"""A phone call: the provider is asked to ring, and what is said then is the script's (coaching/phone)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.calls.providers import ProviderError, the_provider
from wiseline.lib import clock
from wiseline.reach.channels import Undelivered

if TYPE_CHECKING:
    from wiseline.reach.models import Delivery

LONGEST_RING = 45  # seconds; most voicemails answer within 30, and hear nothing
SHORTEST_RING = 15


def send(delivery: Delivery) -> str:
    """Place the call of the line that has the delivery's id. Returns the provider's own id; raises Undelivered."""
    number = delivery.line_number
    if not number:
        raise Undelivered("no number", permanent=True)
    left = int((delivery.expires_at - clock.now()).total_seconds())
    try:
        return the_provider(delivery.via).place(
            line_id=delivery.pk, to=number, seconds=max(SHORTEST_RING, min(LONGEST_RING, left))
        )
    except ProviderError as error:
        raise Undelivered(
            f"phone: {error}", permanent=error.permanent, unknown=error.unknown, down=error.down
        ) from error
