"""Which ways lead to a person now, and what they chose for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from wiseline.calls.providers import providers
from wiseline.people.models import Person
from wiseline.reach.models import Device, Notices, PhoneNumber, Route
from wiseline.reach.routing import EMAIL, PUSH, SMS, VOICE, Preferences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reach:
    """A person, and everything by which they can be told."""

    person: Person
    preferences: Preferences
    devices: tuple[Device, ...]
    number: PhoneNumber | None
    routes: tuple[Route, ...]

    def usual(self, channels: Iterable[str]) -> dict[str, int]:
        """Way to seconds where nothing was chosen, for what goes by these channels."""
        found: dict[str, int] = {}
        for way in self.preferences.has:
            channel = way.partition(":")[0]
            if channel not in channels:
                continue
            found[way] = 0
            if way == VOICE and self.number:
                if self.number.ring == PhoneNumber.Ring.NEVER:
                    del found[way]
                elif self.number.ring == PhoneNumber.Ring.AFTER:
                    found[way] = self.number.ring_after
        found |= {way_of(route): route.after for route in self.routes if way_of(route) in found}
        return found


def way_of(route: Route) -> str:
    """The name of a further way among the others."""
    return f"apprise:{route.pk}"


def can_text() -> bool:
    """Whether there is a provider that takes texts."""
    return any(found.capabilities.texts for found in providers())


def reaches(people: Iterable[UUID]) -> dict[UUID, Reach]:
    """How each of these people can be told now."""
    ids = list(people)
    chosen = Notices.objects.in_bulk(ids)
    devices: dict[UUID, list[Device]] = {}
    for device in Device.objects.filter(person_id__in=ids, disabled_at=None).exclude(endpoint_hash=""):
        devices.setdefault(device.person_id, []).append(device)
    routes: dict[UUID, list[Route]] = {}
    for route in Route.objects.filter(person_id__in=ids, disabled_at=None):
        routes.setdefault(route.person_id, []).append(route)
    rows = PhoneNumber.objects.filter(person_id__in=ids, verified_at__isnull=False, disabled_at=None)
    numbers = {row.person_id: row for row in rows} if settings.PHONE else {}
    return {
        person.pk: _reach(
            person,
            chosen.get(person.pk),
            tuple(devices.get(person.pk, ())),
            numbers.get(person.pk),
            tuple(routes.get(person.pk, ())),
        )
        for person in Person.objects.filter(pk__in=ids)
    }


def reach(person: Person) -> Reach:
    """How one person can be told now."""
    return reaches([person.pk])[person.pk]


def _reach(
    person: Person,
    chosen: Notices | None,
    devices: tuple[Device, ...],
    number: PhoneNumber | None,
    routes: tuple[Route, ...],
) -> Reach:
    has = [PUSH] if devices else []
    if number:
        has.append(VOICE)
        if number.texts and number.kind != PhoneNumber.Kind.LANDLINE and can_text():
            has.append(SMS)
    has += [way_of(route) for route in routes]
    if person.email and not (chosen and chosen.email_refused_at):
        has.append(EMAIL)
    preferences = Preferences(has=tuple(has), zone=person.timezone)
    if chosen:
        preferences = Preferences(
            has=tuple(has),
            day=chosen.day,
            night=chosen.night,
            night_from=chosen.night_from,
            night_to=chosen.night_to,
            zone=person.timezone,
        )
    return Reach(person, preferences, devices, number, routes)
