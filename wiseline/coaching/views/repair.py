"""What was agreed in a contact, kept by the coach who holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.alliance.repair import keep_agreed
from wiseline.coaching import authorisation as may
from wiseline.coaching.forms import RepairForm
from wiseline.coaching.views.coach import contact_for, talk_context
from wiseline.people.sessions import allow, for_staff, me

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@for_staff
@require_POST
def agreed(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Keep what both will do differently, and when they look again."""
    contact = contact_for(request, contact_id)
    coach = me(request)
    allow(may.can_write_note(coach, contact))
    form = RepairForm(request.POST, auto_id="repair_%s")
    if not form.is_valid():
        context = {**talk_context(request, contact), "repair_form": form}
        return render(request, "coaching/talk.html", context, status=422)
    contact.touched_by(coach)
    keep_agreed(contact_id=contact.pk, client=contact.client, coach=coach, agreed=form.agreed)
    messages.success(request, _("Kept. Both of you can read it, and you are reminded to look again."))
    return redirect("coaching:open", contact.pk)
