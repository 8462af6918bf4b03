"""Chains: the list of a client's, beginning one, working on one, and the printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wiseline.audit.trail import record
from wiseline.chart import authorisation as may
from wiseline.chart.chains import work
from wiseline.chart.chains.chain import KINDS, Body, from_contact
from wiseline.chart.chains.recurring import recurring
from wiseline.chart.models import Chain
from wiseline.chart.urges import URGES
from wiseline.coaching.models import Contact
from wiseline.coaching.selectors.crisis import in_crisis
from wiseline.people.sessions import allow, for_clients, me, person_of, signed_in
from wiseline.skills.catalogue import choices_for, name_of
from wiseline.skills.words import EMOTIONS
from wiseline.web.chains.forms import PartsForm, body_from, done_to, links_of
from wiseline.web.chains.printing import chain_page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wiseline.chart.chains.chain import Link
    from wiseline.people.models import Person

LOOKED_AT = 20
"""So many of the latest analyses are looked through for what comes back."""


def _base(person: Person) -> str:
    return "web/base_client.html" if person.is_client else "web/base_staff.html"


@for_clients
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The client's own."""
    return redirect("chains:of", me(request).pk)


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_write_chain(me(request), client))
    return client


@signed_in
@require_GET
def of_client(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A client's analyses, and what comes back in them."""
    client = _client(request, person_id)
    rows = list(Chain.objects.filter(client=client).order_by("-at")[:LOOKED_AT])
    bodies = [(row, work.body_of(row)) for row in rows]
    context = {
        "client": client,
        "rows": bodies,
        "recurring": recurring([(row.pk, body) for row, body in bodies]),
        "kinds": Chain.Kind.choices,
        "crisis": in_crisis(client),
        "base": _base(me(request)),
    }
    _note(request, client, "chains.read")
    return render(request, "chains/list.html", context)


def _note(request: HttpRequest, client: Person, action: str) -> None:
    if me(request) != client:
        record(actor=me(request), action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)


@signed_in
@require_POST
def begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new one, empty or from a contact. Not while it is acute: then help comes first."""
    client = _client(request, person_id)
    if in_crisis(client):
        context = {"client": client, "base": _base(me(request))}
        return render(request, "chains/not_now.html", context, status=409)
    kind = request.POST.get("kind", "")
    if kind not in Chain.Kind.values:
        raise Http404
    contact = _contact(client, request.POST.get("contact", ""))
    chain = work.begin(
        client=client,
        by=me(request),
        kind=kind,
        body=_facts(contact) if contact else Body(),
        contact_id=contact.pk if contact else None,
    )
    return redirect("chains:chain", chain.pk)


def _contact(client: Person, text: str) -> Contact | None:
    if not text:
        return None
    try:
        return Contact.objects.get(pk=UUID(text), client=client)
    except (ValueError, Contact.DoesNotExist) as error:
        raise Http404 from error


def _facts(contact: Contact) -> Body:
    primer = contact.primer
    labels = dict(URGES)
    emotion = str(primer.get("emotion") or "")
    body = from_contact(
        happening=str(primer.get("happening") or ""),
        emotion=str(EMOTIONS.get(emotion, emotion)),
        distress=primer.get("distress"),
        urges=[(str(labels.get(name, name)), value) for name, value in (primer.get("urges") or {}).items()],
        tried=[(skill, _("I tried %(name)s") % {"name": name_of(skill)}) for skill in primer.get("tried") or []],
    )
    return body.model_copy(update={"on": contact.asked_at.date()})


@signed_in
def chain(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """An analysis: read as a picture, and changed link by link."""
    row = get_object_or_404(Chain.objects.select_related("client", "changed_by"), pk=chain_id)
    allow(may.can_write_chain(me(request), row.client))
    if request.method == "POST":
        return _keep(request, row)
    body = work.body_of(row)
    _note(request, row.client, "chain.read")
    form = PartsForm(initial=body.model_dump(), kind=row.kind)
    return _render(request, row, form, body.links, seen=row.revision)


def _keep(request: HttpRequest, row: Chain) -> HttpResponse:
    form = PartsForm(request.POST, kind=row.kind)
    read = links_of(request.POST)
    given = request.POST.get("seen", "")
    seen = int(given) if given.isdecimal() and len(given) < 9 else 0
    asked = request.POST.get("do", "")
    if not form.is_valid() or read.errors:
        return _render(request, row, form, read.links, seen=seen, errors=read.errors)
    links, at = done_to(read.links, asked)
    if at is None:
        links = [link for link in links if not link.empty]
    try:
        work.keep(chain=row, by=me(request), body=body_from(form, links), seen=seen, finish=asked == "finish")
    except work.ChangedMeanwhile as changed:
        standing = changed.standing
        return _render(request, standing, form, read.links, seen=standing.revision, theirs=work.body_of(standing))
    if at is None:
        messages.success(request, _("Finished.") if asked == "finish" else _("Kept."))
    return redirect(reverse("chains:chain", args=[row.pk]) + ("" if at is None else f"#link-{at}"))


def _render(  # noqa: PLR0917
    request: HttpRequest,
    row: Chain,
    form: PartsForm,
    links: list[Link],
    seen: int,
    errors: dict[int, str] | None = None,
    theirs: Body | None = None,
) -> HttpResponse:
    shown = [(link, (errors or {}).get(place, "")) for place, link in enumerate(links)]
    context: dict[str, Any] = {
        "chain": row,
        "client": row.client,
        "form": form,
        "links": shown,
        "kinds": KINDS.items(),
        "skills": choices_for(row.client),
        "seen": seen,
        "theirs": theirs,
        "base": _base(me(request)),
    }
    bad = bool(form.errors or errors)
    return render(request, "chains/chain.html", context, status=409 if theirs else 422 if bad else 200)


@signed_in
@require_GET
def pdf(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """The analysis on paper."""
    row = get_object_or_404(Chain.objects.select_related("client"), pk=chain_id)
    allow(may.can_write_chain(me(request), row.client))
    record(
        actor=me(request),
        action="chain.printed",
        subject=row,
        programme_id=row.programme_id,
        client_id=row.client_id,
    )
    page = chain_page(row, work.body_of(row))
    return HttpResponse(
        page, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="chain.pdf"'}
    )
