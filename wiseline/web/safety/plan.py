"""The crisis plan: read on the client's phone, written together, looked up as it was, on paper and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wiseline.alliance.encouragement import words_in_plan
from wiseline.audit.trail import record
from wiseline.chart.diary.days import today_of
from wiseline.people.sessions import allow, for_clients, me, person_of, signed_in
from wiseline.safety.authorisation import can_write_plan
from wiseline.safety.emergency import edition_of, help_for
from wiseline.safety.flows import ChangedMeanwhile, plan_of, review_due, sections_of, write_plan
from wiseline.safety.models import CrisisPlan
from wiseline.safety.photos import photos_of
from wiseline.safety.plan import SECTIONS, SURROUNDINGS
from wiseline.web.safety.forms import Part, ReviewForm, done_to, parts_of, read_parts, sections_from, tidied
from wiseline.web.safety.printing import plan_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person

VERSIONS_SHOWN = 30
ON_A_LOCK_SCREEN = ("alone", "ask")  # ticked at first: what to do and whom to call, not what goes on inside


@for_clients
@require_GET
def my_plan(request: HttpRequest) -> HttpResponse:
    """The client's own plan; the service worker keeps this page, which then opens without asking anybody."""
    person = me(request)
    plan = plan_of(person)
    photos = photos_of(person)
    shown = help_for(person)
    words = words_in_plan(person)
    context = {
        "rows": _rows(plan),
        "plan": plan,
        "photos": photos,
        "due": review_due(person, plan),
        "words": words,
        "edition": "-".join(
            [
                str(plan.version if plan else 0),
                edition_of(shown),
                *(photo.key[:8] for photo in photos),
                *(row.pk.hex[-8:] for row in words),
            ]
        ),
        "help": shown,
        "client": person,
    }
    return render(request, "safety/my_plan.html", context)


def _rows(plan: CrisisPlan | None) -> list[tuple[str, tuple[object, ...]]]:
    sections = sections_of(plan)
    return [(str(label), sections[name]) for name, label in SECTIONS if sections.get(name)]


@for_clients
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """What of the plan the client puts into a picture, which their device makes by itself."""
    sections = sections_of(plan_of(me(request)))
    lines = [
        (str(item), item.phone if item.text else "", name in ON_A_LOCK_SCREEN)
        for name, _label in SECTIONS
        for item in sections.get(name, ())
    ]
    return render(request, "safety/picture.html", {"lines": lines})


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and can_write_plan(me(request), client))
    return client


@signed_in
def edit_plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write the plan, as the client or with them. Each change is a new version."""
    client = _client(request, person_id)
    plan = plan_of(client)
    if request.method == "POST":
        return _keep(request, client, plan)
    _looked(request, client, "plan.read")
    review = ReviewForm(initial={"review_on": plan.review_on if plan else None})
    return _form(request, client, plan, parts_of(sections_of(plan)), review)


def _keep(request: HttpRequest, client: Person, plan: CrisisPlan | None) -> HttpResponse:
    given = request.POST.get("seen", "")
    seen = int(given) if given.isdecimal() and len(given) < 9 else 0
    today, known = today_of(client), [item.look_on for item in sections_of(plan).get(SURROUNDINGS, ())]
    posted = read_parts(request.POST, today=today, known=known)
    review = ReviewForm(request.POST, looked=request.POST.get("do") == "looked", today=today)
    parts = tidied(posted)
    valid = review.is_valid() and not any(row.error for part in parts for row in part.rows)
    changed = done_to(posted, request.POST.get("do", ""))
    if changed is not None or not valid:
        beside = CrisisPlan.objects.filter(client=client, version=seen).first() if "beside" in request.POST else None
        status = 200 if changed else 422
        return _form(request, client, plan, changed or parts, review, seen=seen, beside=beside, status=status)
    review_on = review.cleaned_data["review_on"]
    try:
        kept = write_plan(client=client, by=me(request), sections=sections_from(parts), review_on=review_on, seen=seen)
    except ChangedMeanwhile as meanwhile:
        standing = meanwhile.standing
        return _form(request, client, standing, parts, review, beside=standing, status=409)
    still = _("The look together is still to come.") if review_due(client, kept) else ""
    messages.success(request, f"{_('The plan is kept.')} {still}".strip())
    if me(request) == client:
        return redirect(reverse("safety:my_plan") + "?kept=1")  # from the server: what this phone kept is older
    return redirect("people:client", client.pk)


def _form(
    request: HttpRequest,
    client: Person,
    plan: CrisisPlan | None,
    parts: list[Part],
    review: ReviewForm,
    *,
    seen: int | None = None,
    beside: CrisisPlan | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form. `beside` is another's version that was kept meanwhile: it stays in view until both are one."""
    context = {
        "client": client,
        "plan": plan,
        "parts": parts,
        "review": review,
        "seen": seen if seen is not None else plan.version if plan else 0,
        "beside": beside,
        "theirs": _rows(beside),
        "due": review_due(client, plan),
        "wrong": [(part, row) for part in parts for row in part.rows if row.error],
        "base": "web/base_client.html" if me(request).is_client else "web/base_staff.html",
    }
    return render(request, "safety/edit_plan.html", context, status=status)


def _looked(request: HttpRequest, client: Person, action: str) -> None:
    record(actor=me(request), action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)


@signed_in
@require_GET
def versions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The plan as it was, the newest first."""
    client = _client(request, person_id)
    rows = CrisisPlan.objects.filter(client=client).select_related("client", "written_by").order_by("-version")
    _looked(request, client, "plan.read")
    context = {
        "client": client,
        "versions": [(row, _rows(row)) for row in rows[:VERSIONS_SHOWN]],
        "base": "web/base_client.html" if me(request).is_client else "web/base_staff.html",
    }
    return render(request, "safety/versions.html", context)


@signed_in
@require_GET
def pdf(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The plan on paper."""
    client = _client(request, person_id)
    _looked(request, client, "plan.printed")
    page = plan_page(client, plan_of(client), help_for(client))
    headers = {"Content-Disposition": 'inline; filename="my-page.pdf"'}
    return HttpResponse(page, content_type="application/pdf", headers=headers)
