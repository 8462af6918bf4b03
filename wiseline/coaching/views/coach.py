"""The coach's side of a contact: the ring, the talk, the note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.alliance.repair import repair_of
from wiseline.audit.trail import record
from wiseline.calls.flows import rejoinable
from wiseline.calls.ice import ice_servers
from wiseline.chart import authorisation as may_chart
from wiseline.chart.urges import URGES
from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.forms import NoteForm, PromiseForm, RepairForm
from wiseline.coaching.guide import SOFT_END_MINUTES, STEP_IDS, steps_for
from wiseline.coaching.models import Contact, ContactPlace, Safety, StepTick
from wiseline.coaching.selectors.brief import brief_of
from wiseline.coaching.transitions import NotAllowed, Status
from wiseline.coaching.views import practice
from wiseline.coaching.views.call import answered
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me, person_of
from wiseline.safety.emergency import country_of, help_for
from wiseline.safety.flows import plan_of, sections_of
from wiseline.safety.plan import EMERGENCY
from wiseline.skills import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

PROMISES = (15, 30, 60)


def contact_for(request: HttpRequest, contact_id: UUID) -> Contact:
    """A contact that the signed-in coach may see. Raises Http404 for any other."""
    contact = (
        Contact.objects.select_related("client", "client__programme", "programme", "holder", "ringing", "initiator")
        .filter(pk=contact_id, programme_id=me(request).programme_id)
        .first()
    )
    if contact is None:
        raise Http404
    allow(may.can_see(me(request), contact) and not may.is_client_of(me(request), contact))
    return contact


def page(request: HttpRequest, contact: Contact) -> HttpResponse:
    """The ring screen while nobody (or somebody else) holds it; the one-page contact screen for its holder."""
    coach = me(request)
    if contact.holder_id == coach.pk and contact.status in {Status.LIVE, Status.WRAPPING_UP}:
        return render(request, "coaching/talk.html", talk_context(request, contact))
    return render(request, "coaching/ring.html", ring_context(request, contact))


def ring_context(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    """What matters for the decision to answer."""
    coach = me(request)
    brief = None
    if may.can_read_brief(coach, contact):
        brief = brief_of(contact)
        _looked(coach, contact)
    note = notes.latest_note(contact) if contact.status == Status.CLOSED else None
    if note is not None and not may_chart.can_read_note(coach, note):
        note = None
    return {
        "contact": contact,
        "brief": brief,
        **(danger_of(contact, coach) if brief else {}),
        "note": note,
        "can_answer": may.can_answer(coach, contact) and contact.status in holding.ANSWERABLE,
        "can_follow_up": may.can_answer(coach, contact) and contact.status == Status.UNREACHED,
        "colleagues": _colleagues(coach),
        "promises": PROMISES,
        "events": contact.events.select_related("actor", "about").order_by("version"),
        "ringing_me": contact.ringing_id == coach.pk,
    }


def danger_of(contact: Contact, coach: Person) -> dict[str, Any]:
    """Where the client is, whom a coach may call, and the numbers there, perhaps not those of the coach's place."""
    shown = help_for(contact.client)
    grave = contact.safety in {Safety.DANGER, Safety.UNSURE}
    return {
        "help": shown,
        "grave": grave,
        "place": ContactPlace.objects.filter(contact=contact).first(),
        "may_call": sections_of(plan_of(contact.client)).get(EMERGENCY, ()) if grave else (),
        "far": shown.country is not None and shown.country.code != country_of(coach),
    }


def talk_context(request: HttpRequest, contact: Contact, form: NoteForm | None = None) -> dict[str, Any]:
    """Everything of the contact screen: call and messages, context, guide, note."""
    coach = me(request)
    _looked(coach, contact)
    note = notes.draft_of(contact, coach)
    return {
        "contact": contact,
        "brief": brief_of(contact),
        "steps": steps_for(contact.kind),
        "ticked": set(contact.ticks.values_list("step", flat=True)),
        "soft_end": SOFT_END_MINUTES,
        "note": note,
        "form": form or NoteForm(programme_id=contact.programme_id, initial=notes.form_initial(note)),
        "facts": notes.facts_of(contact),
        "urges": URGES,
        "skills": catalogue.choices_for(contact.client),
        "promises": PROMISES,
        "colleagues": _colleagues(coach),
        "rejoin": rejoinable(contact_id=contact.pk, person=coach),
        "ice_servers": ice_servers(coach.pk),
        "other": contact.client,
        **danger_of(contact, coach),
        "can_call": contact.status == Status.LIVE,
        **practice.of_coach(contact),
        **_repair(contact),
    }


def _repair(contact: Contact) -> dict[str, Any]:
    """What was agreed so far, and the form for it."""
    found = repair_of(contact.pk)
    initial = {}
    if found is not None:
        words = {name: getattr(found, name) for name in ("meant", "coach_will", "client_will")}
        initial = {**words, "days": (found.look_again_at - found.at).days}
    return {"repair": found, "repair_form": RepairForm(initial=initial, auto_id="repair_%s")}


def _looked(coach: Person, contact: Contact) -> None:
    record(
        actor=coach,
        action="brief.read",
        subject=contact,
        programme_id=contact.programme_id,
        client_id=contact.client_id,
    )


def _colleagues(coach: Person) -> list[Person]:
    people = Person.objects.filter(programme=coach.programme_id, is_active=True).exclude(pk=coach.pk)
    return list(people.filter(role_rows__role__in=["therapist", "trainer", "lead"]).distinct().order_by("name"))


