"""Skills training groups, for those who train them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wiseline.lib import clock
from wiseline.people.models import Person, Role
from wiseline.people.sessions import allow, for_staff, me
from wiseline.skills import groups as flows
from wiseline.skills.authorisation import can_begin_group, can_lead_group
from wiseline.skills.models import Group
from wiseline.web.skills.forms import GroupForm, MembersForm, TeachGroupForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest


def _group(request: HttpRequest, group_id: UUID) -> Group:
    group = Group.objects.filter(pk=group_id).first()
    if group is None or not can_lead_group(me(request), group):
        raise Http404
    return group


def _choices(people: QuerySet[Person]) -> list[tuple[str, str]]:
    return [(str(person.pk), person.display_name) for person in people]


def _colleagues(actor: Person) -> QuerySet[Person]:
    coaches = [Role.TRAINER, Role.THERAPIST, Role.LEAD]
    people = Person.objects.filter(programme=actor.programme_id, is_active=True, role_rows__role__in=coaches)
    return people.exclude(pk=actor.pk).distinct().order_by("name")


@for_staff
def groups(request: HttpRequest) -> HttpResponse:
    """The actor's groups; a new one."""
    allow(can_begin_group(me(request)))
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = flows.begin_group(name=form.cleaned_data["name"], by=me(request))
        return redirect("skills:group", group.pk)
    rows = [(group, flows.members_of(group).count()) for group in flows.groups_of(me(request))]
    return render(request, "skills/groups.html", {"rows": rows, "form": form}, status=422 if form.errors else 200)


@for_staff
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One group: what was taught; teaching those who were there."""
    found = _group(request, group_id)
    form = TeachGroupForm(
        request.POST or None,
        members=_choices(flows.members_of(found)),
        programme=me(request).programme_id,
        initial={"on": clock.now().date()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        there = flows.teach_group(
            group=found,
            absent=flows.members_of(found).filter(pk__in=data.get("absent", ())),
            skill=data["skill"],
            on=data["on"],
            by=me(request),
            practised=data["practised"],
        )
        count = len(there)
        said = ngettext("Marked for %(count)s client.", "Marked for %(count)s clients.", count) % {"count": count}
        messages.success(request, said)
        return redirect("skills:group", found.pk)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Group, form: TeachGroupForm) -> HttpResponse:
    people = MembersForm(
        clients=_choices(flows.may_join(found)),
        trainers=_choices(_colleagues(me(request))),
        initial={
            "members": [str(pk) for pk in flows.members_of(found).values_list("pk", flat=True)],
            "trainers": [str(pk) for pk in found.trainers.values_list("pk", flat=True)],
        },
    )
    context = {
        "group": found,
        "form": form,
        "people_form": people,
        "members": flows.members_of(found),
        "taught": flows.taught_in(found),
    }
    return render(request, "skills/group.html", context, status=422 if form.errors else 200)


@for_staff
@require_POST
def group_people(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Who is in the group, and who trains it."""
    found = _group(request, group_id)
    joining, colleagues = flows.may_join(found), _colleagues(me(request))
    form = MembersForm(request.POST, clients=_choices(joining), trainers=_choices(colleagues))
    if form.is_valid():
        data = form.cleaned_data
        flows.set_members(group=found, clients=joining.filter(pk__in=data.get("members", ())), by=me(request))
        flows.set_trainers(group=found, trainers=colleagues.filter(pk__in=data.get("trainers", ())), by=me(request))
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("Somebody in this list is not there any more. Please look at it again."))
    return redirect("skills:group", found.pk)


@for_staff
@require_POST
def group_end(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The group is over."""
    flows.end_group(group=_group(request, group_id), by=me(request))
    return redirect("skills:groups")
