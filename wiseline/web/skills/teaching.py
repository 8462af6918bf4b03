"""What a client was taught and must mind, for who cares for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.people.models import CareRelationship, Person
from wiseline.people.sessions import allow, for_staff, me, person_of
from wiseline.skills.authorisation import can_teach
from wiseline.skills.flows import set_cautions, take_back, teach
from wiseline.skills.models import Taught
from wiseline.skills.selectors import asked_about, flags_of, taught_to
from wiseline.skills.wording import skills_of
from wiseline.web.skills.forms import CautionsForm, TeachForm
from wiseline.web.skills.practising import kept_rows

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and can_teach(me(request), client))
    return client


def _others(actor: Person, client: Person) -> list[Person]:
    """The actor's further clients: a group is taught at once."""
    mine = CareRelationship.objects.current().filter(coach=actor).values("client_id")
    return list(Person.objects.filter(pk__in=mine, is_active=True).exclude(pk=client.pk).order_by("name"))


@for_staff
def learning(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What was taught; marking more of it."""
    client = _client(request, person_id)
    others = _others(me(request), client)
    choices = [(str(other.pk), other.display_name) for other in others]
    form = TeachForm(
        request.POST or None, others=choices, programme=client.programme_id, initial={"on": clock.now().date()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        also = [other for other in others if str(other.pk) in data.get("also", ())]
        teach(clients=[client, *also], skill=data["skill"], on=data["on"], by=me(request), practised=data["practised"])
        messages.success(request, _("Marked. The client sees it now."))
        return redirect("skills:learning", client.pk)
    return _page(request, client, form, CautionsForm(initial={"flags": sorted(flags_of(client))}))


def _page(request: HttpRequest, client: Person, form: TeachForm, cautions: CautionsForm) -> HttpResponse:
    record(
        actor=me(request),
        action="learning.read",
        subject=client,
        programme_id=client.programme_id,
        client_id=client.pk,
    )
    entries = skills_of(client.programme_id)
    context = {
        "client": client,
        "form": form,
        "cautions_form": cautions,
        "rows": [(row, entries.get(row.skill)) for row in taught_to(client)],
        "kept": kept_rows(client),
        "asked": [(row, entries.get(row.skill)) for row in asked_about(client)],
    }
    status = 422 if form.errors or cautions.errors else 200
    return render(request, "skills/learning.html", context, status=status)


@for_staff
@require_POST
def cautions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What some skills must mind with this client."""
    client = _client(request, person_id)
    form = CautionsForm(request.POST)
    if not form.is_valid():
        choices = [(str(other.pk), other.display_name) for other in _others(me(request), client)]
        return _page(request, client, TeachForm(others=choices, programme=client.programme_id), form)
    set_cautions(client=client, flags=frozenset(form.cleaned_data["flags"]), by=me(request))
    messages.success(request, _("Kept."))
    return redirect("skills:learning", client.pk)


@for_staff
@require_POST
def untaught(request: HttpRequest, taught_id: UUID) -> HttpResponse:
    """It was not taught after all."""
    row = get_object_or_404(Taught.objects.select_related("client"), pk=taught_id)
    _client(request, row.client_id)
    take_back(taught=row, by=me(request))
    return redirect("skills:learning", row.client_id)
