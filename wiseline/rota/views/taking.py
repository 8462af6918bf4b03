"""What taking a duty would bring for the coach, told before the tap counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from wiseline.lib import clock
from wiseline.people.sessions import me
from wiseline.reach.tested import can_be_rung
from wiseline.rota.ahead import brought_to
from wiseline.rota.roster import Override, Shift
from wiseline.rota.selectors import days_off_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from wiseline.rota.models import RotaOverride, RotaShift


def told_first(
    request: HttpRequest,
    *,
    shifts: tuple[Shift, ...] = (),
    overrides: tuple[Override, ...] = (),
    by_swap: bool = False,
) -> HttpResponse | None:
    """A page that says what this would bring for the coach; none where it brings nothing, or they read it before.

    Nor where they can't take it anyhow: then the taking itself says why.
    """
    coach = me(request)
    if request.POST.get("all_the_same") == "1" or not can_be_rung(coach.pk):
        return None
    if any(row.coach_id == coach.pk and days_off_of(coach, row.start, row.end) for row in overrides):
        return None
    brought = brought_to(coach, clock.now(), shifts=shifts, overrides=overrides, by_swap=by_swap)
    if not brought:
        return None
    kept = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    with timezone.override(coach.programme.timezone):
        return render(request, "rota/taking.html", {"brought": brought, "kept": kept})


def given(row: RotaShift) -> Shift:
    """A weekly shift as the rules read it once its coach has taken it."""
    return replace(row.read(), accepted=True)


def stretches(rows: Iterable[RotaOverride]) -> tuple[Override, ...]:
    """Offers as the rules read them once their coach has taken them."""
    return tuple(Override(row.coach_id, row.start, row.end, 0, True) for row in rows)
