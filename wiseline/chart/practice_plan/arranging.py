"""Which day comes next: arranged anew whenever the plan or an answer changes it; reminders, few and neutral."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.chart.diary.days import bounds, today_of
from wiseline.chart.models import PlannedOccasion, PlannedPractice, PracticeReminders
from wiseline.chart.practice_plan import days
from wiseline.chart.practice_plan.spacing import Outcome
from wiseline.chart.practice_plan.when import read
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import tell

if TYPE_CHECKING:
    from datetime import date, datetime, time
    from uuid import UUID

    from wiseline.chart.models import PlannedVersion
    from wiseline.people.models import Person

STALE = timedelta(hours=3)
"""A reminder that is later than this wakes nobody: the practice stands on the page."""
Answer = PlannedOccasion.Answer
_EFFECTS = {"helped": Outcome.HELPED, "not": Outcome.NOT_HELPED}


def outcome_of(occasion: PlannedOccasion) -> Outcome:
    """What an occasion that is over says about the pace."""
    if occasion.answer == Answer.DONE:
        return _EFFECTS.get(occasion.use.effect if occasion.use else "", Outcome.DONE)
    return {Answer.HARDER: Outcome.HARDER, Answer.NOT_TODAY: Outcome.NOT_TODAY}.get(
        Answer(occasion.answer), Outcome.UNKNOWN
    )


def past_of(planned: PlannedPractice) -> list[days.Past]:
    """What is over, in the order of the days."""
    rows = planned.occasions.exclude(answer="", closed_at=None).select_related("use", "version").order_by("-day")
    skill = planned.current.skill if planned.current else ""
    kept = rows[: days.LOOKED_AT]
    return [days.Past(row.day, outcome_of(row), row.version.skill == skill) for row in reversed(kept)]


def limits_of(client: Person) -> PracticeReminders:
    """The client's quiet hours and how many reminders a day; the usual where they have not said."""
    return PracticeReminders.objects.filter(client=client).first() or PracticeReminders(client=client)


def hold(planned_id: UUID) -> PlannedPractice:
    """The planned practice, for this transaction alone. Raises PlannedPractice.DoesNotExist."""
    PlannedPractice.objects.select_for_update().get(pk=planned_id)
    return PlannedPractice.objects.select_related("client", "current").get(pk=planned_id)


def arrange(planned: PlannedPractice) -> PlannedOccasion | None:
    """Let there be one open occasion, on the day that is right now; none where the practice is over or only proposed.

    Done twice it changes nothing. Call it within `changes()`, with the row held.
    """
    now = clock.now()
    open_ = planned.occasions.filter(answer="", closed_at=None).first()
    day = None if planned.ended_at or planned.current is None else _next(planned, planned.current, now)
    if day is None or planned.current is None:
        if open_:
            open_.delete()
        return None
    return _set(open_, planned, planned.current, day)


def _next(planned: PlannedPractice, version: PlannedVersion, now: datetime) -> date | None:
    client = planned.client
    when, today = read(version.when), today_of(client, now)
    if when.event_at and today > today_of(client, when.event_at):
        return None
    began = version.holds_from or now
    first = days.first_day(when, began, today_of(client, began), client.timezone)
    return days.next_day(when, past_of(planned), max(first, today), client.timezone)


def _set(
    open_: PlannedOccasion | None, planned: PlannedPractice, version: PlannedVersion, day: date
) -> PlannedOccasion:
    client, limits = planned.client, limits_of(planned.client)
    quiet = days.Quiet(limits.quiet_from, limits.quiet_until)
    silent = days.pace_of(past_of(planned)).silent
    row = open_ or PlannedOccasion(client=client, programme_id=client.programme_id, planned=planned)
    if row.day != day:
        row.reminded_at = None
    row.version, row.day, row.ends_at = version, day, days.ends_at(day, client.timezone)
    rings = days.remind_at(read(version.when), day, quiet, client.timezone, silent=silent)
    row.remind_at = None if row.reminded_at or not limits.most_a_day else rings
    row.save()
    return row


def set_limits(*, client: Person, quiet_from: time, quiet_until: time, most_a_day: int) -> None:
    """Other quiet hours, or another number of reminders a day: what is coming follows at once."""
    with changes():
        PracticeReminders.objects.update_or_create(
            client=client,
            defaults={"quiet_from": quiet_from, "quiet_until": quiet_until, "most_a_day": most_a_day},
        )
        arrange_all(client)


def arrange_all(client: Person) -> None:
    """Arrange everything of a client anew: their clock or their quiet hours have changed."""
    planned = PlannedPractice.objects.filter(client=client, ended_at=None).order_by("pk")
    with changes():
        for pk in planned.values_list("pk", flat=True):
            arrange(hold(pk))


def close_days() -> int:
    """A day that is over without an answer says nothing; the next one is arranged. What was to be rehearsed ends."""
    now = clock.now()
    over = PlannedOccasion.objects.filter(answer="", closed_at=None, ends_at__lte=now)
    closed = 0
    for pk, planned_id in list(over.order_by("ends_at").values_list("pk", "planned_id")[:200]):
        with changes():
            planned = hold(planned_id)
            row = PlannedOccasion.objects.filter(pk=pk, answer="", closed_at=None, ends_at__lte=now).first()
            if row is None:
                continue
            if row.day < today_of(planned.client, now):  # else the client's clock was changed: arranged below
                row.closed_at, row.remind_at = now, None
                row.save(update_fields=["closed_at", "remind_at"])
                closed += 1
            if arrange(planned) is None:
                PlannedPractice.objects.filter(pk=planned.pk, ended_at=None).update(ended_at=now)
            publish(to=[planned.client_id], kind="planned")
    return closed


def remind_due() -> int:
    """Remind of what is due: one neutral note for all that comes at once, and no more a day than the client wants."""
    now = clock.now()
    due = PlannedOccasion.objects.filter(answer="", closed_at=None, remind_at__lte=now, client__is_active=True)
    by_client: dict[UUID, list[PlannedOccasion]] = {}
    for row in due.select_related("client").order_by("remind_at")[:200]:
        by_client.setdefault(row.client_id, []).append(row)
    return sum(_remind(rows, now) for rows in by_client.values())


def _remind(rows: list[PlannedOccasion], now: datetime) -> int:
    client = rows[0].client
    begins, _ends = bounds(today_of(client, now), client)
    told = PlannedOccasion.objects.filter(client=client, reminded_at__gte=begins).values("reminded_at").distinct()
    wanted = [row for row in rows if row.remind_at and now - row.remind_at <= STALE]
    if told.count() >= limits_of(client).most_a_day:
        wanted = []
    with changes():
        claimed = []
        for row in rows:
            said = {"remind_at": None, "reminded_at": now if row in wanted else None}
            if PlannedOccasion.objects.filter(pk=row.pk, answer="", remind_at=row.remind_at).update(**said):
                claimed.append(row)
        first = next((row for row in claimed if row in wanted), None)
        if first is None:
            return 0
        step = first.day.toordinal()
        tell(person_ids=[client.pk], contact_id=first.pk, kind="practice", step=step, quiet=True)
        publish(to=[client.pk], kind="planned")
    return 1
