"""The coach's side of a contact: the ring, the talk, the note."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.alliance.repair import repair_of
from wiseline.audit.trail import record
from wiseline.calls.flows import rejoinable
from wiseline.calls.ice import ice_servers
from wiseline.chart import authorisation as may_chart
from wiseline.chart.cover import looked_at
from wiseline.chart.urges import URGES
from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.flows.recontact import agreed_in
from wiseline.coaching.forms import NoteForm, PromiseForm, RepairForm, why_soon
from wiseline.coaching.guide import SOFT_END_MINUTES, STEP_IDS, steps_for
from wiseline.coaching.models import Contact, StepTick
from wiseline.coaching.promising import TooLate, longest
from wiseline.coaching.risk import left_open
from wiseline.coaching.selectors.agreed import agreed_before
from wiseline.coaching.selectors.brief import brief_of
from wiseline.coaching.selectors.danger import danger_of
from wiseline.coaching.selectors.left import spoken_in, written_in
from wiseline.coaching.selectors.policy import applies_to
from wiseline.coaching.selectors.truth import clock_words
from wiseline.coaching.tabs import merged, shown
from wiseline.coaching.transitions import NotAllowed, Status
from wiseline.coaching.views import practice
from wiseline.coaching.views.call import answered
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Person
from wiseline.people.sessions import allow, for_staff, me, person_of
from wiseline.skills import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import Model
    from django.http import HttpRequest

    from wiseline.chart.models import Note
    from wiseline.coaching.selectors.brief import Brief

PROMISES = (15, 30, 60)
TIME_LENGTH = len("23:59")


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
        _looked(coach, contact, brief)
    if contact.status == Status.CLOSED:
        looked_at(contact_id=contact.pk, client=contact.client, by=coach)
    note = notes.latest_note(contact) if contact.status == Status.CLOSED else None
    if note is not None and not may_chart.can_read_note(coach, note):
        note = None
    return {
        "contact": contact,
        "brief": brief,
        **({"spoken": spoken_in(contact), "written": written_in(contact)} if brief else {}),
        "agreed_before": agreed_before(contact) if brief else [],
        **(danger_of(contact, coach, request.GET.get("country", "")) if brief else {}),
        "applies": applies_to(contact, clock.now()) if brief else None,
        "note": note,
        "part": _own_part(contact, coach),
        "can_answer": may.can_answer(coach, contact) and contact.status in holding.ANSWERABLE,
        "can_follow_up": may.can_answer(coach, contact) and contact.status == Status.UNREACHED,
        "colleagues": _colleagues(coach),
        **_offered(contact),
        "at": request.GET.get("at", "")[:TIME_LENGTH],
        "events": contact.events.select_related("actor", "about").order_by("version"),
        "ringing_me": contact.ringing_id == coach.pk,
    }


def _own_part(contact: Contact, coach: Person) -> Note | None:
    """What the coach wrote and did not sign, where they may still read it."""
    own = (part for part in notes.parts_of(contact) if part.author_id == coach.pk)
    return next((part for part in own if may_chart.can_read_note(coach, part)), None)


def _offered(contact: Contact) -> dict[str, Any]:
    """In how many minutes a coach may promise to call, and where a later call is not offered, why."""
    most = longest(kind=contact.kind, safety=contact.safety)
    within = [minutes for minutes in PROMISES if timedelta(minutes=minutes) <= most]
    return {"promises": within, "why_soon": why_soon(contact)}


def talk_context(request: HttpRequest, contact: Contact, form: NoteForm | None = None) -> dict[str, Any]:
    """Everything of the contact screen: call and messages, context, guide, note."""
    coach = me(request)
    brief = brief_of(contact)
    _looked(coach, contact, brief)
    note = notes.draft_of(contact, coach)
    kept = _kept(contact, note)
    return {
        "contact": contact,
        "brief": brief,
        "agreed_before": agreed_before(contact),
        "steps": steps_for(contact.kind),
        "ticked": set(contact.ticks.values_list("step", flat=True)),
        "soft_end": SOFT_END_MINUTES,
        "note": note,
        "parts": [part for part in notes.parts_of(contact) if part.author_id != coach.pk],
        "agreed": agreed_in(contact),
        "form": form or kept,
        "was": shown(kept),
        "facts": notes.facts_of(contact),
        "urges": URGES,
        "skills": catalogue.choices_for(contact.client),
        **_offered(contact),
        "colleagues": _colleagues(coach),
        "rejoin": rejoinable(contact_id=contact.pk, person=coach),
        "ice_servers": ice_servers(coach.pk),
        "other": contact.client,
        **danger_of(contact, coach, request.GET.get("country", "")),
        "applies": applies_to(contact, clock.now()),
        "can_call": contact.status == Status.LIVE,
        **practice.of_coach(contact),
        **_repair(contact),
    }


def _kept(contact: Contact, note: Note) -> NoteForm:
    """The form with the note as it is kept."""
    return NoteForm(programme_id=contact.programme_id, initial=notes.form_initial(note))


def _repair(contact: Contact) -> dict[str, Any]:
    """What was agreed so far, and the form for it."""
    found = repair_of(contact.pk)
    initial = {}
    if found is not None:
        words = {name: getattr(found, name) for name in ("meant", "coach_will", "client_will")}
        initial = {**words, "days": (found.look_again_at - found.at).days}
    return {"repair": found, "repair_form": RepairForm(initial=initial, auto_id="repair_%s")}


def _looked(coach: Person, contact: Contact, brief: Brief) -> None:
    looks: list[tuple[str, Model]] = [("brief.read", contact)]
    if brief.cover is not None and brief.cover.by_id != coach.pk:
        looks.append(("cover.brief_read", brief.cover))
    for action, of in looks:
        record(actor=coach, action=action, subject=of, programme_id=contact.programme_id, client_id=contact.client_id)


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
    except TooLate:  # said in the very moment in which a later call was promised
        messages.error(request, _("This can’t wait as long as that. This is how it stands now."))
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
    form = PromiseForm(request.POST, contact=contact, zone=ZoneInfo(me(request).timezone))
    if not form.is_valid():
        messages.error(request, form.problem())
        typed = urlencode({"at": request.POST.get("at", "")[:TIME_LENGTH]})  # it stands there still
        return redirect(f"{reverse('coaching:open', args=[contact.pk])}?{typed}")
    moment = form.cleaned_data["moment"]
    if _act(request, lambda: holding.promise(contact_id=contact.pk, coach=me(request), at=moment)):
        said = _("You promised to call: %(time)s. The client reads it, and we remind you then.")
        messages.success(request, said % {"time": clock_words(moment, clock.now())})
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
    """Keep what was changed in the draft, or sign it. What can't be read is shown with its reason; nothing is lost."""
    contact = contact_for(request, contact_id)
    coach = me(request)
    allow(may.can_write_note(coach, contact))
    data, changed = merged(request.POST, _kept(contact, notes.draft_of(contact, coach)))
    form = NoteForm(data, programme_id=contact.programme_id)
    signing = request.POST.get("sign")
    if not form.is_valid():
        return render(request, "coaching/talk.html", talk_context(request, contact, form), status=422)
    contact.touched_by(coach)
    try:
        for_client = form.cleaned_data["for_client"] if "for_client" in changed else None
        note = notes.save_draft(contact=contact, coach=coach, body=form.body(changed), for_client=for_client)
        if signing == "1" and left_open(contact.safety, note.body):
            asked = {"left_open": True, "acted": note.body.get("acted") == "yes"}
            return render(request, "coaching/talk.html", talk_context(request, contact) | asked)
        if signing:
            notes.sign(contact=contact, coach=coach)
    except (ValidationError, NotAllowed, holding.Taken):
        messages.info(request, _("This note is signed. You can add an amendment below it."))
        return _leave(request, reverse("coaching:open", args=[contact.pk]))
    if signing:
        messages.success(request, _("Signed. The contact is closed."))
        return _leave(request, reverse("coaching:board"))
    return HttpResponse(_("Kept"), content_type="text/plain")


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    """Another page, also where only the note was to be drawn anew."""
    if request.headers.get("HX-Request") and request.POST.get("sign"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


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
