"""The team, inviting people, and joining on one's own phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN
from wiseline.lib import clock
from wiseline.people import authorisation as may
from wiseline.people.flows import team as team_flow
from wiseline.people.flows.join import accept, invitation_for
from wiseline.people.flows.join import invite as invite_flow
from wiseline.people.forms import ZONES, InviteForm, JoinForm
from wiseline.people.models import Invitation, Person, Role
from wiseline.people.sessions import allow, for_staff, me, person_of
from wiseline.reach.tested import who_can_be_rung

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@for_staff
def team(request: HttpRequest) -> HttpResponse:
    """Who works here, whether they can be rung, and invitations that wait."""
    actor = me(request)
    allow(may.can_manage_people(actor))
    people = Person.objects.filter(programme=actor.programme_id).exclude(role_rows__role=Role.CLIENT).order_by("name")
    words = dict(Role.choices)
    tested = set(who_can_be_rung().filter(programme=actor.programme_id).values_list("pk", flat=True))
    rows = [
        (person, ", ".join(str(words[role]) for role in sorted(person.roles)), person.pk in tested)
        for person in people.filter(is_active=True)
    ]
    waiting = Invitation.objects.filter(programme=actor.programme_id, accepted_at=None, expires_at__gt=clock.now())
    gone = people.filter(is_active=False)
    return render(request, "people/team.html", {"rows": rows, "waiting": waiting.order_by("-created_at"), "gone": gone})


@for_staff
@require_POST
def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody leaves. What they hold must be handed over first."""
    actor = me(request)
    allow(may.can_manage_people(actor))
    person = person_of(actor, person_id)
    holds = Contact.objects.filter(holder=person, status__in=OPEN).count()
    try:
        team_flow.deactivate(by=actor, person=person, holds=holds)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, _("%(name)s can’t sign in any more, and is not rung.") % {"name": person.name})
    return redirect("people:team")


@for_staff
@require_POST
def reactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody is back."""
    actor = me(request)
    allow(may.can_manage_people(actor))
    team_flow.reactivate(by=actor, person=person_of(actor, person_id))
    return redirect("people:team")


@for_staff
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the link and its code are shown once."""
    actor = me(request)
    allow(may.can_invite(actor))
    form = InviteForm(request.POST or None, by=actor, staff=may.can_invite_staff(actor))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitation, token = invite_flow(
                by=actor, name=data["name"], email=data["email"], roles=data["roles"], therapist=data["therapist"]
            )
        except ValidationError as problem:
            form.add_error("email", problem)
        else:
            link = request.build_absolute_uri(reverse("people:join", args=[token]))
            if invitation.email:
                _mail(invitation, link)
            code = segno.make(link, micro=False).svg_data_uri(scale=5, border=4, light="white", dark="black")
            return render(request, "people/invited.html", {"invitation": invitation, "link": link, "code": code})
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


def _mail(invitation: Invitation, link: str) -> None:
    text = _("Hello %(name)s,\n\nyou are invited to Wiseline. Open this on your own phone:\n\n%(link)s\n")
    send_mail("Wiseline", text % {"name": invitation.name, "link": link}, None, [invitation.email], fail_silently=True)


@for_staff
@require_POST
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The link works no more."""
    allow(may.can_manage_people(me(request)))
    team_flow.withdraw_invitation(by=me(request), invitation_id=invitation_id)
    return redirect("people:team")


def join(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person's own page: what is kept, who sees it, a name; then they are in."""
    invitation = invitation_for(token)
    if invitation is None:
        return render(request, "people/join_gone.html", status=410)
    is_client = Role.CLIENT in invitation.roles
    place = {"country": invitation.programme.country, "timezone": invitation.programme.timezone}
    answers = {**place, **request.POST.dict()}  # a page of the version before does not ask for the place
    initial = {"name": invitation.name, "email": invitation.email, **place}
    form = JoinForm(answers if request.method == "POST" else None, initial=initial)
    form.fields["email"].required = not is_client
    wording = _wording(invitation, is_client=is_client)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = accept(
                invitation=invitation,
                name=data["name"],
                email=data["email"],
                country=data["country"],
                timezone=data["timezone"],
                wording="\n".join(wording),
            )
        except ValidationError as problem:
            form.add_error("email" if hasattr(problem, "error_dict") else None, problem.messages[0])
        else:
            login(request, person, backend=_BACKEND)
            return redirect("web:home")
    context = {"form": form, "invitation": invitation, "wording": wording, "is_client": is_client, "zones": ZONES}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)


def _wording(invitation: Invitation, *, is_client: bool) -> list[str]:
    """What the person agrees to; kept with their agreement as they read it."""
    programme = {"programme": invitation.programme.name}
    if not is_client:
        return [
            _("You work with %(programme)s in Wiseline.") % programme,
            _("What you look at and change in a client’s record is kept, and the client can see who looked."),
        ]
    return [
        _("%(programme)s keeps what you write here, when you ask for coaching, and the notes of your coaches.")
        % programme,
        _(
            "Your own therapist and trainer can read it. A coach who covers for them sees what they need while they "
            "coach you, and for a day after."
        ),
        _("You can see who looked, and read what is kept about you."),
        _("Calls go from phone to phone. Nobody records them."),
        _("Wiseline is not an emergency service. In danger, call the emergency number; it is always one tap away."),
    ]
