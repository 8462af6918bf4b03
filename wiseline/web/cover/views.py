"""Cover: what is left for whoever is on duty, what comes back, and what the night was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wiseline.alliance.agreement import have_agreed, words_in_force
from wiseline.alliance.understanding import strengths_first
from wiseline.audit.trail import record
from wiseline.chart.cover import (
    LONGEST,
    NIGHT,
    brief_for_cover,
    briefs_today,
    end_brief,
    hand_back,
    handed_back,
    leave_brief,
    look_at_night,
    read_hand_back,
    without_brief,
)
from wiseline.chart.models import HandBack
from wiseline.coaching.authorisation import covered_lately
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.models import CareRelationship
from wiseline.people.sessions import allow, for_clients, for_staff, me, person_of
from wiseline.rota.forms import DateInput
from wiseline.safety.flows import plan_of
from wiseline.safety.models import CrisisPlan
from wiseline.safety.others import coached_by
from wiseline.web.cover import authorisation as may

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person


class BriefForm(forms.Form):
    """What whoever covers should know, for some days."""

    helps = forms.CharField(
        label=gettext_lazy("What helps"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    avoid = forms.CharField(
        label=gettext_lazy("What not to do"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    first = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    last = forms.DateField(label=gettext_lazy("Until"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("helps") and not data.get("avoid") and not self.errors:
            self.add_error("helps", _("Write something, or take it back below."))
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("At most 60 days at once."))
        return data


class HandBackForm(forms.Form):
    """A few words for who cares for the client."""

    text = forms.CharField(
        label=gettext_lazy("For the therapist: how it was, and what is open"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@for_staff
def brief(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write what whoever covers should know."""
    actor = me(request)
    client = person_of(actor, person_id)
    allow(client.is_client and may.can_write_cover_brief(actor, client))
    standing = brief_for_cover(client)
    today = clock.in_zone(clock.now(), client.programme.timezone).date()
    initial: dict[str, Any] = {"first": today, "last": today + timedelta(days=13)}
    if standing:
        initial = {"helps": standing.helps, "avoid": standing.avoid, "first": standing.first, "last": standing.last}
    form = BriefForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        leave_brief(client=client, by=actor, **form.cleaned_data)
        said = _("Kept. Whoever is on duty on these days, or has a contact, can read it, and so can the client.")
        messages.success(request, said)
        return redirect("cover:brief", client.pk)
    context = {"client": client, "form": form, "standing": standing}
    return render(request, "cover/brief.html", context, status=422 if form.errors else 200)


@for_staff
@require_POST
def end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take it back."""
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_write_cover_brief(me(request), client))
    end_brief(client=client, by=me(request))
    return redirect("cover:brief", client.pk)


@for_staff
@require_GET
def duty(request: HttpRequest) -> HttpResponse:
    """For whoever is on duty: who may ask, and what to know; and their own contacts to hand back.

    Of whom nothing was left about, only the name is read, and what there is: it opens with the talk. Whose parent they
    coach is not among them: they are rung for those in danger only.
    """
    coach = me(request)
    now = clock.now()
    allow(coach.is_coach)
    around = may.can_read_cover_briefs(coach, now)
    today = clock.in_zone(now, coach.programme.timezone).date()
    apart = {other.client_id for other in coached_by(coach)}
    briefs = [row for row in briefs_today(coach.programme_id, today) if row.client_id not in apart] if around else []
    for row in briefs:
        record(
            actor=coach, action="cover.brief_read", subject=row, programme_id=row.programme_id, client_id=row.client_id
        )
    others = [client for client in without_brief(coach, today) if client.pk not in apart] if around else []
    for client in others:
        record(actor=coach, action="client.seen", subject=client, programme_id=client.programme_id, client_id=client.pk)
    planned = set(CrisisPlan.objects.filter(client__in=others).values_list("client_id", flat=True))
    agreed = have_agreed(others)
    held = Contact.objects.filter(holder=coach, asked_at__gte=now - 2 * NIGHT).select_related("client")
    mine = [row for row in held.order_by("-asked_at") if may.can_hand_back(coach, row)]
    said = {row.contact_id: row for row in HandBack.objects.filter(by=coach, contact_id__in=[row.pk for row in mine])}
    context = {
        "around": around,
        "briefs": [
            (row, plan_of(row.client), strengths_first(row.client), words_in_force(row.client)) for row in briefs
        ],
        "others": [(client, client.pk in planned, client.pk in agreed) for client in others],
        "mine": [(row, said.get(row.pk)) for row in mine],
        "warm": {row.pk for row in mine if covered_lately(coach, row.client)},
    }
    return render(request, "cover/duty.html", context)


@for_staff
def back(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Hand a contact back with a few words."""
    coach = me(request)
    contact = get_object_or_404(Contact.objects.select_related("client"), pk=contact_id)
    allow(may.can_hand_back(coach, contact))
    said = HandBack.objects.filter(contact_id=contact.pk, by=coach).first()
    form = HandBackForm(request.POST or None, initial={"text": said.text if said else ""})
    if request.method == "POST" and form.is_valid():
        hand_back(contact_id=contact.pk, client=contact.client, by=coach, text=form.cleaned_data["text"])
        messages.success(request, _("Handed back. It stands on the therapist’s board until they have read it."))
        return redirect("cover:duty")
    context = {"form": form, "contact": contact}
    return render(request, "cover/back.html", context, status=422 if form.errors else 200)


@for_staff
@require_GET
def night(request: HttpRequest) -> HttpResponse:
    """What happened with one's own clients while somebody else held them, since it was last looked at."""
    coach = me(request)
    now = clock.now()
    allow(coach.is_coach)
    since = look_at_night(coach, now)
    clients = list(CareRelationship.objects.current().filter(coach=coach).values_list("client_id", flat=True))
    happened = Q(asked_at__gte=since) | Q(ended_at__gte=since) | Q(closed_at__gte=since)
    contacts = Contact.objects.filter(happened, client_id__in=clients).exclude(holder=coach)
    context = {
        "contacts": contacts.select_related("client", "holder").order_by("-asked_at"),
        "handed_back": handed_back(clients, since),
        "since": since,
    }
    return render(request, "cover/night.html", context)


@for_staff
def hand_back_page(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Read what was handed back; POST says that it is read."""
    actor = me(request)
    row = get_object_or_404(HandBack.objects.select_related("client", "by"), pk=row_id, programme_id=actor.programme_id)
    allow(may.can_read_hand_back(actor, row))
    if request.method == "POST":
        allow(row.by_id != actor.pk)
        read_hand_back(row=row, by=actor)
        return redirect("cover:night")
    record(
        actor=actor,
        action="cover.hand_back_read",
        subject=row,
        programme_id=row.programme_id,
        client_id=row.client_id,
    )
    return render(request, "cover/hand_back.html", {"row": row, "mine": row.by_id == actor.pk})


@for_clients
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What the client's therapist has left for whoever covers: their own to read."""
    client: Person = me(request)
    return render(request, "cover/mine.html", {"standing": brief_for_cover(client)})
