"""When the pulse is offered, and when it has dropped. Pure.

Three items of our own, for the three parts of an alliance: bond, tasks and goals, and whether one can speak plainly.
Whoever scores a person is wrong here: the answers are about the work of two. Established instruments need permission
for use in software (WAI-SR, SRS: docs/clinical-sources.md). All numbers are GK, to be confirmed by a clinician: three
weeks between two pulses, at most one in four days, and a fall of two steps on a scale of six as a drop, since a step is
within what answers vary by anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ITEMS = {
    "understood": _("I felt understood."),
    "right_things": _("We worked on the right things."),
    "honest": _("I could say what is really going on."),
}
SHORT = {"understood": _("Understood"), "right_things": _("Right things"), "honest": _("Could be honest")}
EVERY = timedelta(weeks=3)
AFTER_CONTACT = timedelta(days=2)
"""How long after a contact the pulse is offered for it."""
REST = timedelta(days=4)
"""However many contacts there are, it is not offered more often than this."""
FALL = 2
EARLIER = 3
"""With so many earlier ones the newest is compared."""


def is_offered(*, now: datetime, since: datetime, last: datetime | None, contact_ended: datetime | None) -> bool:
    """Whether the pulse is offered now.

    `since`: when the care began. `last`: when one was last answered or passed over. `contact_ended`: when the latest
    talk ended. It is offered for two days after a talk, else every three weeks, and never within four days of another.
    """
    if last is not None and now - last < REST:
        return False
    if contact_ended is not None and (last is None or contact_ended > last) and now - contact_ended <= AFTER_CONTACT:
        return True
    return now - (last or since) >= EVERY


@dataclass(frozen=True, slots=True)
class Fall:
    """An item that has dropped, from what was usual to what is said now."""

    item: str
    usual: float
    now: int


def falls(earlier: Sequence[Mapping[str, int | None]], newest: Mapping[str, int | None]) -> list[Fall]:
    """The items of the newest pulse that lie two steps or more below the median of the up to three before it.

    `earlier` has the oldest first. What was not answered is not compared; a first pulse has nothing to fall from.
    """
    found = []
    for item in ITEMS:
        known = [row[item] for row in earlier if row.get(item) is not None][-EARLIER:]
        said = newest.get(item)
        if said is None or not known:
            continue
        usual = float(median(value for value in known if value is not None))
        if usual - said >= FALL:
            found.append(Fall(item, usual, said))
    return found
