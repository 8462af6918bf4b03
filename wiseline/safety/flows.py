"""Writing a crisis plan: each change is a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.safety.models import CrisisPlan

if TYPE_CHECKING:
    from wiseline.people.models import Person


def plan_of(client: Person) -> CrisisPlan | None:
    """The newest version of the client's plan."""
    return CrisisPlan.objects.filter(client=client).order_by("-version").first()


def write_plan(*, client: Person, by: Person, sections: dict[str, list[str]]) -> CrisisPlan:
    """Keep a new version of the plan."""
    with changes():
        newest = CrisisPlan.objects.filter(client=client).aggregate(newest=Max("version"))["newest"] or 0
        plan = CrisisPlan.objects.create(
            client=client, version=newest + 1, sections=sections, written_by=by, written_at=clock.now()
        )
        record(
            actor=by,
            action="plan.written",
            subject=plan,
            programme_id=client.programme_id,
            client_id=client.pk,
        )
        publish(to=[client.pk], kind="plan", id=str(plan.pk))
    return plan
