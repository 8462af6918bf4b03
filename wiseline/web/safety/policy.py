"""What was agreed for the day after an act: agreed by the therapist with the client, read by both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wiseline.chart.diary.card import Group
from wiseline.chart.diary.cards import card_of, items_of
from wiseline.coaching.flows.search import plan_anew
from wiseline.lib import clock
from wiseline.people.models import therapist_of
from wiseline.people.sessions import allow, for_staff, me, person_of, signed_in
from wiseline.safety import agreeing
from wiseline.safety import authorisation as may
from wiseline.safety.agreeing import USUAL_ACTS, UsuallyNotWithMinors
from wiseline.safety.models import ContactPolicy
from wiseline.safety.policy import LASTS
from wiseline.web.safety.consents import consent_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, QueryDict

    from wiseline.coaching.models import Contact
    from wiseline.people.models import Person
    from wiseline.safety.policy import State


class PolicyForm(forms.Form):
    """What is agreed with one client."""

    minor = forms.BooleanField(label=gettext_lazy("This client is an adolescent"), required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("For 24 hours after an act"), choices=ContactPolicy.Mode.choices, widget=forms.RadioSelect
    )
    cover = forms.BooleanField(label=gettext_lazy("What waits may go to a coach who covers, at once"), required=False)
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("What counts as an act, on the diary card"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you agree on this, in words that the client reads"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    although_minor = forms.BooleanField(
        label=gettext_lazy("It is meant, although the client is an adolescent"), required=False
    )

    def __init__(self, *args: Any, client: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self["minor"].value()):
            del self.fields["although_minor"]
        items = [item for item in items_of(card_of(client)) if item.group == Group.ACTS]
        self.fields["acts"].choices = [(item.id, item.name) for item in items]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A wait without a reason is a punishment."""
        data = super().clean() or {}
        if data.get("mode") not in {None, ContactPolicy.Mode.OFF} and not data.get("reason"):
            self.add_error("reason", _("Write down why: the client reads it when it applies."))
        return data


WHEN = "%Y-%m-%dT%H:%M"


