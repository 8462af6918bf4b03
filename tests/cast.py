"""The small named cast of the tests: a client, her therapist, a covering coach, a lead, and strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django.test import Client

from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import CareKind, CareRelationship, Person, Programme, Role
from wiseline.reach.models import Device
from wiseline.rota.models import CoachLimits, RotaShift, WeeklyWindow


@dataclass
class Cast:
    """Mia is Dana's client, Noah is Sam's. Sam covers nights, Lea leads. Eve and Otto are of another programme."""

    programme: Programme
    mia: Person
    noah: Person
    dana: Person
    sam: Person
    toni: Person
    lea: Person
    elsewhere: Programme
    eve: Person
    otto: Person


def browser_of(person: Person) -> Client:
    """A browser in which the person is signed in."""
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def make_cast(timezone: str = "Europe/Berlin") -> Cast:
    """Everybody; Dana can be rung from 08:00 to 21:00 every day, and Sam is on call at all hours."""
    programme = Programme.objects.create(name="Harbour", country="DE", timezone=timezone)
    elsewhere = Programme.objects.create(name="Elsewhere", country="US", timezone="America/New_York")

    def person(name: str, *roles: str, of: Programme = programme) -> Person:
        return add_person(
            programme=of, name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org", roles=roles
        )

    cast = Cast(
        programme=programme,
        mia=person("Mia Berg", Role.CLIENT),
        noah=person("Noah Lind", Role.CLIENT),
        dana=person("Dana Reyes", Role.THERAPIST),
        sam=person("Sam Okafor", Role.THERAPIST),
        toni=person("Toni Weiss", Role.TRAINER),
        lea=person("Lea Novak", Role.LEAD),
        elsewhere=elsewhere,
        eve=person("Eve Stone", Role.THERAPIST, Role.LEAD, of=elsewhere),
        otto=person("Otto Hale", Role.CLIENT, of=elsewhere),
    )
    since = date(2020, 1, 1)
    care = CareRelationship.objects.create
    care(client=cast.mia, coach=cast.dana, kind=CareKind.THERAPIST, starts_on=since)
    care(client=cast.noah, coach=cast.sam, kind=CareKind.THERAPIST, starts_on=since)
    care(client=cast.otto, coach=cast.eve, kind=CareKind.THERAPIST, starts_on=since)
    for coach in (cast.dana, cast.sam, cast.lea, cast.eve):
        CoachLimits.objects.create(coach=coach, outside=["life_threatening"], return_minutes=60)
        Device.objects.create(person=coach, key=f"test-{coach.first_name}", label="Phone", tested_at=clock.now())
    for day in range(7):
        WeeklyWindow.objects.create(coach=cast.dana, weekday=day, start=time(8), end=time(21))
        WeeklyWindow.objects.create(coach=cast.lea, weekday=day, start=time(0), end=time(0))
        WeeklyWindow.objects.create(coach=cast.sam, weekday=day, start=time(9), end=time(17))
        RotaShift.objects.create(
            programme=programme,
            coach=cast.sam,
            weekday=day,
            start=time(0),
            end=time(0),
            first=since,
            accepted_at=clock.now(),
        )
    return cast
