"""What the consultation team looks at: its own work over some days, with no more of any client than it needs.

Clients are counted, never named, and a small count says only that it is small. Initials stand where somebody of the
team still owes a client something: there a case has to be named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext, gettext_lazy

from wiseline.calls.models import Call
from wiseline.chart.models import Need, Note, SkillUse
from wiseline.chart.needs import KINDS
from wiseline.coaching.models import Contact, ContactEvent, Kind
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.hours import is_open
from wiseline.rota.models import LoadShown
from wiseline.rota.roster import who_is_on_call
from wiseline.rota.selectors import limits_of, roster_of
from wiseline.skills.catalogue import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Programme

FEWEST = 3
"""A count of clients' doings below this, and above nothing, is not said exactly (GK)."""
PARTS = (
    ("night", gettext_lazy("Night, 22–8"), (22, 23, *range(8))),
    ("morning", gettext_lazy("Morning, 8–12"), range(8, 12)),
    ("afternoon", gettext_lazy("Afternoon, 12–17"), range(12, 17)),
    ("evening", gettext_lazy("Evening, 17–22"), range(17, 22)),
)
_PART_OF = {hour: name for name, _label, hours in PARTS for hour in hours}


def blurred(count: int) -> str:
    """A count as it may be shown."""
    return f"1–{FEWEST - 1}" if 0 < count < FEWEST else str(count)


def initials(person: Person) -> str:
    """The first letters of a name."""
    return "".join(f"{part[0].upper()}." for part in person.name.split()[:3])


@dataclass(frozen=True, slots=True)
class Load:
    """What a coach who lets the team see it carried, or all the others together.

    Contacts held, those at night, minutes of talk, contacts outside of own hours and the rota.
    """

    name: str
    contacts: int
    night: int
    minutes: int
    outside: int


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is late: whose it is by initials, what, since when, and who owes it."""

    initials: str
    what: str
    since: datetime
    owner: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A skill: with how many clients it helped, and with how many it was used and did not."""

    skill: str
    helped: str
    failed: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything on the page."""

    kinds: list[tuple[str, list[str]]]
    parts: list[str]
    loads: list[Load]
    limits: str
    limit_words: list[tuple[str, str]]
    unreached: str
    owed: list[Owed]
    unsigned: int
    worked: list[Worked]


def numbers_of(programme: Programme, start: datetime, end: datetime) -> Numbers:
    """The team's work between two moments."""
    rows = Contact.objects.filter(programme=programme, asked_at__gte=start, asked_at__lt=end)
    contacts = list(rows.exclude(status=Status.WITHDRAWN).select_related("holder"))
    ids = [row.pk for row in contacts]
    notes = list(
        Note.objects.filter(programme_id=programme.pk, signed_at__gte=start, signed_at__lt=end).select_related("author")
    )
    said = [note for note in notes if note.body.get("limits")]
    events = ContactEvent.objects.filter(contact__in=ids, after=Status.UNREACHED)
    late = Contact.objects.filter(programme=programme, status=Status.WRAPPING_UP, due_at__lt=clock.now())
    for_team = [note for note in said if note.body.get("limits_for_team")]
    return Numbers(
        kinds=_kinds(contacts, programme.timezone),
        parts=[str(label) for _name, label, _hours in PARTS],
        loads=_loads(programme, contacts, start, end),
        limits=blurred(len(said)),
        limit_words=[(note.author.display_name, note.body["limits"]) for note in for_team],
        unreached=blurred(events.values("contact").distinct().count()),
        owed=_owed(programme),
        unsigned=late.count(),
        worked=_worked(programme, start, end),
    )


def _part(at: datetime, timezone: str) -> str:
    return _PART_OF[clock.in_zone(at, timezone).hour]


def _kinds(contacts: Iterable[Contact], timezone: str) -> list[tuple[str, list[str]]]:
    """A row a kind, a column a part of the day, on the programme's clock."""
    counts = Counter((row.kind, _part(row.asked_at, timezone)) for row in contacts)
    return [
        (str(label), [blurred(counts[kind, name]) for name, _label, _hours in PARTS]) for kind, label in Kind.choices
    ]


