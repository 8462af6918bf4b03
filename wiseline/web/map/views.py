"""The map of a client, for them and for who cares for them; and what a group's maps add up to, for its trainers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.obstacles import BY_ID
from wiseline.coaching.selectors.asked import asked_by
from wiseline.insight.generalisation.export import archive
from wiseline.insight.generalisation.reading import events_of, map_of, measures_of
from wiseline.insight.generalisation.suggest import FEWEST_PEOPLE, sum_up
from wiseline.insight.generalisation.words import AGAIN
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.skills import groups
from wiseline.skills.authorisation import can_lead_group
from wiseline.skills.contexts import contexts_of
from wiseline.skills.models import Group
from wiseline.web.map import shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person


def client_of(request: HttpRequest, person_id: UUID, action: str = "map.read") -> Person:
    """The client, for themselves and for who cares for them; the look of another is on record."""
    actor = me(request)
    client = person_of(actor, person_id)
    allow(client.is_client and may.can_read_chart(actor, client))
    if actor != client or action != "map.read":
        record(actor=actor, action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)
    return client


@signed_in
@never_cache
@require_GET
def of_client(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the client can do and where; one small step. Staff also see what is stuck."""
    client = client_of(request, person_id)
    events = events_of(client)
    found = map_of(client, events=events)
    contexts = contexts_of(client.programme_id)
    labels = {each.key: each.label for each in contexts}
    own = client == me(request)
    context = {
        "client": client,
        "rows": shown.own_rows(found, labels),
        "nowhere": shown.nowhere_rows(found),
        "learned": shown.learned_only(found),
        "table": shown.table(found, contexts),
        "step": shown.step_of(client, found),
        "stuck": [] if own else shown.stuck_rows(found, labels),
        "generalised": [row.skill for row in found.generalised],
        "measures": shown.measured(measures_of(client, asked_by(client), events)),
        "rules": shown.RULES,
    }
    return render(request, "map/mine.html" if own else "map/of.html", context)


@signed_in
@never_cache
@require_GET
def export(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The client's events and map as CSV files, for themselves or for who cares for them. It goes on record."""
    client = client_of(request, person_id, "map.exported")
    today = clock.in_zone(clock.now(), client.timezone).date().isoformat()
    headers = {"Content-Disposition": f'attachment; filename="wiseline-{today}.zip"'}
    return HttpResponse(archive(client), content_type="application/zip", headers=headers)


@for_staff
@require_GET
def of_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What to teach again: counts of the group, never who, and none below three people."""
    group = get_object_or_404(Group, pk=group_id)
    if not can_lead_group(me(request), group):
        raise Http404
    maps = [map_of(member) for member in groups.members_of(group)]
    rows = [
        {
            "row": row,
            "again": [AGAIN[why] for why in row.again],
            "obstacles": [(BY_ID[each].label, count) for each, count in row.obstacles if each in BY_ID],
        }
        for row in sum_up(maps)
    ]
    record(actor=me(request), action="group.map_read", subject=group, programme_id=group.programme_id)
    page = {"group": group, "rows": rows, "fewest": FEWEST_PEOPLE, "people": len(maps)}
    return render(request, "map/group.html", page)
