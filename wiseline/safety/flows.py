"""Writing a crisis plan: each change is a new version, and nobody's words are written over."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from wiseline.audit.trail import record
from wiseline.chart.diary.days import today_of
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.safety import plan as plans
from wiseline.safety.models import CrisisPlan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wiseline.people.models import Person

REVIEW, STEPS = "plan_review", "plan_steps"
MORNING = time(9)


class ChangedMeanwhile(Exception):
    """Somebody else kept another version since this one was opened."""

    def __init__(self, standing: CrisisPlan) -> None:
        super().__init__(standing.pk)
        self.standing = standing


def plan_of(client: Person) -> CrisisPlan | None:
    """The newest version of the client's plan."""
    return CrisisPlan.objects.filter(client=client).select_related("client", "written_by").order_by("-version").first()


def sections_of(plan: CrisisPlan | None) -> plans.Sections:
    """What a version holds; nothing where there is none."""
    return plans.read(plan.items, plan.sections) if plan else {}


def whom_to_call(client: Person) -> tuple[plans.Item, ...]:
    """Whom the client lets a coach call when they are in danger: not for everybody who reads the rest of the plan."""
    return sections_of(plan_of(client)).get(plans.EMERGENCY, ())


def write_plan(
    *,
    client: Person,
    by: Person,
    sections: Mapping[str, Sequence[plans.Item | str]],
    review_on: date | None = None,
    seen: int | None = None,
) -> CrisisPlan:
    """Keep a new version of the plan; the same words again are no new one.

    `seen` is the version that the writer had before them (0: none; None: whatever stands). Raises ChangedMeanwhile
    where another was kept since.
    """
    items = plans.read(sections)
    with changes():
        standing = plan_of(client)
        number = standing.version if standing else 0
        if standing and (sections_of(standing), standing.review_on) == (items, review_on):
            return standing
        if standing and seen is not None and seen != number:
            raise ChangedMeanwhile(standing)
        try:
            with transaction.atomic():
                plan = CrisisPlan.objects.create(
                    client=client,
                    version=number + 1,
                    items=plans.plain(items),
                    sections={name: [str(item) for item in rows] for name, rows in items.items()},
                    review_on=review_on,
                    written_by=by,
                    written_at=clock.now(),
                )
        except IntegrityError as error:  # in the same instant, the other one was kept
            meanwhile = plan_of(client)
            assert meanwhile is not None  # noqa: S101 it is what stood in the way
            raise ChangedMeanwhile(meanwhile) from error
        _owe(client, by, REVIEW, review_on)
        _owe(client, by, STEPS, plans.look_next(items))
        record(actor=by, action="plan.written", subject=plan, programme_id=client.programme_id, client_id=client.pk)
        add_to_timeline(client=client, kind="plan.written", actor=by, version=plan.version)
        publish(to=[client.pk], kind="plan", id=str(plan.pk))
    return plan


def review_due(client: Person, plan: CrisisPlan | None) -> bool:
    """Whether the day has come on which the plan is to be looked at together."""
    return bool(plan and plan.review_on and plan.review_on <= today_of(client))


def steps_done(*, client: Person, by: Person) -> None:
    """The steps whose day has come, or comes next, are done: they stay in the plan, and the next day is owed."""
    standing = plan_of(client)
    sections = sections_of(standing)
    soonest = plans.look_next(sections)
    if standing is None or soonest is None:
        return
    until = max(soonest, today_of(client))
    kept = {name: [_done(item, until) for item in items] for name, items in sections.items()}
    write_plan(client=client, by=by, sections=kept, review_on=standing.review_on)


def _done(item: plans.Item, until: date) -> plans.Item:
    return item.model_copy(update={"look_on": None}) if item.look_on and item.look_on <= until else item


def _owe(client: Person, by: Person, kind: str, on: date | None) -> None:
    """What is to be looked at on that day is owed by then, and by then only."""
    meet_need(client=client, kind=kind, by=by)
    if on is not None:
        raise_need(client=client, kind=kind, due_at=datetime.combine(on, MORNING, ZoneInfo(client.timezone)))
