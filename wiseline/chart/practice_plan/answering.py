"""One tap about a day: done, not today, harder than thought. Told twice, also from a phone without a network, once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from wiseline.chart.diary.days import OPEN_DAYS, NotADay, today_of
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import PlannedOccasion, SkillUse
from wiseline.chart.practice_plan import days
from wiseline.chart.practice_plan.arranging import arrange, hold
from wiseline.chart.uses import Went, log_use
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.chart.models import PlannedPractice, PlannedVersion

Answer = PlannedOccasion.Answer


def answer(
    *,
    planned: PlannedPractice,
    day: date,
    said: str,
    at: datetime | None = None,
    use: SkillUse | None = None,
) -> PlannedOccasion:
    """Keep what the client says about a day of a practice; another word about the same day takes the first one's place.

    `at` is when it was written; `use` the skill use that came of it, where a guided practice made one. Raises
    `diary.days.NotADay` for a day that is too long ago or has not come, or of a practice that was never agreed.
    """
    now = clock.now()
    at = min(at or now, now)
    with changes():
        held = hold(planned.pk)
        if held.current is None or not _may_be(day, held, at):
            raise NotADay(day)
        row = held.occasions.filter(day=day).first() or _unforeseen(held, held.current, day)
        if row.answered_at and row.answered_at > at:  # an older word that came late
            return row
        if row.answer == said and use is None:
            return row
        row.answer, row.answered_at, row.remind_at = said, at, None
        row.closed_at = None
        row.use = _use(row, use, at)
        row.save()
        arrange(held)
        publish(to=[held.client_id, *carers_of(held.client)], kind="planned")
    return row


def _may_be(day: date, planned: PlannedPractice, at: datetime) -> bool:
    today = today_of(planned.client, at)
    return today - timedelta(days=OPEN_DAYS) < day <= today


def _unforeseen(planned: PlannedPractice, version: PlannedVersion, day: date) -> PlannedOccasion:
    """A day that the server had not arranged: a phone that was offline knew of it, or it was done without being due."""
    client = planned.client
    return PlannedOccasion(
        client=client,
        programme_id=client.programme_id,
        planned=planned,
        version=version,
        day=day,
        ends_at=days.ends_at(day, client.timezone),
    )


def _use(row: PlannedOccasion, use: SkillUse | None, at: datetime) -> SkillUse | None:
    """What is done is a use of the skill; what is taken back is none."""
    made = row.use if row.use and row.use.key == _key(row) else None  # by a tap before
    if made and (row.answer != Answer.DONE or use):
        made.delete()
    if use is not None or row.answer != Answer.DONE:
        return use
    if row.use or not row.version.skill:
        return row.use
    return _log(row, at)


def _log(row: PlannedOccasion, at: datetime) -> SkillUse:
    went = Went(situation=row.version.situation, prompted=True if row.reminded_at else None)
    return log_use(
        client=row.planned.client,
        skill=row.version.skill,
        went=went,
        source=SkillUse.Source.PRACTICE,
        key=_key(row),
        at=at,
    )


def _key(row: PlannedOccasion) -> str:
    return f"planned-{row.planned_id.hex}-{row.day:%y%m%d}"


def say_part(*, occasion: PlannedOccasion) -> None:
    """It was harder than thought, and a part of it was done: a use of the skill. The word about the day stays."""
    with changes():
        held = hold(occasion.planned_id)
        row = held.occasions.select_related("use", "version").get(pk=occasion.pk)
        if row.answer != Answer.HARDER or row.use or not row.version.skill:
            return
        row.use = _log(row, row.answered_at or clock.now())
        row.save(update_fields=["use"])
        publish(to=[held.client_id, *carers_of(held.client)], kind="planned")


def say_effect(*, occasion: PlannedOccasion, effect: str) -> None:
    """Whether it helped: it is the skill use's effect, and moves the pace."""
    with changes():
        held = hold(occasion.planned_id)
        row = held.occasions.select_related("use").get(pk=occasion.pk)
        if row.use is None:
            return
        row.use.effect = effect
        row.use.save(update_fields=["effect"])
        arrange(held)
        publish(to=[held.client_id, *carers_of(held.client)], kind="planned")


def say_obstacle(*, occasion: PlannedOccasion, obstacle: str) -> None:
    """What got in the way."""
    with changes():
        PlannedOccasion.objects.filter(pk=occasion.pk).update(obstacle=obstacle)
        publish(to=[occasion.client_id, *carers_of(occasion.client)], kind="planned")
