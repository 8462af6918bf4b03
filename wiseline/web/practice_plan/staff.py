"""The last weeks of a client's practice plan, and the programme's counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.obstacles import BY_ID
from wiseline.chart.practice_plan.measures import WEEKS, measures_of
from wiseline.chart.practice_plan.reading import commitments_of, kept_between, plan_of, said_by_others, title_of
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me, signed_in
from wiseline.web.alliance.shared import base_of
from wiseline.web.practice_plan.shared import client_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@signed_in
@require_GET
def of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What was kept, not kept and changed in the last weeks; what waits for an answer."""
    client, actor = client_of(request, person_id), me(request)
    if actor != client:
        action = "practice_plan.read"
        record(actor=actor, action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)
    now = clock.now()
    week = kept_between(client, now - timedelta(weeks=WEEKS), now)
    waiting = [row for row in plan_of(client) if row.proposal]
    context = {
        "client": client,
        "mine": actor == client,
        "base": base_of(actor),
        "weeks": WEEKS,
        "week": week,
        "waiting": waiting,
        "changed": [(version, title_of(version)) for version in said_by_others(client, actor)],
        "commitments": commitments_of(client),
        "hindered": [(row, [BY_ID[name].label for name in row.obstacles if name in BY_ID]) for row in week.rows],
    }
    return render(request, "practice_plan/of.html", context)


@for_staff
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """How practice plans are kept, skipped and changed over the whole programme; no client is in it by name."""
    allow(may.can_read_practice_measures(me(request)))
    found = measures_of(me(request).programme_id, clock.now())
    labels = (
        ("plans", _("Practices in a plan now")),
        ("done", _("Done")),
        ("helped", _("of these, it helped")),
        ("not_today", _("Not today")),
        ("harder", _("Harder than thought")),
        ("no_answer", _("Days without an answer")),
        ("smaller", _("Made smaller")),
        ("changed", _("Changed in another way")),
    )
    rows = [(label, getattr(found, name)) for name, label in labels]
    return render(request, "practice_plan/measures.html", {"found": found, "rows": rows, "weeks": WEEKS})
