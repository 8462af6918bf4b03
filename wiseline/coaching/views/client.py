"""The client's side of a contact: ask, wait, talk, take back, say how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.alliance.encouragement import words_for_hard
from wiseline.calls.flows import rejoinable
from wiseline.calls.ice import ice_servers
from wiseline.chart.authorisation import can_answer_commitment
from wiseline.chart.models import Commitment
from wiseline.chart.urges import URGES
from wiseline.chart.uses import tried_now
from wiseline.chart.where import coached_in, offered_to, say_contexts
from wiseline.coaching import authorisation as may
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.flows import ask as asking
from wiseline.coaching.flows.commit import say_how_it_went
from wiseline.coaching.flows.place import say_where
from wiseline.coaching.forms import AskForm, ChoiceForm, OutcomeForm, PlaceForm, PrimerForm, SafetyForm
from wiseline.coaching.models import NOT_SAFE, Contact, ContactPlace
from wiseline.coaching.selectors.policy import held_until
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import SEARCHING, TRANSITIONS, NotAllowed, Status
from wiseline.coaching.views import practice
from wiseline.lib import clock
from wiseline.lib.emergency.directory import countries
from wiseline.people.sessions import allow, for_clients, me
from wiseline.safety.agreeing import policy_of
from wiseline.safety.emergency import help_for
from wiseline.safety.flows import plan_of
from wiseline.skills import catalogue
from wiseline.skills.contexts import choices_of, known

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wiseline.people.models import Person
    from wiseline.safety.models import ContactPolicy

TALKING = frozenset({Status.LIVE, Status.PROMISED})


def _mine(request: HttpRequest, contact_id: UUID) -> Contact:
    contact = (
        Contact.objects.select_related("client", "client__programme", "programme", "holder", "ringing")
        .filter(pk=contact_id, programme_id=me(request).programme_id)
        .first()
    )
    if contact is None:
        raise Http404
    allow(may.is_client_of(me(request), contact))
    return contact


@for_clients
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """The first tap stores the request. Nothing that is sent along can make it fail."""
    given = AskForm(request.POST).usable()
    if tried := tried_now(me(request)):
        given["primer"] = {"tried": tried, **given["primer"]}
    contact, _new = asking.ask(client=me(request), **given)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": reverse("coaching:open", args=[contact.pk])}, status=201)
    return redirect("coaching:open", contact.pk)


def page(request: HttpRequest, contact: Contact) -> HttpResponse:
    """The client's page of one contact, whatever its status."""
    return render(request, "coaching/client.html", _context(request, contact))