class ActForm(forms.Form):
    """When the client acted, by the coach's own clock."""

    at = forms.DateTimeField(
        label=gettext_lazy("When?"),
        input_formats=[WHEN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
        error_messages={
            "invalid": gettext_lazy("That is no time."),
            "required": gettext_lazy("Choose when it was."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, zone: str) -> None:
        now = clock.in_zone(clock.now(), zone).replace(tzinfo=None)
        super().__init__(data, initial={"at": now}, auto_id="act_%s")
        self.zone = ZoneInfo(zone)

    def clean_at(self) -> datetime:
        """Within the last day: an earlier act changes nothing any more, and one to come is a slip.

        Of a minute its end: "now" must not lie before what was agreed in this same minute.
        """
        moment: datetime = self.cleaned_data["at"].replace(tzinfo=self.zone)
        now = clock.now()
        if moment > now:
            raise forms.ValidationError(_("That time is still to come. Choose one that has passed."))
        moment = min(moment + timedelta(seconds=59), now)
        if moment < now - LASTS:
            raise forms.ValidationError(_("That was more than 24 hours ago, so nothing waits by it any more."))
        return moment


def _client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(client.is_client and may.can_see_policy(me(request), client))
    return client


@signed_in
def policy(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """How it stands; for the therapist, what to agree; for who cares for the client, an act to note and lifting."""
    client, actor = _client(request, person_id), me(request)
    form = _form(request.POST or None, client, actor)
    if request.method == "POST":
        allow(form is not None)
        assert form is not None  # noqa: S101 see the line before
        applied = agreeing.state_of(client, clock.now()).applies
        if form.is_valid() and _agree(form, client, actor):
            ended = applied and not agreeing.state_of(client, clock.now()).applies
            waited = plan_anew(client, by=actor)
            said = [_("Kept. The client reads it as you wrote it.")]
            said += [_("What applied until now has ended with it."), _now(waited)] if ended else []
            messages.success(request, " ".join(said))
            return redirect("safety:policy", client.pk)
    return _page(request, client, form, ActForm(zone=actor.timezone))


def _page(request: HttpRequest, client: Person, form: PolicyForm | None, act_form: ActForm) -> HttpResponse:
    now = clock.now()
    carries_out = may.can_carry_out_policy(me(request), client)
    context = {
        "client": client,
        "form": form,
        "act_form": act_form,
        "row": agreeing.policy_of(client),
        "consent": consent_of(client),
        "allowed": agreeing.is_allowed(client),
        "state": agreeing.state_of(client, now),
        "noted": agreeing.noted_act(client, now) if carries_out else None,
        "carries_out": carries_out,
        "lifted": agreeing.lifted_last(client, now),
        "therapist": therapist_of(client.pk),
        "base": "web/base_client.html" if me(request).is_client else "web/base_staff.html",
    }
    wrong = act_form.errors or (form and form.errors)
    return render(request, "safety/policy.html", context, status=422 if wrong else 200)


def _form(data: QueryDict | None, client: Person, actor: Person) -> PolicyForm | None:
    if not may.can_agree_policy(actor, client):
        return None
    row = agreeing.policy_of(client)
    initial = {
        "mode": row.mode if row else ContactPolicy.Mode.OFF,
        "cover": bool(row and row.cover),
        "reason": row.reason if row else "",
        "acts": row.acts if row else list(USUAL_ACTS),
        "minor": agreeing.is_minor(client),
    }
    return PolicyForm(data, client=client, initial=initial)


def _agree(form: PolicyForm, client: Person, actor: Person) -> bool:
    try:
        agreeing.agree(client=client, by=actor, **form.cleaned_data)
    except UsuallyNotWithMinors:
        form.add_error(
            "although_minor",
            _("With adolescents it is usually off. Only where your programme allows it can it be meant."),
        )
        return False
    return True


def _own_client(request: HttpRequest, person_id: UUID) -> Person:
    client = person_of(me(request), person_id)
    allow(may.can_carry_out_policy(me(request), client))
    return client


@for_staff
@require_POST
def lift(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let it rest until the next act."""
    client = _own_client(request, person_id)
    agreeing.lift(client=client, by=me(request))
    waited = plan_anew(client, by=me(request))
    messages.success(request, _("Lifted.") + " " + _now(waited))
    return redirect("safety:policy", client.pk)


def _now(waited: Contact | None) -> str:
    """What becomes of a request that waited, now that nothing holds it."""
    if waited is None:
        return _("Nothing waited.")
    if (event := waited.events.order_by("-version").first()) and event.kind == "planned_anew" and waited.ringing:
        name = waited.ringing.display_name
        return _("%(name)s goes on being rung; then the search goes its usual way.") % {"name": name}
    return _("What waited is searched for now.")


@for_staff
@require_POST
def act(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note that the client has acted, and when."""
    client = _own_client(request, person_id)
    form = ActForm(request.POST, zone=me(request).timezone)
    if not form.is_valid():
        return _page(request, client, _form(None, client, me(request)), form)
    agreeing.report_act(client=client, by=me(request), at=form.cleaned_data["at"])
    messages.success(request, _("Noted.") + " " + _since(agreeing.state_of(client, clock.now())))
    return redirect("safety:policy", client.pk)


def _since(state: State) -> str:
    if state.applies:
        return _("What was agreed applies now.")
    return _("What was agreed does not apply by it: it was agreed later, or lifted since.")


@for_staff
@require_POST
def act_back(request: HttpRequest, person_id: UUID, report_id: UUID) -> HttpResponse:
    """It was noted by mistake."""
    client = _own_client(request, person_id)
    if agreeing.take_act_back(client=client, by=me(request), report_id=report_id):
        waited = plan_anew(client, by=me(request))
        messages.success(request, _("Taken back.") + " " + (_now(waited) if waited else ""))
    return redirect("safety:policy", client.pk)
