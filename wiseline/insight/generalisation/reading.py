"""What was noted about a client's skills, and the map that follows from it.

For others: `map_of(client)`, `changes_between(client, start, end)`, `measures_of(client, asked)`.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wiseline.chart.models import CheckIn, SkillUse
from wiseline.insight.generalisation.measures import PERIOD_DAYS, PERIODS, URGE_FROM, measure
from wiseline.insight.generalisation.rules import NOT_DONE, Event, Level, helped_by, level_of
from wiseline.insight.generalisation.skill_map import changes_from, map_from
from wiseline.lib import clock
from wiseline.skills.contexts import follow
from wiseline.skills.selectors import taught_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.insight.generalisation.measures import Measures
    from wiseline.insight.generalisation.skill_map import Change, SkillMap
    from wiseline.people.models import Person


def map_of(client: Person, now: datetime | None = None, events: Sequence[Event] | None = None) -> SkillMap:
    """The client's map as it stood at a moment, by what is known today; now where none is given.

    `events`: what `events_of` gave, where it was read already.
    """
    return map_from(events_of(client) if events is None else events, clock.in_zone(now or clock.now(), client.timezone))


def changes_between(client: Person, start: datetime, end: datetime) -> list[Change]:
    """Which skills and cells moved between two moments: what generalised first, then what rose, came back, faded."""
    zone = client.timezone
    return changes_from(events_of(client), clock.in_zone(start, zone), clock.in_zone(end, zone))


def measures_of(
    client: Person, asked: Sequence[tuple[datetime, int]], events: Sequence[Event] | None = None
) -> Measures:
    """The client's measures over time. `asked`: when they asked for coaching, and the strongest urge told with it.

    `events`: what `events_of` gave, where it was read already.
    """
    now = clock.in_zone(clock.now(), client.timezone)
    contacts = [clock.in_zone(at, client.timezone) for at, _urge in asked]
    told = [at for at, (_at, urge) in zip(contacts, asked, strict=True) if urge >= URGE_FROM]
    rows = CheckIn.objects.filter(client=client, at__gte=now - timedelta(days=PERIODS * PERIOD_DAYS))
    checked = [clock.in_zone(row.at, client.timezone) for row in rows if _strongest(row) >= URGE_FROM]
    events = events_of(client) if events is None else events
    return measure(events, now, contacts=contacts, urges=[*told, *checked])


def _strongest(row: CheckIn) -> int:
    urges = [value for name, value in row.answers.items() if name.startswith("urge.") and isinstance(value, int)]
    return max(urges, default=0)


def events_of(client: Person) -> list[Event]:
    """Everything that was noted about the client's skills, on the client's own clock."""
    return [*_taught(client), *_uses(client)]


def _taught(client: Person) -> list[Event]:
    zone = ZoneInfo(client.timezone)
    rows = taught_to(client).values_list("skill", "on")
    return [Event(skill, datetime.combine(on, time(), zone), Level.TAUGHT, of_day=True) for skill, on in rows]


def _uses(client: Person) -> list[Event]:
    zone = ZoneInfo(client.timezone)
    rows = SkillUse.objects.filter(client=client).values_list(
        "skill", "at", "how", "source", "effect", "place", "company", "contexts", "obstacle", "prompted"
    )
    found = []
    for skill, at, how, source, effect, place, company, said, obstacle, prompted in rows.iterator(2000):
        helped = helped_by(effect)
        found.append(
            Event(
                skill,
                at.astimezone(zone),
                level_of(how=how, source=source, helped=helped),
                frozenset(said) if said else follow(place=place, company=company),
                helped,
                obstacle not in NOT_DONE,
                obstacle,
                prompted,
                source == "diary",
            )
        )
    return found
