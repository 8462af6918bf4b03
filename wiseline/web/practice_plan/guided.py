"""A guided practice that was begun from the practice plan: what is known goes in, and its end is the day's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from wiseline.chart.diary.days import NotADay, today_of
from wiseline.chart.models import PlannedOccasion, PlannedPractice
from wiseline.chart.practice_plan.answering import answer
from wiseline.chart.practice_plan.when import read

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wiseline.chart.models import SkillUse
    from wiseline.people.models import Person


def planned_in(request: HttpRequest, person: Person, skill: str) -> PlannedPractice | None:
    """The person's own planned practice of this skill that the page was opened for; None where there is none."""
    try:
        wanted = UUID(request.POST.get("planned") or request.GET.get("planned", ""))
    except ValueError:
        return None
    rows = PlannedPractice.objects.filter(pk=wanted, client=person, current__skill=skill)
    return rows.select_related("current").first()


def prefill_of(planned: PlannedPractice | None) -> dict[str, str]:
    """What the practice asks and the plan knows already: the hard event."""
    version = planned.current if planned else None
    if version is None:
        return {}
    event_at = read(version.when).event_at
    if event_at is None:
        return {"event": version.situation}
    return {"event": f"{version.situation} ({date_format(timezone.localtime(event_at), 'l j F, H:i')})"}


def done_by(planned: PlannedPractice | None, use: SkillUse) -> None:
    """The practice was done: so is the day of the plan. A day that is long past stays as it is."""
    if planned is None:
        return
    try:
        answer(
            planned=planned,
            day=today_of(use.client, use.at),
            said=PlannedOccasion.Answer.DONE,
            at=use.at,
            use=use,
        )
    except NotADay:
        return
