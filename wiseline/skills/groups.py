"""Skills training groups: begun, filled, taught together, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import CareRelationship, Person
from wiseline.skills.flows import teach
from wiseline.skills.models import Group, Membership, Taught

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


def begin_group(*, name: str, by: Person) -> Group:
    """A new group, which the actor trains."""
    with changes():
        group = Group.objects.create(programme_id=by.programme_id, name=name.strip())
        group.trainers.add(by)
        record(actor=by, action="group.begun", subject=group, programme_id=group.programme_id)
        return group


def set_members(*, group: Group, clients: Iterable[Person], by: Person) -> None:
    """From now on exactly these are in the group; who was there before stays in the record."""
    wanted = {client.pk: client for client in clients}
    with changes():
        standing = Membership.objects.filter(group=group, until=None)
        standing.exclude(client__in=wanted).update(until=clock.now())
        known = set(standing.values_list("client_id", flat=True))
        for client in wanted.values():
            if client.pk not in known:
                Membership.objects.create(group=group, client=client)
        record(actor=by, action="group.members", subject=group, programme_id=group.programme_id)


def set_trainers(*, group: Group, trainers: Iterable[Person], by: Person) -> None:
    """Who trains the group; the actor stays one of them."""
    with changes():
        group.trainers.set({by, *trainers})
        record(actor=by, action="group.trainers", subject=group, programme_id=group.programme_id)


def end_group(*, group: Group, by: Person) -> None:
    """The group is over; what was taught stays taught."""
    with changes():
        Group.objects.filter(pk=group.pk, ended_at=None).update(ended_at=clock.now())
        record(actor=by, action="group.ended", subject=group, programme_id=group.programme_id)


def teach_group(
    *, group: Group, absent: Iterable[Person], skill: str, on: date, by: Person, practised: str = ""
) -> list[Person]:
    """Mark a skill as taught to everybody who was there. Returns them."""
    away = {person.pk for person in absent}
    there = [client for client in members_of(group) if client.pk not in away]
    teach(clients=there, skill=skill, on=on, by=by, practised=practised, group=group)
    return there


def groups_of(actor: Person) -> QuerySet[Group]:
    """The groups that the actor trains."""
    return Group.objects.filter(trainers=actor, ended_at=None).order_by("name")


def members_of(group: Group) -> QuerySet[Person]:
    """Who is in the group now, and whom one of its trainers cares for."""
    cared_for = CareRelationship.objects.current().filter(coach__in=group.trainers.all()).values("client_id")
    here = Membership.objects.filter(group=group, until=None).values("client_id")
    return Person.objects.filter(pk__in=here).filter(pk__in=cared_for, is_active=True).order_by("name")


def may_join(group: Group) -> QuerySet[Person]:
    """Clients whom one of the group's trainers cares for."""
    cared_for = CareRelationship.objects.current().filter(coach__in=group.trainers.all()).values("client_id")
    return Person.objects.filter(pk__in=cared_for, is_active=True).order_by("name")


def taught_in(group: Group) -> list[tuple[date, str, int]]:
    """What was taught in the group: day, skill and how many were there, the newest first."""
    found: dict[tuple[date, str], int] = {}
    for on, skill in Taught.objects.filter(group=group, taken_back_at=None).values_list("on", "skill"):
        found[on, skill] = found.get((on, skill), 0) + 1
    return sorted(((on, skill, count) for (on, skill), count in found.items()), reverse=True)
