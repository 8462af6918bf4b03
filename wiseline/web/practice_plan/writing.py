"""Writing the practice plan, by either side: new, changed, agreed, made smaller, taken out, taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.models import Commitment
from wiseline.chart.practice_plan import writing as flows
from wiseline.chart.practice_plan.arranging import past_of
from wiseline.chart.practice_plan.days import pace_of
from wiseline.chart.practice_plan.reading import title_of
from wiseline.chart.practice_plan.when import Kind
from wiseline.people.sessions import allow, for_clients, me, signed_in
from wiseline.skills.practices import practices
from wiseline.web.alliance.shared import base_of
from wiseline.web.practice_plan.events import COPE_AHEAD
from wiseline.web.practice_plan.forms import PlanForm, shown
from wiseline.web.practice_plan.shared import client_of, own_planned, planned_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.chart.models import PlannedPractice
    from wiseline.people.models import Person

LATELY = 7


def _home_of(request: HttpRequest, client: Person) -> HttpResponse:
    return redirect("practice:mine") if me(request) == client else redirect("practice:of", client.pk)


@signed_in
def new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Something new to practise."""
    client, actor = client_of(request, person_id), me(request)
    staff = actor != client
    begins = shown(None, client)
    if request.GET.get("event"):
        begins |= {"kind": Kind.EVENT, "skill": COPE_AHEAD}
    form = PlanForm(request.POST or None, client=client, staff=staff, initial=begins)
    if request.method == "POST" and form.is_valid():
        flows.propose(client=client, by=actor, key=form.cleaned_data["client_key"], **form.said())
        waits = staff and not form.cleaned_data["together"]
        words = _("%(name)s is asked whether it fits.") % {"name": client.first_name} if waits else _("Kept.")
        messages.success(request, words)
        return _home_of(request, client)
    return _form(request, form, client, None)


@signed_in
def edit(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """Other words, another time, another size: a new version."""
    planned, actor = planned_of(request, planned_id), me(request)
    client = planned.client
    latest = planned.versions.order_by("-number")
    begins = shown(latest.exclude(reply="declined").first(), client) | {"seen": latest[0].number if latest else 0}
    staff = actor != client
    form = PlanForm(request.POST or None, client=client, staff=staff, initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            flows.change(planned=planned, by=actor, seen=form.cleaned_data["seen"] or 0, **form.said())
        except flows.ChangedMeanwhile:
            return _changed_meanwhile(request, form, planned)
        messages.success(request, _("Kept. What stood there before is kept too."))
        return redirect("practice:planned", planned.pk)
    return _form(request, form, client, planned)


def _changed_meanwhile(request: HttpRequest, form: PlanForm, planned: PlannedPractice) -> HttpResponse:
    """What was typed stays; with the newest version's number the next tap keeps it."""
    newest = planned.versions.select_related("by").latest("number")
    form.data = {**request.POST.dict(), "weekdays": request.POST.getlist("weekdays"), "seen": str(newest.number)}
    said = _("%(name)s has changed it in the meantime. What you wrote is still here; keep it if it still fits.")
    form.add_error(None, said % {"name": newest.by.display_name})
    return _form(request, form, planned.client, planned)


def _form(request: HttpRequest, form: PlanForm, client: Person, planned: PlannedPractice | None) -> HttpResponse:
    actor = me(request)
    context = {"form": form, "client": client, "planned": planned, "base": base_of(actor), "mine": actor == client}
    return render(request, "practice_plan/write.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def planned(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """One planned practice: how it stands, how it went lately, and every version."""
    row, actor = planned_of(request, planned_id), me(request)
    client = row.client
    if actor != client:
        action = "practice_plan.read"
        record(actor=actor, action=action, subject=row, programme_id=row.programme_id, client_id=client.pk)
    versions = list(row.versions.select_related("by", "replied_by").order_by("-number"))
    if not versions:
        raise Http404
    version = row.current or versions[0]
    answered = row.occasions.exclude(answer="", closed_at=None).select_related("use").order_by("-day")
    context = {
        "planned": row,
        "client": client,
        "mine": actor == client,
        "base": base_of(actor),
        "version": version,
        "title": title_of(version),
        "proposal": next((each for each in versions if each.holds_from is None and not each.reply), None),
        "versions": versions,
        "next": row.occasions.filter(answer="", closed_at=None).first(),
        "lately": answered[:LATELY],
        "silent": pace_of(past_of(row)).silent,
        "smaller": flows.smaller_than(row.current) if row.current and not row.ended_at else None,
        "guided": version.skill in practices(),
    }
    return render(request, "practice_plan/planned.html", context)


@signed_in
@require_POST
def reply(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """A yes or a no to what the other side wrote; where there is nothing to answer, nothing happens."""
    row, actor = planned_of(request, planned_id), me(request)
    waiting = flows.of_the_other(row.versions.filter(reply=""), row.client, actor).order_by("-number").first()
    if waiting is not None:
        flows.reply(version=waiting, by=actor, agrees=request.POST.get("agrees") == "yes")
    return _home_of(request, row.client)


@for_clients
@require_POST
def smaller(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """The same, a size smaller."""
    row = own_planned(request, planned_id)
    made = flows.make_smaller(planned=row, by=me(request))
    messages.success(request, _("It is smaller now.") if made else _("It is as small as it can be."))
    return redirect("practice:planned", row.pk)


@signed_in
@require_POST
def end(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """No longer practised; or taken up again."""
    row = planned_of(request, planned_id)
    if request.POST.get("again"):
        flows.take_up(planned=row, by=me(request))
    else:
        flows.end(planned=row, by=me(request))
    return _home_of(request, row.client)


@signed_in
@require_POST
def keep(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """What was agreed in a contact joins the plan, with one tap."""
    rows = Commitment.objects.filter(pk=commitment_id, programme_id=me(request).programme_id)
    commitment = rows.select_related("client").first()
    if commitment is None:
        raise Http404
    allow(may.can_write_practice_plan(me(request), commitment.client))
    row = flows.keep_commitment(commitment=commitment, by=me(request))
    return redirect("practice:planned", row.pk)
