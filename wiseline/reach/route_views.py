"""Further ways of being alerted, and what was sent: to oneself, and for leads of the whole programme."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.audit.trail import record
from wiseline.calls.messages import left_there
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.people.sessions import allow, for_staff, me, signed_in
from wiseline.reach import authorisation as may
from wiseline.reach.forms import RouteForm
from wiseline.reach.models import Delivery, Route
from wiseline.reach.selectors import broken_in, phone_outages, sent_to, ways_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_ROUTES = 5


def _page(request: HttpRequest, form: RouteForm | None = None) -> HttpResponse:
    context = {"routes": Route.objects.filter(person=me(request)), "form": form or RouteForm()}
    return render(request, "reach/routes.html", context, status=422 if form is not None and form.errors else 200)


@for_staff
def routes(request: HttpRequest) -> HttpResponse:
    """The coach's further ways; POST adds one."""
    person = me(request)
    allow(may.can_have_routes(person))
    if request.method != "POST":
        return _page(request)
    form = RouteForm(request.POST)
    if form.is_valid() and Route.objects.filter(person=person).count() >= MOST_ROUTES:
        form.add_error("address", _("Remove one first."))
    if not form.is_valid():
        return _page(request, form)
    with changes():
        Route.objects.create(person=person, **form.cleaned_data)
        record(actor=person, action="route.added", subject=person, programme_id=person.programme_id)
    messages.success(request, _("Added. Try it once, to be sure that it reaches you."))
    return redirect("reach:routes")


@for_staff
@require_POST
def route_test(request: HttpRequest, route_id: UUID) -> HttpResponse:
    """Send a test by it. A second tap within five seconds sends one."""
    route = get_object_or_404(Route, pk=route_id, person=me(request), disabled_at=None)
    now = clock.now()
    Delivery.objects.get_or_create(
        dedupe=f"test:{route.pk}:{int(now.timestamp()) // 5}",
        defaults={
            "person": route.person,
            "route": route,
            "channel": "apprise",
            "kind": "test",
            "due_at": now,
            "expires_at": now + timedelta(minutes=5),
        },
    )
    wake_engine()
    messages.success(request, _("It is on its way. Tell us here when it reached you."))
    return redirect("reach:routes")


@for_staff
@require_POST
def route_heard(request: HttpRequest, route_id: UUID) -> HttpResponse:
    """It reached them."""
    route = get_object_or_404(Route, pk=route_id, person=me(request))
    Route.objects.filter(pk=route.pk).update(tested_at=clock.now())
    return redirect("reach:routes")


@for_staff
@require_POST
def route_remove(request: HttpRequest, route_id: UUID) -> HttpResponse:
    """Not by this way any more."""
    person = me(request)
    route = get_object_or_404(Route, pk=route_id, person=person)
    with changes():
        if Route.objects.filter(pk=route.pk).delete()[0]:
            record(actor=person, action="route.removed", subject=person, programme_id=person.programme_id)
    return redirect("reach:routes")


@signed_in
def sent(request: HttpRequest) -> HttpResponse:
    """What was sent to the signed-in person lately."""
    person = me(request)
    base = "web/base_client.html" if person.is_client else "web/base_staff.html"
    return render(request, "reach/sent.html", {"rows": sent_to(person), "base": base})


@for_staff
def deliveries(request: HttpRequest) -> HttpResponse:
    """What went out within a day, and whose ways are broken."""
    person = me(request)
    allow(may.can_see_deliveries(person))
    context = {
        "ways": ways_of(person.programme_id, clock.now()),
        "broken": broken_in(person.programme_id),
        "outages": phone_outages(clock.now()),
        "left_there": left_there(person.programme_id),
    }
    return render(request, "reach/deliveries.html", context)
