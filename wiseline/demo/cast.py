"""The demo's people. Their therapist can be reached at every hour, so that the demo works at any time of day."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.urls import reverse

from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.links import link_token
from wiseline.people.models import CareKind, CareRelationship, Person, Programme, Role
from wiseline.reach.models import Delivery, Device, PhoneNumber
from wiseline.reach.numbers import digest
from wiseline.rota.models import CoachLimits, RotaShift, WeeklyWindow

HISTORY = timedelta(days=66)
ROLE_WORDS = {
    "mia": "client",
    "dana": "her individual therapist",
    "sam": "covering coach, therapist of Noah",
    "toni": "skills trainer",
    "lea": "team lead",
    "noah": "second client",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the demo."""

    programme: Programme
    mia: Person
    noah: Person
    dana: Person
    sam: Person
    toni: Person
    lea: Person


def load() -> None:
    """Fill an empty database with the demo programme and its history. All of it or nothing."""
    from wiseline.demo.alliance import bond
    from wiseline.demo.daily_life import use_skills
    from wiseline.demo.diary import keep_diary
    from wiseline.demo.history import play
    from wiseline.demo.practice_plan import keep_practice_plan
    from wiseline.demo.questions import answer_questions
    from wiseline.demo.safety import keep_safe
    from wiseline.demo.sessions import hold_sessions

    with transaction.atomic():
        cast = _people()
        _hours(cast)
        play(cast)
        keep_diary(cast)
        answer_questions(cast)
        use_skills(cast)
        hold_sessions(cast)
        keep_practice_plan(cast)
        bond(cast)
        keep_safe(cast)
        Delivery.objects.filter(status=Delivery.Status.PENDING).update(status=Delivery.Status.DROPPED)


def sign_in_links(base_url: str) -> list[tuple[str, str, str]]:
    """(name, role, one-tap link) for each of the cast.

    On this machine each gets a host name of their own below localhost: browsers then keep them apart, and two
    windows of one browser can be two people.
    """
    people = {person.first_name.lower(): person for person in Person.objects.filter(programme__is_demo=True)}
    return [
        (people[key].name, role, _link(base_url, people[key], key)) for key, role in ROLE_WORDS.items() if key in people
    ]


def _link(base_url: str, person: Person, key: str) -> str:
    parts = urlsplit(base_url)
    if parts.hostname in {"127.0.0.1", "localhost", "0.0.0.0", "::1"}:  # noqa: S104 compared, not bound
        parts = parts._replace(netloc=f"{key}.localhost" + (f":{parts.port}" if parts.port else ""))
    path = reverse("web:demo_sign_in", args=[link_token(person, purpose="demo")])
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _people() -> Cast:
    with clock.standing_at(clock.now() - HISTORY):
        programme = Programme.objects.create(
            name="Harbour DBT", country="IE", timezone=_machine_zone(), is_demo=True, created_at=clock.now()
        )

        def person(name: str, *roles: str) -> Person:
            email = f"{name.split(maxsplit=1)[0].lower()}@demo.example"
            return add_person(programme=programme, name=name, email=email, roles=roles)

        cast = Cast(
            programme=programme,
            mia=person("Mia Brennan", Role.CLIENT),
            noah=person("Noah Lind", Role.CLIENT),
            dana=person("Dana Reyes", Role.THERAPIST),
            sam=person("Sam Okafor", Role.THERAPIST),
            toni=person("Toni Weiss", Role.TRAINER),
            lea=person("Lea Novak", Role.LEAD, Role.ADMINISTRATOR),
        )
        since = clock.now().date()
        for client, coach, kind in (
            (cast.mia, cast.dana, CareKind.THERAPIST),
            (cast.noah, cast.sam, CareKind.THERAPIST),
            (cast.mia, cast.toni, CareKind.TRAINER),
            (cast.noah, cast.toni, CareKind.TRAINER),
        ):
            CareRelationship.objects.create(client=client, coach=coach, kind=kind, starts_on=since)
    return cast


def _hours(cast: Cast) -> None:
    now = clock.now()
    whole_day = (time(0), time(0))
    plans = {
        cast.dana: (whole_day, 45, "I answer at any hour while you try this demo. If I am in session, I call back."),
        cast.sam: ((time(9), time(18)), 60, "I cover the evenings and nights."),
        cast.lea: ((time(7), time(23)), 120, ""),
    }
    for coach, ((start, end), minutes, words) in plans.items():
        CoachLimits.objects.create(
            coach=coach, outside=["life_threatening"], return_minutes=minutes, words_to_clients=words
        )
        for day in range(7):
            WeeklyWindow.objects.create(coach=coach, weekday=day, start=start, end=end)
        Device.objects.create(person=coach, key="demo", label="Demo phone", tested_at=now)
    _phones(cast)
    first = date(now.year, 1, 1)
    for day in range(7):
        for coach, start, end in ((cast.sam, time(18), time(8)), (cast.lea, time(8), time(18))):
            if (coach, day) == (cast.lea, 5):
                continue  # Saturday has no day cover: the rota shows what a hole looks like
            RotaShift.objects.create(
                programme=cast.programme,
                coach=coach,
                weekday=day,
                start=start,
                end=end,
                first=first,
                accepted_at=now,
            )


def _phones(cast: Cast) -> None:
    """Numbers that exist nowhere, of phones that are a page: `/phones/`."""
    now = clock.now()
    people = (cast.mia, cast.noah, cast.dana, cast.sam, cast.lea)
    for last, person in enumerate(people, start=1):
        number = f"+1500555010{last}"
        PhoneNumber.objects.create(
            person=person,
            number=number,
            digest=digest(number),
            kind=PhoneNumber.Kind.MOBILE,
            verified_at=now,
            tested_at=now,
            ring_after=15,
        )


def _machine_zone() -> str:
    """This machine's time zone, so that the demo's clock reads like the one on the wall."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    for name in (named, linked):
        if name in available_timezones() and "/" in name and not name.startswith("Etc/"):
            return str(ZoneInfo(name))
    return "Europe/Dublin"
