"""Giving duty away and taking it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me
from wiseline.rota import authorisation as may
from wiseline.rota.flows import swap as flow
from wiseline.rota.flows.cover import Untested
from wiseline.rota.forms import SwapForm
from wiseline.rota.hours import Interval
from wiseline.rota.models import SwapRequest
from wiseline.rota.roster import Override
from wiseline.rota.views.taking import told_first
from wiseline.rota.views.week import untested

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person


@for_staff
def swaps(request: HttpRequest) -> HttpResponse:
    """What is offered, what was taken, and one's own coming duties to offer."""
    coach = me(request)
    allow(may.can_take_over(coach))
    with timezone.override(coach.programme.timezone):
        form = SwapForm(request.POST or None, coach=coach, duties=_own(request))
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                start, end = form.stretch()
                flow.ask_swap(giver=coach, start=start, end=end, to=data["to"], words=data["words"])
            except ValidationError as problem:
                form.add_error("duty", problem)
            else:
                messages.success(request, _("Asked. It stays yours until a colleague has taken it."))
                return redirect("rota:swaps")
        rows = flow.open_swaps(coach)
        context = {
            "form": form,
            "mine": [row for row in rows if row.giver_id == coach.pk],
            "others": [(row, flow.offered_in_return(row, coach)) for row in rows if row.giver_id != coach.pk],
            "taken": flow.swapped(coach),
            "timezone": coach.programme.timezone,
        }
        return render(request, "rota/swaps.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest) -> list[Interval]:
    now = clock.now()
    return flow.duties_of(me(request), now, now + flow.AHEAD)


def _swap(request: HttpRequest, swap_id: UUID) -> SwapRequest:
    rows = SwapRequest.objects.select_related("giver", "giver__programme", "programme", "taken_by__programme")
    return get_object_or_404(rows, pk=swap_id, programme_id=me(request).programme_id)


@for_staff
@require_POST
def take(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """A colleague takes it for nothing, or offers one of their own in return."""
    row = _swap(request, swap_id)
    coach = me(request)
    allow(may.can_take_swap(coach, row))
    in_return = _in_return(request.POST.get("return", ""))
    if page := told_first(request, overrides=_exchange(row, coach, in_return), by_swap=True):
        return page
    if in_return is None:
        return _done(request, lambda: flow.take_swap(coach=coach, swap=row), _("It is yours now, and on the rota."))
    said = _("Asked. It is yours once %(name)s takes what you give in return; until then nothing has changed.")
    return _done(
        request,
        lambda: flow.offer_return(coach=coach, swap=row, in_return=in_return),
        said % {"name": row.giver.display_name},
    )


def _exchange(row: SwapRequest, taker: Person, in_return: Interval | None) -> tuple[Override, ...]:
    """What the swap moves: the stretch to its taker, and what is given in return to the giver."""
    given = Override(taker.pk, row.start, row.end, 0, True)
    return (given, Override(row.giver_id, in_return.start, in_return.end, 0, True)) if in_return else (given,)


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except flow.Gone:
        messages.error(request, _("Somebody else has it already, or it was taken back."))
    except Untested as problem:
        return untested(request, problem)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, said)
    return redirect("rota:swaps")


@for_staff
@require_POST
def accept_return(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """The giver takes what is given in return."""
    row = _swap(request, swap_id)
    allow(may.is_giver(me(request), row))
    in_return = Interval(row.return_start, row.return_end) if row.return_start and row.return_end else None
    both = _exchange(row, row.taken_by, in_return) if row.taken_by and in_return else ()
    if page := told_first(request, overrides=both, by_swap=True):
        return page
    return _done(
        request,
        lambda: flow.accept_return(giver=me(request), swap=row),
        _("Swapped. Both are on the rota as they are now."),
    )


@for_staff
@require_POST
def decline_return(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """The giver does not take it, or who offered it takes it back."""
    row = _swap(request, swap_id)
    allow(may.is_giver(me(request), row) or row.taken_by_id == me(request).pk)
    flow.decline_return(actor=me(request), swap=row)
    return redirect("rota:swaps")


def _in_return(text: str) -> Interval | None:
    """“start/end” as ISO moments; nothing where it says nothing that can be read."""
    try:
        start, end = (datetime.fromisoformat(part) for part in text.split("/"))
    except ValueError:
        return None
    return Interval(start, end) if start.tzinfo and end.tzinfo and end - start > timedelta() else None


@for_staff
@require_POST
def withdraw(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """The giver keeps it."""
    row = _swap(request, swap_id)
    allow(may.is_giver(me(request), row))
    flow.withdraw_swap(giver=me(request), swap=row)
    return redirect("rota:swaps")
