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

from wiseline.audit.trail import record
from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import Taken
from wiseline.coaching.flows.recontact import AHEAD, say_done
from wiseline.coaching.models import Recontact
from wiseline.coaching.risk import ANSWERS, ASKED, LISTS, TEXTS, left_open
from wiseline.coaching.tabs import merged, shown
from wiseline.coaching.transitions import NotAllowed
from wiseline.coaching.views.coach import contact_for
from wiseline.lib import clock
from wiseline.people.sessions import allow, for_staff, me
from wiseline.safety.flows import whom_to_call

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, QueryDict

    from wiseline.chart.models import Note
    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person

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

    def __init__(self, *args: Any, zone: str, agreed: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        self.agreed = agreed
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
            if moment and self.agreed and moment == self.agreed.replace(second=0, microsecond=0):
                moment = self.agreed  # as it stands, also when it has passed since
            elif moment is None or not now < moment <= now + AHEAD:
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

    def body(self, changed: set[str]) -> dict[str, Any]:
        """Those parts of the note to which the changed fields of the form belong."""
        data = self.cleaned_data
        asked = {name: data[f"asked_{name}"] for name, _label, _how in ASKED if data[f"asked_{name}"]}
        risk = {name: data[name] for name in (*LISTS, *(name for name, _label in TEXTS)) if data[name]}
        # Empty where nothing was written: the contact's page says whether there is an assessment.
        written = {**risk, "asked": asked} if risk or asked else {}
        moment = data["moment"]
        body = {
            "risk": written,
            "risk_asked": bool(asked),
            "acted": asked.get("acted", ""),
            "considered": data["considered"],
            "consulted": data["consulted"],
            "recontact_at": moment.isoformat() if moment else "",
        }
        return {name: body[name] for field in changed for name in _kept_as(field)}


def _kept_as(field: str) -> tuple[str, ...]:
    """The parts of the note that a field of the form belongs to."""
    if field in {"considered", "consulted"}:
        return (field,)
    if field in {"again", "own_time"}:
        return ("recontact_at",)
    if field == "asked_acted":
        return ("risk", "risk_asked", "acted")
    return ("risk", "risk_asked") if field.startswith("asked_") else ("risk",)


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
    form = _form(note, coach)
    if request.method == "POST":
        data, changed = merged(request.POST, form)
        form = _form(note, coach, data)
        if form.is_valid():
            return _keep(request, contact, form.body(changed))
    return _page(request, contact, note, form)


def _page(request: HttpRequest, contact: Contact, note: Note, form: RiskForm, **asked: bool) -> HttpResponse:
    context = {
        "contact": contact,
        "form": form,
        "was": shown(_form(note, me(request))),
        **_whom_to_call(request, contact),
        **asked,
    }
    return render(request, "coaching/risk.html", context, status=422 if form.errors else 200)


def _form(note: Note, coach: Person, data: QueryDict | None = None) -> RiskForm:
    """The form with the note as it is kept, or with what was written."""
    at = note.body.get("recontact_at")
    agreed = datetime.fromisoformat(at) if at else None
    return RiskForm(data, initial=_initial(note.body, agreed, coach.timezone), zone=coach.timezone, agreed=agreed)


def _whom_to_call(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    """Whom the coach may call: also where they say that the client has told them of danger. The look is kept."""
    coach, told = me(request), "told" in request.GET
    sees = may.can_read_whom_to_call(coach, contact)
    if not sees and not told:
        return {}
    if not sees and request.method == "GET":
        record(
            actor=coach,
            action="plan.may_call_read",
            subject=contact,
            programme_id=contact.programme_id,
            client_id=contact.client_id,
        )
    return {"sees_whom": True, "may_call": whom_to_call(contact.client)}


def _initial(body: dict[str, Any], agreed: datetime | None, zone: str) -> dict[str, Any]:
    kept = body.get("risk") or {}
    asked = {f"asked_{name}": value for name, value in (kept.get("asked") or {}).items()}
    moment = clock.in_zone(agreed, zone).replace(tzinfo=None) if agreed else None
    again = {"again": "own", "own_time": moment} if moment else {}
    asked["asked_acted"] = body.get("acted", "")  # the talk's own page asks it, too
    return {**kept, **asked, **again, "considered": body.get("considered"), "consulted": body.get("consulted")}


def _keep(request: HttpRequest, contact: Contact, body: dict[str, Any]) -> HttpResponse:
    contact.touched_by(me(request))
    signing = request.POST.get("sign")
    try:
        note = notes.save_draft(contact=contact, coach=me(request), body=body)
        if signing == "1" and left_open(contact.safety, note.body):
            asked = {"left_open": True, "acted": note.body.get("acted") == "yes"}
            return _page(request, contact, note, _form(note, me(request)), **asked)
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
