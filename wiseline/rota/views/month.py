"""The next month: pieces of the week, a suggestion, the lead's own hand, and offering it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me
from wiseline.rota import authorisation as may
from wiseline.rota.allocation import Broken, Duty, Rule, broken_limits, held
from wiseline.rota.fairness import Load, balance, loads
from wiseline.rota.flows import month as flow
from wiseline.rota.hours import zone_of
from wiseline.rota.models import RotaDraft, RotaWish
from wiseline.rota.roster import Segment
from wiseline.rota.wish_forms import BlocksForm, DraftForm, block_lines, read_choices

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wiseline.people.models import Person

RULES = {
    Rule.CANNOT: gettext_lazy("%(name)s did not say that they would take it, or is busy"),
    Rule.TWICE: gettext_lazy("%(name)s has two duties at once"),
    Rule.REST: gettext_lazy("%(name)s has less than eleven hours of rest before it"),
    Rule.LONG: gettext_lazy("%(name)s is on call for more than a day in one go"),
    Rule.HOURS: gettext_lazy("%(name)s has more hours than they said"),
    Rule.NIGHTS: gettext_lazy("%(name)s has more nights than they said"),
}


@for_staff
def months(request: HttpRequest) -> HttpResponse:
    """Pieces of the week, who has said what they would take, and drafts."""
    lead = me(request)
    allow(may.can_edit_rota(lead))
    blocks = flow.blocks_of(lead.programme)
    form = BlocksForm(request.POST or None, initial={"lines": block_lines(blocks)})
    if request.method == "POST" and form.is_valid():
        flow.name_blocks(lead=lead, blocks=form.cleaned_data["lines"])
        messages.success(request, _("Kept."))
        return redirect("rota:months")
    return _months(request, form, DraftForm(initial={"first": _next_monday(lead)}))


def _next_monday(person: Person) -> date:
    today = clock.now().astimezone(zone_of(person.programme.timezone)).date()
    return today + timedelta(days=7 - today.weekday())


def _months(request: HttpRequest, form: BlocksForm, draft_form: DraftForm) -> HttpResponse:
    lead = me(request)
    said = {wish.coach_id: wish for wish in RotaWish.objects.filter(coach__programme=lead.programme)}
    context = {
        "form": form,
        "draft_form": draft_form,
        "blocks": flow.blocks_of(lead.programme),
        "coaches": [(coach, said.get(coach.pk)) for coach in flow.coaches_of(lead.programme)],
        "drafts": RotaDraft.objects.filter(programme=lead.programme)[:6],
    }
    bad = bool(form.errors or draft_form.errors)
    return render(request, "rota/months.html", context, status=422 if bad else 200)


@for_staff
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """A new draft. It takes a few seconds at the most."""
    lead = me(request)
    allow(may.can_edit_rota(lead))
    form = DraftForm(request.POST)
    if form.is_valid() and not flow.blocks_of(lead.programme):
        form.add_error("first", _("Say first into which pieces your week is cut."))
    if not form.is_valid():
        blocks = flow.blocks_of(lead.programme)
        return _months(request, BlocksForm(initial={"lines": block_lines(blocks)}), form)
    draft = flow.draft_month(lead=lead, first=form.cleaned_data["first"])
    return redirect("rota:month", draft.pk)


def _draft(request: HttpRequest, draft_id: UUID) -> RotaDraft:
    allow(may.can_edit_rota(me(request)))
    return get_object_or_404(
        RotaDraft.objects.select_related("programme"), pk=draft_id, programme=me(request).programme
    )


@for_staff
def month(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft; POST keeps the lead's own choices."""
    draft = _draft(request, draft_id)
    coaches = flow.coaches_of(draft.programme)
    if request.method == "POST":
        flow.edit_draft(draft=draft, chosen=read_choices(request.POST, len(draft.rows), coaches))
        messages.success(request, _("Kept. Nothing is offered yet."))
        return redirect("rota:month", draft.pk)
    duties, chosen, wishes = flow.judged(draft)
    broken = broken_limits(duties, chosen, wishes, draft.programme.timezone)
    names = {coach.pk: coach.display_name for coach in coaches}
    context = {
        "draft": draft,
        "rows": _rows(draft),
        "coaches": coaches,
        "open": sum(coach is None for coach in chosen),
        "holes": _holes(draft),
        "broken": [_words(row, names, draft.programme.timezone) for row in broken],
        "loads": _loads(held(duties, chosen), coaches, wishes, draft.programme.timezone),
    }
    with timezone.override(draft.programme.timezone):
        return render(request, "rota/month.html", context)


def _words(row: Broken, names: dict[UUID, str], zone: str) -> str:
    said = str(RULES[row.rule]) % {"name": names.get(row.coach_id, "")}
    return f"{said} ({date_format(row.at.astimezone(zone_of(zone)), 'D j M, H:i')})" if row.at else said


def _rows(draft: RotaDraft) -> list[dict[str, Any]]:
    return [
        {**row, "start": datetime.fromisoformat(row["start"]), "end": datetime.fromisoformat(row["end"])}
        for row in draft.rows
    ]


def _holes(draft: RotaDraft) -> list[tuple[datetime, datetime, int]]:
    """The hours that stay open, on the programme's clock; of what comes again each week, the first and how often."""
    zone = zone_of(draft.programme.timezone)
    found: dict[tuple[object, ...], list[tuple[datetime, datetime]]] = {}
    for hole in flow.holes_left(draft):
        start, end = hole.start.astimezone(zone), hole.end.astimezone(zone)
        found.setdefault((start.weekday(), start.time(), end.weekday(), end.time()), []).append((start, end))
    return [(*rows[0], len(rows)) for rows in found.values()]


def _loads(
    mine: dict[UUID, list[Duty]], coaches: list[Person], wishes: dict[UUID, Any], zone: str
) -> list[tuple[Person, Load, int | None]]:
    """For each coach who is in it: what they would carry, and all of it in percent of a fair part."""
    rows = [Segment(row.start, row.end, coach) for coach, rows in mine.items() for row in rows if not row.beyond]
    planned = loads(rows, zone)
    whole = {key: wish.carried.plus(planned.get(key, Load())) for key, wish in wishes.items()}
    parts = balance(whole, {key: wish.share for key, wish in wishes.items()})
    return [
        (coach, planned.get(coach.pk, Load()), round(100 * parts[coach.pk]) if coach.pk in parts else None)
        for coach in coaches
        if coach.pk in planned or coach.pk in parts
    ]


@for_staff
@require_POST
def offer(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Offer every duty to its coach."""
    draft = _draft(request, draft_id)
    count = flow.offer_draft(lead=me(request), draft=draft)
    messages.success(
        request,
        ngettext(
            "Offered. %(count)s duty counts once its coach has taken it.",
            "Offered. %(count)s duties count once their coaches have taken them.",
            count,
        )
        % {"count": count},
    )
    return redirect("rota:month", draft.pk)
