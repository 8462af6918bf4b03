"""The client's diary: a day, a check-in, and what comes after."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.chart.diary import card, days
from wiseline.chart.diary import fill as filling
from wiseline.chart.diary.asking import answer_question
from wiseline.chart.diary.cards import card_of, items_of
from wiseline.chart.diary.reading import day_of, unanswered
from wiseline.chart.models import CardVersion, CheckIn, DiaryDay, DiaryQuestion, SkillUse
from wiseline.chart.uses import question_of
from wiseline.coaching.flows.search import plan_anew
from wiseline.coaching.selectors.policy import applies_now
from wiseline.lib import clock
from wiseline.lib.device_time import written_at
from wiseline.people.sessions import for_clients, me
from wiseline.safety.card_acts import owe_a_look
from wiseline.skills.catalogue import every, usual_for
from wiseline.skills.finder.find import find
from wiseline.skills.practices import practices
from wiseline.skills.wording import skills_of
from wiseline.web.diary.forms import AnswerForm, CheckInForm, DayForm, shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

STRONG = 85
"""How strong, of 100, a moment counts in which an urge has reached what was agreed."""


def read_day(text: str) -> date:
    """A day in an address. Raises Http404 for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@for_clients
def day(request: HttpRequest) -> HttpResponse:
    """Today's card, or that of one of the last fourteen days."""
    person = me(request)
    wanted = request.GET.get("day", "")
    chosen = read_day(wanted) if wanted else days.today_of(person)
    if chosen not in days.open_days(person):
        raise Http404
    row = day_of(person, chosen)
    version = row.card if row else card_of(person)
    items = items_of(version)
    initial: dict[str, Any] = {"day": chosen, "card": version.number, "seen": row.revision if row else 0}
    if row:
        initial |= {item.id: shown(item, row.answers.get(item.id)) for item in items}
    form = DayForm(initial=initial, items=items, skills=_skills(person, row))
    if not (row and row.answers.get(filling.SKILLS)):
        form.initial[filling.SKILLS] = _used_on(person, chosen)
    return _render(request, chosen, row, form)


def _skills(person: Person, row: DiaryDay | None) -> list[tuple[str, str]]:
    """What can be ticked: what was taught, what was used lately, and what is ticked already."""
    lately = SkillUse.objects.filter(client=person).order_by("-at").values_list("skill", flat=True)[:30]
    ticked = row.answers.get(filling.SKILLS, []) if row else []
    return usual_for(person, *lately, *ticked)


def _used_on(person: Person, chosen: date) -> list[str]:
    first, last = days.bounds(chosen, person)
    return list(SkillUse.objects.filter(client=person, at__gte=first, at__lt=last).values_list("skill", flat=True))


def _render(request: HttpRequest, chosen: date, row: DiaryDay | None, form: DayForm) -> HttpResponse:
    person = me(request)
    filled = set(DiaryDay.objects.filter(client=person).order_by("-day").values_list("day", flat=True)[:20])
    context = {
        "form": form,
        "day": chosen,
        "row": row,
        "groups": card.by_group(form.items),
        "labels": card.GROUPS,
        "days": [(each, each in filled) for each in days.open_days(person)],
        "today": days.today_of(person),
        "questions": unanswered(person),
        "check_ins": _check_ins(person, chosen, form.items),
        "answer_form": AnswerForm(auto_id=False),
    }
    return render(request, "diary/day.html", context, status=422 if form.errors else 200)


def _check_ins(person: Person, chosen: date, items: tuple[card.Item, ...] | Any) -> list[tuple[CheckIn, list[str]]]:
    first, last = days.bounds(chosen, person)
    names = {item.id: item.whole_name for item in items}
    rows = CheckIn.objects.filter(client=person, at__gte=first, at__lt=last).order_by("at")
    return [(row, [f"{names.get(name, name)} {value}" for name, value in row.answers.items()]) for row in rows]


