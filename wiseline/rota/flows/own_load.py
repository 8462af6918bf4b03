"""A coach says how heavy the work feels, and what of it the team may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.rota.models import LoadShown, OwnRating

if TYPE_CHECKING:
    from wiseline.people.models import Person


def rate(*, coach: Person, weight: int) -> OwnRating:
    """One tap; another on the same day takes its place. Raises ValueError for what is no weight."""
    weight = OwnRating.Weight(weight)
    now = clock.now()
    with changes():
        row, _new = OwnRating.objects.update_or_create(
            coach=coach,
            day=clock.in_zone(now, coach.timezone).date(),
            defaults={"weight": weight, "at": now},
        )
    return row


def show(*, coach: Person, load: bool, rating: bool) -> None:
    """What the team may see from now on."""
    with changes():
        LoadShown.objects.update_or_create(coach=coach, defaults={"load": load, "rating": rating})