def _act(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it; where somebody else was first, say who."""
    try:
        act()
    except holding.Taken as taken:
        name = taken.holder.display_name if taken.holder else _("A colleague")
        messages.info(request, _("%(name)s has it already.") % {"name": name})
    except NotAllowed:
        messages.info(request, _("That changed a moment ago. This is how it stands now."))
    except (ValueError, ValidationError):
        messages.error(request, _("Choose a time between now and this time tomorrow."))
    else:
        return True
    return False


@for_staff
def ring_state(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The ring screen's live part; where the coach holds the contact now (another tab answered), the page reloads."""
    contact = contact_for(request, contact_id)
    if contact.holder_id == me(request).pk and contact.status in {Status.LIVE, Status.WRAPPING_UP}:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "coaching/ring.html#state", ring_context(request, contact))


@for_staff
@require_POST
def answer(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Answer: one coach gets it."""
    contact = contact_for(request, contact_id)
    allow(may.can_answer(me(request), contact))
    mine = _act(request, lambda: holding.answer(contact_id=contact.pk, coach=me(request)))
    if request.headers.get("Accept") == "application/json":
        return answered(request, contact, mine=mine)
    return redirect("coaching:open", contact.pk)


@for_staff
@require_POST
def promise(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Call back at a chosen time."""
    contact = contact_for(request, contact_id)
    allow(may.can_answer(me(request), contact))
    form = PromiseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a time between now and this time tomorrow."))
        return redirect("coaching:open", contact.pk)
    moment = form.moment(me(request).timezone)
    if _act(request, lambda: holding.promise(contact_id=contact.pk, coach=me(request), at=moment)):
        messages.success(request, _("The client reads when you will call. We remind you at that time."))
        return redirect("coaching:board")
    return redirect("coaching:open", contact.pk)


@for_staff
@require_POST
def hand_over(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Hand over to a named colleague, or to the rota."""
    contact = contact_for(request, contact_id)
    coach = me(request)
    allow(may.can_answer(coach, contact))
    to = request.POST.get("to", "")
    colleague = next((person for person in _colleagues(coach) if str(person.pk) == to), None)
    if to and colleague is None:
        messages.error(request, _("Choose a colleague, or the rota."))
        return redirect("coaching:open", contact.pk)
    if _act(request, lambda: holding.hand_over(contact_id=contact.pk, coach=coach, to=colleague)):
        messages.success(request, _("Handed over. The search goes on without you."))
    return redirect("coaching:board")


@for_staff
@require_POST
def follow_up(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Take on the follow-up of what nobody answered."""
    contact = contact_for(request, contact_id)
    allow(may.can_answer(me(request), contact))
    _act(request, lambda: holding.follow_up(contact_id=contact.pk, coach=me(request)))
    return redirect("coaching:open", contact.pk)


@for_staff
@require_POST
def end(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The talk is over; the note is left."""
    contact = contact_for(request, contact_id)
    allow(may.can_write_note(me(request), contact))
    _act(request, lambda: holding.end(contact_id=contact.pk, by=me(request)))
    return redirect("coaching:open", contact.pk)


@for_staff
@require_POST
def tick(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Tick or untick a step of the guide."""
    contact = contact_for(request, contact_id)
    allow(may.can_write_note(me(request), contact))
    step = request.POST.get("step", "")
    if step in STEP_IDS:
        with changes():
            tick_row, new = StepTick.objects.get_or_create(
                contact=contact, step=step, defaults={"coach": me(request), "at": clock.now()}
            )
            if not new and request.POST.get("on") != "1":
                tick_row.delete()
        contact.touched_by(me(request))
    return render(request, "coaching/talk.html#guide", talk_context(request, contact))


@for_staff
@require_POST
def save_note(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Keep the draft as it is written, or sign it. What can't be read is shown with its reason; nothing is lost."""
    contact = contact_for(request, contact_id)
    coach = me(request)
    allow(may.can_write_note(coach, contact))
    form = NoteForm(request.POST, programme_id=contact.programme_id)
    signing = request.POST.get("sign") == "1"
    if not form.is_valid():
        return render(request, "coaching/talk.html", talk_context(request, contact, form), status=422)
    contact.touched_by(coach)
    try:
        notes.save_draft(contact=contact, coach=coach, body=form.body(), for_client=form.cleaned_data["for_client"])
        if signing:
            notes.sign(contact=contact, coach=coach)
    except (ValidationError, NotAllowed, holding.Taken):
        messages.info(request, _("This note is signed. You can add an amendment below it."))
        return redirect("coaching:open", contact.pk)
    if signing:
        messages.success(request, _("Signed. The contact is closed."))
        return redirect("coaching:board")
    return HttpResponse(_("Kept"), content_type="text/plain")


@for_staff
@require_POST
def start(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Begin a contact with a client: check-in, repair, call back."""
    client = person_of(me(request), person_id)
    allow(may.can_start(me(request), client))
    kind = request.POST.get("kind", "check_in")
    if kind not in {"check_in", "repair", "skills"}:
        kind = "check_in"
    contact: list[Contact] = []
    if _act(request, lambda: contact.append(holding.start(coach=me(request), client=client, kind=kind))):
        return redirect("coaching:open", contact[0].pk)
    return redirect("coaching:board")
