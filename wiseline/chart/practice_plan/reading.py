"""Reading the practice plan: what is due today, the whole plan, and what was kept in a stretch of time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.chart.diary.days import today_of
from wiseline.chart.models import Commitment, PlannedOccasion, PlannedPractice, PlannedVersion, SkillUse
from wiseline.chart.practice_plan.arranging import past_of
from wiseline.chart.practice_plan.days import days_ahead
from wiseline.chart.practice_plan.when import When, read
from wiseline.chart.practice_plan.writing import of_the_other
from wiseline.skills.catalogue import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from wiseline.people.models import Person

AHEAD = 7
"""So many days a page that is kept on a phone knows."""
Answer = PlannedOccasion.Answer


@dataclass(slots=True)
class Row:
    """One planned practice as a page shows it. `proposal` waits for the client; `next` is the open occasion."""

    planned: PlannedPractice
    version: PlannedVersion  # what holds; the proposal where nothing holds yet
    proposal: PlannedVersion | None
    next: PlannedOccasion | None
    today: PlannedOccasion | None  # of this day, answered or not
    days: list[date] = field(default_factory=list)  # on which it would be due, for the next seven days

    @property
    def title(self) -> str:
        """The skill; the client's own words where it is none of ours."""
        return title_of(self.version)

    @property
    def when(self) -> When:
        """When it is due."""
        return read(self.version.when)


def title_of(version: PlannedVersion) -> str:
    """What is practised, in a few words."""
    return name_of(version.skill) if version.skill else version.situation


def plan_of(client: Person) -> list[Row]:
    """What is practised and what is proposed; what comes next first."""
    planned = PlannedPractice.objects.filter(client=client, ended_at=None).select_related("current__by", "client")
    rows = {each.pk: each for each in planned}
    today = today_of(client)
    open_, of_today = {}, {}
    for occasion in PlannedOccasion.objects.filter(planned__in=rows, answer="", closed_at=None):
        open_[occasion.planned_id] = occasion
    for occasion in PlannedOccasion.objects.filter(planned__in=rows, day=today).select_related("use"):
        of_today[occasion.planned_id] = occasion
    proposals = _open_proposals(rows)
    found = []
    for pk, each in rows.items():
        version = each.current or proposals.get(pk)
        if version is not None:
            row = Row(each, version, proposals.get(pk), open_.get(pk), of_today.get(pk))
            row.days = _days(row, client, today)
            found.append(row)
    return sorted(found, key=lambda row: (row.next is None, row.next.day if row.next else today, _hour(row, client)))


def _open_proposals(planned: Iterable[UUID]) -> dict[UUID, PlannedVersion]:
    rows = PlannedVersion.objects.filter(planned__in=list(planned), holds_from=None, reply="").select_related("by")
    return {row.planned_id: row for row in rows}


def _days(row: Row, client: Person, today: date) -> list[date]:
    if row.planned.current is None:
        return []
    ahead = []
    if row.next:
        last = today + timedelta(days=AHEAD)
        ahead = days_ahead(row.when, past_of(row.planned), row.next.day, last, client.timezone)
    answered = [today] if row.today and row.today.answer else []
    return answered + ahead


def _hour(row: Row, client: Person) -> str:
    wall = row.when.wall(row.next.day, client.timezone) if row.next else None
    return wall.isoformat() if wall else ""


def next_today(client: Person) -> Row | None:
    """The first practice that is due today and not answered, for one line on the home page."""
    open_ = PlannedOccasion.objects.filter(client=client, answer="", closed_at=None, day=today_of(client))
    occasion = open_.select_related("planned__current").order_by("remind_at").first()
    if occasion is None or occasion.planned.current is None:
        return None
    return Row(occasion.planned, occasion.planned.current, None, occasion, occasion)


def said_by_others(client: Person, reader: Person) -> list[PlannedVersion]:
    """Versions that hold, by the other side, and that the reader's side has not answered; the newest first."""
    rows = PlannedVersion.objects.filter(planned__client=client, planned__ended_at=None, reply="")
    rows = of_the_other(rows.exclude(holds_from=None).select_related("by", "planned"), client, reader)
    return list(rows.order_by("-at"))


def ended_of(client: Person) -> list[PlannedPractice]:
    """What is no longer practised, the latest first."""
    rows = PlannedPractice.objects.filter(client=client).exclude(ended_at=None).exclude(current=None)
    return list(rows.select_related("current").order_by("-ended_at")[:20])


def commitments_of(client: Person) -> list[Commitment]:
    """What was agreed in contacts, not answered yet and not in the plan yet; what comes first, first."""
    return list(Commitment.objects.filter(client=client, outcome="", planned=None).order_by("ask_at"))


@dataclass(slots=True)
class Kept:
    """What became of one planned practice in a stretch of time. `due` is all that follows it together.

    `situation` is empty where the title is the client's own words already.
    `no_answer` are days that passed; `open` is the one that is still to come or today.
    """

    planned: PlannedPractice
    title: str
    situation: str
    when: When
    done: int = 0
    not_today: int = 0
    harder: int = 0
    no_answer: int = 0
    open: int = 0
    helped: int = 0
    obstacles: list[str] = field(default_factory=list)  # words of chart.obstacles, in the order in which they were said
    changes: list[PlannedVersion] = field(default_factory=list)

    @property
    def due(self) -> int:
        """How many days it was due."""
        return self.done + self.not_today + self.harder + self.no_answer + self.open


@dataclass(slots=True)
class PlanWeek:
    """The practice plan over a stretch of time: a row a planned practice, also those that ended in it."""

    rows: list[Kept]

    def total(self, name: str) -> int:
        """One of the counts over all rows: due, done, not_today, harder, no_answer, open, helped."""
        return sum(getattr(row, name) for row in self.rows)


def kept_between(client: Person, start: datetime, end: datetime) -> PlanWeek:
    """What became of each planned practice on the client's days from `start` to `end`, both days included."""
    first, last = today_of(client, start), today_of(client, end)
    occasions: dict[UUID, list[PlannedOccasion]] = defaultdict(list)
    of_time = PlannedOccasion.objects.filter(client=client, day__range=(first, last)).select_related("use")
    for occasion in of_time.order_by("day"):
        occasions[occasion.planned_id].append(occasion)
    versions: dict[UUID, list[PlannedVersion]] = defaultdict(list)
    of_versions = PlannedVersion.objects.filter(client=client, at__gte=start, at__lte=end).select_related("by")
    for version in of_versions.order_by("at", "number"):
        versions[version.planned_id].append(version)
    planned = PlannedPractice.objects.filter(client=client, at__lte=end).exclude(current=None)
    rows = [
        _kept(each, occasions[each.pk], versions[each.pk])
        for each in planned.select_related("current").order_by("at")
        if each.ended_at is None or occasions[each.pk] or versions[each.pk] or each.ended_at >= start
    ]
    return PlanWeek(rows)


def _kept(planned: PlannedPractice, occasions: list[PlannedOccasion], versions: list[PlannedVersion]) -> Kept:
    version = planned.current
    assert version is not None  # noqa: S101 only those that were agreed are asked about
    row = Kept(planned, title_of(version), version.situation if version.skill else "", read(version.when))
    for each in occasions:
        name = each.answer or ("no_answer" if each.closed_at else "open")
        setattr(row, name, getattr(row, name) + 1)
        row.helped += bool(each.use and each.use.effect == SkillUse.Effect.HELPED)
        if each.obstacle:
            row.obstacles.append(each.obstacle)
    row.changes = versions
    return row