def _loads(programme: Programme, contacts: list[Contact], start: datetime, end: datetime) -> list[Load]:
    """What was held, the most contacts first, by whose name they let the team see. By today's hours and rota."""
    held: dict[UUID, list[Contact]] = defaultdict(list)
    coaches: dict[UUID, Person] = {}
    for row in contacts:
        if row.holder is not None:
            held[row.holder.pk].append(row)
            coaches[row.holder.pk] = row.holder
    minutes = _minutes([row.pk for row in contacts])
    limits, roster = limits_of(coaches), roster_of(programme, start=start, end=end)

    def is_outside(coach: UUID, row: Contact) -> bool:
        if row.answered_at is None or row.by_coach or coach not in limits:
            return False
        own = limits[coach]
        within = is_open(own.windows, own.timezone, own.days_off, row.answered_at)
        return not within and who_is_on_call(roster, row.answered_at) != coach

    def load(name: str, mine: dict[UUID, list[Contact]]) -> Load:
        rows = [(coach, row) for coach, held_by in mine.items() for row in held_by]
        return Load(
            name=name,
            contacts=len(rows),
            night=sum(_part(row.answered_at or row.asked_at, programme.timezone) == "night" for _coach, row in rows),
            minutes=round(sum(minutes[row.pk] for _coach, row in rows)),
            outside=sum(is_outside(coach, row) for coach, row in rows),
        )

    show = set(LoadShown.objects.filter(coach__in=coaches, load=True).values_list("coach_id", flat=True))
    loads = [load(coaches[coach].display_name, {coach: rows}) for coach, rows in held.items() if coach in show]
    loads.sort(key=lambda row: (-row.contacts, row.name))
    rest = {coach: rows for coach, rows in held.items() if coach not in show}
    return [*loads, load(gettext("The others together"), rest)] if len(rest) > 1 else loads


def _minutes(contact_ids: list[UUID]) -> dict[UUID, float]:
    found: dict[UUID, float] = defaultdict(float)
    calls = Call.objects.filter(contact_id__in=contact_ids).exclude(connected_at=None).exclude(ended_at=None)
    for contact, connected, ended in calls.values_list("contact_id", "connected_at", "ended_at"):
        if connected and ended:
            found[contact] += (ended - connected).total_seconds() / 60
    return found


def _owed(programme: Programme) -> list[Owed]:
    """Contacts that nobody has answered yet and what is overdue: here a case has to be named."""
    now = clock.now()
    open_ = Contact.objects.filter(programme=programme, status=Status.UNREACHED).select_related("client", "holder")
    found = [
        Owed(
            initials(row.client),
            str(row.get_status_display()),
            row.asked_at,
            row.holder.display_name if row.holder else "",
        )
        for row in open_.order_by("asked_at")
    ]
    needs = Need.objects.filter(programme_id=programme.pk, met_at=None, due_at__lt=now).select_related(
        "client", "owner"
    )
    found += [
        Owed(initials(row.client), str(KINDS[row.kind].words), row.due_at, row.owner.display_name if row.owner else "")
        for row in needs.select_related("client", "owner").order_by("due_at")[:40]
        if row.kind in KINDS
    ]
    return found


def _worked(programme: Programme, start: datetime, end: datetime) -> list[Worked]:
    """The skills of which enough clients said how they went; counted over clients, not over uses."""
    rows = SkillUse.objects.filter(programme_id=programme.pk, at__gte=start, at__lt=end).exclude(effect="")
    helped: dict[str, set[UUID]] = defaultdict(set)
    failed: dict[str, set[UUID]] = defaultdict(set)
    for skill, effect, client in rows.values_list("skill", "effect", F("client_id")).distinct():
        (failed if effect == SkillUse.Effect.NOT else helped)[skill].add(client)
    names = sorted(set(helped) | set(failed), key=lambda skill: (-len(helped[skill]), len(failed[skill]), skill))
    return [
        Worked(name_of(skill), blurred(len(helped[skill])), blurred(len(failed[skill])))
        for skill in names
        if len(helped[skill] | failed[skill]) >= FEWEST
    ]