@for_clients
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep a day; the same one sent twice is kept once, and another device's answers stay."""
    person = me(request)
    number = request.POST.get("card", "")
    version = CardVersion.objects.filter(client=person, number=int(number) if number.isdecimal() else 0).first()
    version = version or card_of(person)
    items = items_of(version)
    form = DayForm(request.POST, items=items, skills=every(person.programme_id))
    if form.is_valid():
        at = written_at(request.POST.get("written_at", ""), request.POST.get("device_now", ""))
        try:
            row = filling.fill_day(
                client=person,
                day=form.cleaned_data["day"],
                version=version,
                answers=form.answers(),
                seen=form.cleaned_data["seen"] or 0,
                key=_key(request, form.cleaned_data["client_key"]),
                at=at,
            )
        except days.NotADay:
            form.add_error("day", _("Only today and the thirteen days before it can be filled. Please choose another."))
        else:
            owe_a_look(row)
            plan_anew(person, by=person)  # an act was said, or taken back
            return _on(request, reverse("diary:done", args=[row.day.isoformat()]))
    chosen = form.cleaned_data.get("day") or days.today_of(person)
    row_shown = day_of(person, chosen)
    form.fields[filling.SKILLS].choices = _skills(person, row_shown) if filling.SKILLS in form.fields else []  # type: ignore[attr-defined]
    return _render(request, chosen, row_shown, form)


def _key(request: HttpRequest, given: str) -> str:
    return given or request.headers.get("Idempotency-Key", "")[:64] or secrets.token_hex(16)


def _on(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": address}, status=201)
    return redirect(address)


@for_clients
def check_in(request: HttpRequest) -> HttpResponse:
    """A few ratings of this moment."""
    person = me(request)
    form = CheckInForm(request.POST or None, items=items_of(card_of(person)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        row = filling.check_in(
            client=person,
            answers=form.answers(data),
            place=data["place"],
            company=data["company"],
            key=_key(request, data["client_key"]),
            at=written_at(request.POST.get("written_at", ""), request.POST.get("device_now", "")),
        )
        return _on(request, reverse("diary:done", args=[days.today_of(person, row.at).isoformat()]) + "?now=1")
    groups = card.by_group(form.items)
    context = {"form": form, "groups": groups, "labels": card.GROUPS}
    return render(request, "diary/check_in.html", context, status=422 if form.errors else 200)


@for_clients
def done(request: HttpRequest, day: str) -> HttpResponse:
    """What was kept, what does not agree, and help at once where an urge has reached what was agreed."""
    person = me(request)
    chosen = read_day(day)
    row = day_of(person, chosen)
    alerts = filling.asks_for_help(person, chosen)
    names = {item.id: item for item in items_of(row.card if row else card_of(person))}
    context: dict[str, Any] = {
        "day": chosen,
        "row": row,
        "open": [(names[name], offered) for name, offered in row.open.items() if name in names] if row else [],
        "newer": row is not None and row.card.number < card_of(person).number and chosen == days.today_of(person),
        "alerts": alerts,
        "empty": [each for each in _unfilled(person) if each != chosen][:3],
        "is_check_in": request.GET.get("now") == "1",
        "applies": applies_now(person, clock.now()),
    }
    if alerts:
        entries = skills_of(person.programme_id)
        found = find(question_of(person, intensity=STRONG), entries=entries, count=2)
        context["skills"] = [(each.entry, each.entry.id in practices(), each.cautions) for each in found]
    return render(request, "diary/done.html", context)


def _unfilled(person: Person) -> list[date]:
    """Days that were not filled, since the first that ever was; the latest first."""
    open_ = days.open_days(person)
    filled = set(DiaryDay.objects.filter(client=person, day__gte=open_[-1]).values_list("day", flat=True))
    began = DiaryDay.objects.filter(client=person).order_by("day").values_list("day", flat=True).first()
    return [each for each in open_[1:] if each not in filled and began is not None and each > began]


@for_clients
@require_POST
def choose(request: HttpRequest, day: str) -> HttpResponse:
    """Which of two answers is right."""
    chosen = read_day(day)
    key = f"choose-{request.POST.get('item', '')[:40]}-{clock.now().timestamp():.6f}"[:64]
    try:
        row = filling.choose(
            client=me(request),
            day=chosen,
            item=request.POST.get("item", ""),
            answer=request.POST.get("answer", ""),
            key=key,
        )
    except (DiaryDay.DoesNotExist, KeyError) as error:
        raise Http404 from error
    owe_a_look(row)
    plan_anew(me(request), by=me(request))
    return redirect("diary:done", chosen.isoformat())


@for_clients
@require_POST
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """The client answers what was asked about a day."""
    row = get_object_or_404(DiaryQuestion.objects.select_related("by"), pk=question_id, client=me(request))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "diary/answer.html", {"form": form, "question": row}, status=422)
    answer_question(question=row, text=form.cleaned_data["text"])
    return redirect("diary:day")
