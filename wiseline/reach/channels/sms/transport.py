"""A text message, by the provider of the phone network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.calls.providers import ProviderError, the_provider
from wiseline.reach.channels import Undelivered

if TYPE_CHECKING:
    from wiseline.reach.models import Delivery


def send(delivery: Delivery) -> str:
    """Send it. Returns the provider's own id; raises Undelivered."""
    if not delivery.line_number:
        raise Undelivered("no number", permanent=True)
    try:
        return the_provider(delivery.via).text(text_id=delivery.pk, to=delivery.line_number, body=delivery.text_body)
    except ProviderError as error:
        raise Undelivered(
            f"phone: {error}", permanent=error.permanent, unknown=error.unknown, down=error.down
        ) from error
