"""The risk assessment inside a contact: one page, part of the note; and an agreed call that has happened already."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import Taken
from wiseline.coaching.flows.recontact import AHEAD, say_done
from wiseline.coaching.models import Recontact
from wiseline.coaching.risk import ANSWERS, ASKED, LISTS, TEXTS
from wiseline.coaching.transitions import NotAllowed
from wiseline.coaching.views.coach import contact_for
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.coaching.models import Contact

LABELS = {
    "acute": gettext_lazy("What makes it harder right now"),
    "chronic": gettext_lazy("What has been so for a long time"),
    "protective": gettext_lazy("What holds"),
    "done_list": gettext_lazy("What was done"),
}
AGAIN = [
    ("", gettext_lazy("not agreed")),
    ("1", gettext_lazy("in 1 hour")),
    ("2", gettext_lazy("in 2 hours")),
    ("4", gettext_lazy("in 4 hours")),
    ("morning", gettext_lazy("at 9 in the morning")),
    ("own", gettext_lazy("at this time:")),
]
OWN = "%Y-%m-%dT%H:%M"


class RiskForm(forms.Form):
    """Everything can be left out; a time that was chosen must be one."""

    considered = forms.CharField(
        label=gettext_lazy("What I considered and did not do, and why"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consulted = forms.CharField(label=gettext_lazy("Whom I asked"), max_length=300, required=False)
    again = forms.ChoiceField(
        label=gettext_lazy("We speak again"), choices=AGAIN, required=False, widget=forms.RadioSelect
    )
    own_time = forms.DateTimeField(
        label=gettext_lazy("Day and time"),
        required=False,
        input_formats=[OWN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=OWN),
        error_messages={"invalid": gettext_lazy("That is no time.")},
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        for name, label, _how in ASKED:
            self.fields[f"asked_{name}"] = forms.ChoiceField(
                label=label, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
        for name, choices in LISTS.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=LABELS[name], choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        for name, label in TEXTS:
            self.fields[name] = forms.CharField(
                label=label, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        """The agreed moment, on the coach's own clock."""
        data = super().clean() or {}
        now, choice = clock.now(), data.get("again", "")
        moment: datetime | None = None
        if choice in {"1", "2", "4"}:
            moment = now + timedelta(hours=int(choice))
        elif choice == "morning":
            local = now.astimezone(self.zone)
            moment = datetime.combine(local.date(), time(9), self.zone)
            moment += timedelta(days=moment <= local)
        elif choice == "own" and "own_time" not in self.errors:
            own = data.get("own_time")
            moment = own.replace(tzinfo=self.zone) if own else None
            if moment is None or not now < moment <= now + AHEAD:
                self.add_error("own_time", _("Choose a time from now on, at most two weeks ahead."))
        data["moment"] = moment
        return data

    @property
    def asked(self) -> list[tuple[forms.BoundField, Any]]:
        """The questions, each with a way to ask it."""
        return [(self[f"asked_{name}"], how) for name, _label, how in ASKED]

    def part(self, *names: str) -> list[forms.BoundField]:
        """Some fields, in order."""
        return [self[name] for name in names]

    @property
    def factors(self) -> list[forms.BoundField]:
        """What speaks for and against."""
        return self.part("acute", "chronic", "protective")

    @property
    def written(self) -> list[forms.BoundField]:
        """What is written about means, steps and how the coach sees it."""
        return self.part("means", "steps", "judgement")

    def body(self) -> dict[str, Any]:
        """The parts of the note that this makes."""
        data = self.cleaned_data
        asked = {name: data[f"asked_{name}"] for name, _label, _how in ASKED if data[f"asked_{name}"]}
        risk = {name: data[name] for name in (*LISTS, *(name for name, _label in TEXTS)) if data[name]}
        body: dict[str, Any] = {"risk": {**risk, "asked": asked}, "risk_asked": bool(asked)}
        if asked.get("acted"):
            body["acted"] = asked["acted"]
        moment = data["moment"]
        given = {name: data[name] for name in ("considered", "consulted") if data[name]}
        return {**body, **given, "recontact_at": moment.isoformat() if moment else ""}


@for_staff
def risk(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Write it, keep it in the note's draft, or sign the note with it."""
    contact = contact_for(request, contact_id)
    coach = me(request)
    allow(may.can_write_note(coach, contact))
    note = notes.draft_of(contact, coach)
    if note.signed_at is not None:
        messages.info(request, _("This note is signed. You can add an amendment below it."))
        return redirect("coaching:open", contact.pk)
    form = RiskForm(request.POST or None, initial=_initial(note.body, coach.timezone), zone=coach.timezone)
    if request.method == "POST" and form.is_valid():
        return _keep(request, contact, form)
    context = {"contact": contact, "form": form}
    return render(request, "coaching/risk.html", context, status=422 if form.errors else 200)


def _initial(body: dict[str, Any], zone: str) -> dict[str, Any]:
    kept = body.get("risk") or {}
    asked = {f"asked_{name}": value for name, value in (kept.get("asked") or {}).items()}
    at = body.get("recontact_at")
    moment = clock.in_zone(datetime.fromisoformat(at), zone).replace(tzinfo=None) if at else None
    again = {"again": "own", "own_time": moment} if moment else {}
    return {**kept, **asked, **again, "considered": body.get("considered"), "consulted": body.get("consulted")}


def _keep(request: HttpRequest, contact: Contact, form: RiskForm) -> HttpResponse:
    contact.touched_by(me(request))
    signing = request.POST.get("sign") == "1"
    try:
        notes.save_draft(contact=contact, coach=me(request), body=form.body())
        if signing:
            notes.sign(contact=contact, coach=me(request))
    except (ValidationError, NotAllowed, Taken):
        messages.info(request, _("This note is signed. You can add an amendment below it."))
        return redirect("coaching:open", contact.pk)
    messages.success(request, _("Signed. The contact is closed.") if signing else _("Kept in the note."))
    return redirect("coaching:board") if signing else redirect("coaching:open", contact.pk)


@for_staff
def recontact(request: HttpRequest, recontact_id: UUID) -> HttpResponse:
    """A call that was agreed: when, and that it has been."""
    row = get_object_or_404(
        Recontact.objects.select_related("client", "coach"), pk=recontact_id, programme_id=me(request).programme_id
    )
    allow(may.can_close_recontact(me(request), row))
    if request.method == "POST":
        say_done(recontact=row, by=me(request))
        messages.success(request, _("Noted: you have spoken."))
        return redirect("coaching:board")
    can_start = may.can_start(me(request), row.client)
    return render(request, "coaching/recontact.html", {"row": row, "can_start": can_start})
