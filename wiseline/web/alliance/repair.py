"""What was agreed when something was between them: read by both, and looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance import authorisation as may
from wiseline.alliance.models import Repair
from wiseline.alliance.repair import looked_again, repairs_of, say_how_it_is
from wiseline.coaching.authorisation import can_start
from wiseline.people.models import therapist_of
from wiseline.people.sessions import allow, for_clients, for_staff, me, signed_in
from wiseline.web.alliance.shared import base_of, client_of, looked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@signed_in
@require_GET
def repairs(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What was agreed, the newest first; and the one tap by which each side begins a repair."""
    client = client_of(request, person_id)
    looked(request, client, "repairs.read")
    context = {
        "client": client,
        "mine": me(request) == client,
        "rows": repairs_of(client),
        "choices": [choice for choice in Repair.Now.choices if choice[0]],
        "therapist": therapist_of(client.pk),
        "can_start": can_start(me(request), client),
        "base": base_of(me(request)),
    }
    return render(request, "alliance/repairs.html", context)


@for_clients
@require_POST
def how_it_is(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """The client says how it is now."""
    row = get_object_or_404(Repair.objects.select_related("client"), pk=repair_id, client=me(request))
    says = request.POST.get("says", "")
    if says not in Repair.Now.values or not says:
        raise Http404
    say_how_it_is(repair=row, says=says)
    messages.success(request, _("Thank you for saying it. Your coach reads it."))
    return redirect("alliance:repairs", row.client_id)


@for_staff
@require_POST
def look(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """Both have looked at it again."""
    row = get_object_or_404(Repair.objects.select_related("client"), pk=repair_id)
    allow(may.can_leave_words(me(request), row.client) or row.coach_id == me(request).pk)
    looked_again(repair=row, by=me(request))
    return redirect("alliance:repairs", row.client_id)
