"""Keeping how a person wants to be told, and trying one way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.reach.flows.notify import enqueue_way
from wiseline.reach.flows.phone import test_call
from wiseline.reach.models import Notices
from wiseline.reach.routing import EMAIL, VOICE
from wiseline.reach.ways import reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import time

    from wiseline.people.models import Person
    from wiseline.reach.routing import Chosen

TEST_FOR = timedelta(minutes=5)


def choose(
    *,
    person: Person,
    day: Mapping[str, Chosen],
    night: Mapping[str, Chosen],
    night_from: time,
    night_to: time,
    ways: Iterable[str],
) -> None:
    """Keep what differs from the usual, for these ways; what was chosen for a way that is away stays for its return."""
    with changes():
        row, _new = Notices.objects.select_for_update().get_or_create(person=person)
        row.day, row.night = _over(row.day, day, set(ways)), _over(row.night, night, set(ways))
        row.night_from, row.night_to, row.changed_at = night_from, night_to, clock.now()
        row.save(update_fields=["day", "night", "night_from", "night_to", "changed_at"])
        record(actor=person, action="notices.chosen", subject=person, programme_id=person.programme_id)


def _over(kept: Mapping[str, Chosen], given: Mapping[str, Chosen], ways: set[str]) -> dict[str, Any]:
    return {
        topic: {**{way: at for way, at in kept.get(topic, {}).items() if way not in ways}, **given.get(topic, {})}
        for topic in {*kept, *given}
    }


def try_way(*, person: Person, way: str) -> bool:
    """Send a test by one way, whatever was chosen for it. A second tap within five seconds sends none.

    E-mail that was refused once is tried anew: its person may have mended it.
    """
    if way == VOICE:
        return test_call(person=person)
    if way == EMAIL and person.email:
        Notices.objects.filter(person=person).update(email_refused_at=None, email_refused_why="")
    now = clock.now()
    with changes():
        here = reach(person)
        if way not in here.preferences.has:
            return False
        sent = enqueue_way(here, way, kind="test", step=int(now.timestamp()) // 5, until=now + TEST_FOR)
    wake_engine()
    return sent