def _context(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    client = me(request)
    grave = contact.safety in NOT_SAFE and contact.is_open_to_client
    return {
        "contact": contact,
        "truth": of_contact(contact, clock.now()),
        "help": help_for(client),
        "grave": grave,
        "asks_safety": _asks_safety(contact),
        "said_late": contact.safety_said_at or contact.said_at,
        "plan": plan_of(client) if contact.status == Status.UNREACHED or grave else None,
        "countries": countries() if grave else (),
        "place": ContactPlace.objects.filter(contact=contact).first() if grave else None,
        "held": held_by_policy(contact),
        "taking_back": "back" in request.GET and contact.may_be_in_danger and _may_take_back(contact),
        "choice_form": ChoiceForm(initial=_chosen(contact), contact=contact),
        "primer_form": _primer_form(contact),
        "urges": URGES,
        "talk": contact.status in TALKING or contact.status == Status.WRAPPING_UP,
        "can_call": contact.status == Status.LIVE,
        "rejoin": rejoinable(contact_id=contact.pk, person=client),
        "ice_servers": ice_servers(client.pk),
        "other": contact.holder,
        "words": words_for_hard(client) if contact.status in SEARCHING | {Status.UNREACHED, Status.PROMISED} else [],
        **practice.of_client(contact),
    }


def _asks_safety(contact: Contact) -> bool:
    """Whether the first question stands on the page: it was left open, or what was said arrived long after."""
    if contact.safety_said_at is not None and contact.status in SEARCHING | {Status.UNREACHED, Status.PROMISED}:
        return True
    return contact.status == Status.ASKED or (not contact.safety and contact.status == Status.RINGING)


def _may_take_back(contact: Contact) -> bool:
    return Status.WITHDRAWN in TRANSITIONS[Status(contact.status)]


def held_by_policy(contact: Contact) -> ContactPolicy | None:
    """What was agreed, where that is why nobody is rung yet, or only a coach who covers."""
    return policy_of(contact.client) if held_until(contact, clock.now()) else None


def _primer_form(contact: Contact) -> PrimerForm:
    form = PrimerForm(programme_id=contact.programme_id, initial=_primer_initial(contact))
    form.offer(catalogue.usual_for(contact.client, *contact.primer.get("tried", ())))
    return form


def _primer_initial(contact: Contact) -> dict[str, Any]:
    primer = contact.primer
    return {**primer, **{f"urge_{name}": str(value) for name, value in primer.get("urges", {}).items()}}


@for_clients
def state(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The part of the page that follows the contact's status; `?part=beside`: what follows it below the talk."""
    contact = _mine(request, contact_id)
    part = "beside" if request.GET.get("part") == "beside" else "state"
    return render(request, f"coaching/client.html#{part}", _context(request, contact))


def _after(request: HttpRequest, contact: Contact) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "coaching/client.html#state", _context(request, _mine(request, contact.pk)))
    return redirect("coaching:open", contact.pk)


@for_clients
@require_POST
def safety(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The answer to the first question. An answer that can't be read leaves the question open."""
    contact = _mine(request, contact_id)
    form = SafetyForm(request.POST)
    if form.is_valid():
        _try(
            request,
            lambda: asking.say_safety(contact_id=contact.pk, client=me(request), safety=form.cleaned_data["safety"]),
        )
    return _after(request, contact)


@for_clients
@require_POST
def place(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Where the client is, if they want to say it."""
    contact = _mine(request, contact_id)
    where = PlaceForm(request.POST).usable()
    if where:
        _try(request, lambda: say_where(contact_id=contact.pk, client=me(request), **where))
    return redirect("coaching:open", contact.pk)


def _chosen(contact: Contact) -> dict[str, str]:
    return {"kind": contact.kind, "way": contact.way, "lane": contact.lane}


@for_clients
@require_POST
def choose(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Why, how and how soon."""
    contact = _mine(request, contact_id)
    form = ChoiceForm({**_chosen(contact), **request.POST.dict()}, contact=contact)
    if form.is_valid():
        choices = form.cleaned_data
        _try(request, lambda: asking.choose(contact_id=contact.pk, client=me(request), **choices))
    return _after(request, contact)


@for_clients
@require_POST
def tell(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Answers to the primer, in part or whole; what can't be read is shown with its reason, the rest is kept."""
    contact = _mine(request, contact_id)
    form = PrimerForm(request.POST, programme_id=contact.programme_id)
    valid = form.is_valid()
    answers = form.answers()
    if answers:
        _try(request, lambda: asking.tell(contact_id=contact.pk, client=me(request), answers=answers))
    if valid:
        return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("coaching:open", contact.pk)
    context = _context(request, _mine(request, contact_id)) | {"primer_form": form}
    part = "#primer" if request.headers.get("HX-Request") else ""
    return render(request, f"coaching/client.html{part}", context, status=422)


@for_clients
@require_POST
def withdraw(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """'Take it back.' Who said that they may not be safe is asked once more, and is searched for meanwhile."""
    contact = _mine(request, contact_id)
    if _may_take_back(contact) and contact.may_be_in_danger and request.POST.get("safe") != "yes":
        return redirect(f"{reverse('coaching:open', args=[contact.pk])}?back=1")
    if _try(request, lambda: holding.withdraw(contact_id=contact.pk, client=me(request))):
        messages.info(request, _("You took your request back. You can ask again at any time."))
        return redirect("web:home")
    return redirect("coaching:open", contact.pk)


@for_clients
@require_POST
def again(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Ask again within the same contact."""
    contact = _mine(request, contact_id)
    _try(request, lambda: asking.ask_again(contact_id=contact.pk, client=me(request)))
    return redirect("coaching:open", contact.pk)


@for_clients
@require_POST
def end(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The client has had what they needed."""
    contact = _mine(request, contact_id)
    _try(request, lambda: holding.end(contact_id=contact.pk, by=me(request)))
    return redirect("coaching:open", contact.pk)


@for_clients
@require_POST
def outcome(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """How the commitment went. 'It did not help' leads to asking again, with the story already told."""
    client = me(request)
    commitment = _commitment(client, commitment_id)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("We could not read that answer. Please tap it once more."))
        return redirect("web:home")
    commitment = say_how_it_went(commitment=commitment, client=client, outcome=form.cleaned_data["outcome"])
    return _outcome(request, commitment)


def _commitment(client: Person, commitment_id: UUID) -> Commitment:
    commitment = Commitment.objects.filter(pk=commitment_id, programme_id=client.programme_id).first()
    if commitment is None:
        raise Http404
    allow(can_answer_commitment(client, commitment))
    return commitment


def _outcome(request: HttpRequest, commitment: Commitment, said: tuple[str, ...] = ()) -> HttpResponse:
    client = me(request)
    done = commitment.outcome not in {Commitment.Outcome.OPEN, Commitment.Outcome.NOT_DONE}
    uses = coached_in(client, commitment.contact_id) if done and commitment.contact_id else []
    context = {
        "commitment": commitment,
        "help": help_for(client),
        "where": offered_to(client) if uses else None,
        "said": [label for key, label in choices_of(client.programme_id) if key in said] if said else [],
    }
    return render(request, "coaching/outcome.html", context)


@for_clients
@require_POST
def where(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Where they did what was coached, in one tap; tapped again, the new answer holds."""
    client = me(request)
    commitment = _commitment(client, commitment_id)
    contexts = known(client.programme_id, request.POST.getlist("contexts"))
    if contexts and commitment.contact_id:
        say_contexts(client=client, contact_id=commitment.contact_id, contexts=contexts)
    return _outcome(request, commitment, tuple(contexts))


def _try(request: HttpRequest, act: Any) -> bool:
    """Do it; where the contact has moved on meanwhile, say so. The page that follows shows how it stands."""
    try:
        act()
    except NotAllowed:
        messages.info(request, _("That changed a moment ago. This is how it stands now."))
        return False
    return True
