"""Where a person is signed in, and signing out of one browser or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.lib.browsers import browser_words
from wiseline.people.authorisation import can_end_sign_in
from wiseline.people.models import SignIn
from wiseline.people.sessions import allow, me, signed_in
from wiseline.people.signed_in import sign_in_of, sign_ins_of
from wiseline.reach.flows.retire import sign_out_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@signed_in
@require_GET
def signed_in_page(request: HttpRequest) -> HttpResponse:
    """Each browser in which the person is signed in."""
    here = request.session.session_key
    rows = [(row, browser_words(row.user_agent), row.session_key == here) for row in sign_ins_of(me(request))]
    rows.sort(key=lambda item: not item[2])
    return render(request, "privacy/signed_in.html", {"rows": rows, "others": any(not own for *_, own in rows)})


@signed_in
@require_POST
def end(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Sign out of one browser. Said twice it is still done once."""
    row = get_object_or_404(SignIn, pk=row_id)
    allow(can_end_sign_in(me(request), row))
    here = sign_in_of(request)
    if row.ended_at is None:
        sign_out_of(me(request), [row])
    if here is not None and here.pk == row.pk:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("Signed out there. What it kept is taken off as soon as it has a connection."))
    return redirect("privacy:signed_in")


@signed_in
@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out of every browser, this one too."""
    sign_out_of(me(request), SignIn.objects.filter(person=me(request), ended_at=None), everywhere=True)
    logout(request)
    return redirect("web:home")
