"""The caseload and a client's page, for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wiseline.agenda.authorisation import can_prepare
from wiseline.agenda.caseload import caseload_of
from wiseline.alliance.authorisation import can_read_pulse
from wiseline.audit.trail import record
from wiseline.chart.authorisation import can_read_chart
from wiseline.chart.timeline import timeline_of
from wiseline.chart.words import words_of
from wiseline.coaching import authorisation as may_coach
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.policy import applies_now
from wiseline.lib import clock
from wiseline.people import authorisation as may
from wiseline.people.flows import team
from wiseline.people.forms import CareForm
from wiseline.people.models import CareRelationship, Person, Role
from wiseline.people.sessions import allow, for_staff, me, person_of
from wiseline.safety.others import coached_by, coaches_parent_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest


def _clients_of(actor: Person) -> QuerySet[Person]:
    clients = Person.objects.filter(programme=actor.programme_id, is_active=True, role_rows__role=Role.CLIENT)
    if may.can_manage_people(actor):
        return clients.order_by("name")
    return clients.filter(pk__in=CareRelationship.objects.current().filter(coach=actor).values("client_id")).order_by(
        "name"
    )


@for_staff
def caseload(request: HttpRequest) -> HttpResponse:
    """Who needs something from me, by when?"""
    actor = me(request)
    context = {
        "caseload": caseload_of(actor, _clients_of(actor)),
        "coached": coached_by(actor),
        "can_invite": may.can_invite(actor),
        "now": clock.now(),
    }
    return render(request, "people/caseload.html", context)


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and (may.can_see_client(me(request), client) or may.can_manage_people(me(request))))
    return client


@for_staff
def client_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One client: the timeline for who cares for them; for a lead, that they are here and what is open."""
    return _client_page(request, _client(request, person_id), None)


def _client_page(request: HttpRequest, client: Person, form: CareForm | None) -> HttpResponse:
    actor = me(request)
    chart = can_read_chart(actor, client)
    record(
        actor=actor,
        action="chart.read" if chart else "client.seen",
        subject=client,
        programme_id=client.programme_id,
        client_id=client.pk,
    )
    context = {
        "client": client,
        "chart": chart,
        "timeline": [(row, words_of(row)) for row in timeline_of(client)] if chart else [],
        "contact": Contact.objects.filter(client=client).exclude(status__in=["closed", "withdrawn"]).first(),
        "care": CareRelationship.objects.filter(client=client).select_related("coach").order_by("-starts_on"),
        "applies": applies_now(client, clock.now()) if chart else None,
        "client_sessions": can_prepare(actor, client),
        "client_pulse": can_read_pulse(actor, client),
        "can_start": may_coach.can_start(actor, client),
        "can_manage": may.can_manage_people(actor),
        "form": form or CareForm(by=actor, initial={"starts_on": clock.now().date()}),
        "today": clock.now().date(),
    }
    return render(request, "people/client.html", context, status=422 if form else 200)


@for_staff
@require_POST
def begin_care(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A care relationship begins."""
    client = _client(request, person_id)
    allow(may.can_manage_people(me(request)))
    form = CareForm(request.POST, by=me(request))
    if not form.is_valid():
        return _client_page(request, client, form)
    parent = coaches_parent_of(form.cleaned_data["coach"], client)
    try:
        team.begin_care(by=me(request), client=client, **form.cleaned_data, coaches_parent=parent)
    except ValidationError as error:
        form.add_error("coach", error)
        return _client_page(request, client, form)
    return redirect("people:client", client.pk)


@for_staff
@require_POST
def end_care(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """A care relationship ends today."""
    allow(may.can_manage_people(me(request)))
    care = CareRelationship.objects.filter(pk=care_id, client__programme=me(request).programme_id).first()
    if care is None:
        raise Http404
    team.end_care(by=me(request), care=care)
    return redirect("people:client", care.client_id)
