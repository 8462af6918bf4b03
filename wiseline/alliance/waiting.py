"""What of all this waits for the client: shown quietly, never pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wiseline.alliance import agreement, encouragement, pulse, repair, understanding, warmth

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person


def waits_for(client: Person) -> dict[str, int]:
    """By the row of the client's own page: how much waits there."""
    return {
        "understanding": understanding.waits_for_client(client),
        "agreement": int(agreement.asks_client(client)),
    }


def for_home(client: Person, now: datetime) -> dict[str, Any]:
    """The few lines that may stand on the client's home."""
    return {
        "agreement": agreement.asks_client(client),
        "words": encouragement.words_for_now(client, now),
        "repair": repair.to_look_at(client, now),
        "pulse": pulse.offered(client, now),
        "warm": warmth.unread_of(client),
    }
