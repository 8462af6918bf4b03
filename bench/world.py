"""A database of its own for each benchmark, with as many clients and as much history as it wants."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date, time, timedelta
from typing import Any


def fresh(name: str) -> str:
    """Settings for a new, empty, migrated SQLite database; returns its folder. Call once a process, first of all."""
    folder = tempfile.mkdtemp(prefix=f"wiseline-bench-{name}-")
    os.environ.update(WISELINE_DATA_DIR=folder, WISELINE_DEMO="1", WISELINE_LOG_LEVEL="ERROR")
    os.environ.pop("WISELINE_DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiseline.conf.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def remove(folder: str) -> None:
    """Delete the folder of `fresh`."""
    shutil.rmtree(folder, ignore_errors=True)


def people(clients: int, coaches: int) -> tuple[list[Any], list[Any], Any]:
    """Clients, coaches who can be rung at any hour, each the therapist of clients/coaches of them, and a lead."""
    from wiseline.people.models import CareKind, CareRelationship, Person, PersonRole, Programme
    from wiseline.rota.models import CoachLimits, WeeklyWindow

    programme = Programme.objects.create(name="Bench", country="DE", timezone="Europe/Berlin", is_demo=True)

    def made(kind: str, count: int) -> list[Person]:
        rows = [
            Person(
                programme=programme,
                name=f"{kind} {index}",
                email=f"{kind}{index}@bench.example",
                timezone="Europe/Berlin",
                country="DE",
            )
            for index in range(count)
        ]
        Person.objects.bulk_create(rows)
        PersonRole.objects.bulk_create([PersonRole(person=row, role=kind) for row in rows])
        return rows

    client_rows, coach_rows, (lead,) = made("client", clients), made("therapist", coaches), made("lead", 1)
    CareRelationship.objects.bulk_create(
        [
            CareRelationship(
                client=client, coach=coach_rows[i % coaches], kind=CareKind.THERAPIST, starts_on=date(2020, 1, 1)
            )
            for i, client in enumerate(client_rows)
        ]
    )
    everyone = [*coach_rows, lead]
    CoachLimits.objects.bulk_create([CoachLimits(coach=coach) for coach in everyone])
    WeeklyWindow.objects.bulk_create(
        [WeeklyWindow(coach=coach, weekday=day, start=time(0), end=time(0)) for coach in everyone for day in range(7)]
    )
    return client_rows, coach_rows, lead


def session_of(person: Any) -> str:
    """A signed-in session's key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def history(clients: list[Any], coaches: list[Any], contacts_each: int) -> None:
    """A year of closed contacts, ratings, skill uses and timeline for every client; one commit."""
    from django.db import transaction

    with transaction.atomic():
        for number, client in enumerate(clients):
            _year_of(client, coaches[number % len(coaches)], contacts_each)


def _year_of(client: Any, coach: Any, contacts_each: int) -> None:
    from wiseline.chart.models import Rating, SkillUse, TimelineEntry
    from wiseline.coaching.models import Contact, ContactEvent
    from wiseline.lib import clock

    now = clock.now()
    contacts = [
        Contact(
            programme=client.programme,
            client=client,
            initiator=client,
            status="closed",
            holder=coach,
            asked_at=now - timedelta(days=365 * index / contacts_each + 1),
            closed_at=now - timedelta(days=365 * index / contacts_each),
            primer={"happening": "A row at home", "distress": 70},
        )
        for index in range(contacts_each)
    ]
    Contact.objects.bulk_create(contacts)
    common = {"client": client, "programme_id": client.programme_id}
    ContactEvent.objects.bulk_create(
        [
            ContactEvent(contact=row, version=version, at=row.asked_at, kind=kind, after="closed", about=coach)
            for row in contacts
            for version, kind in enumerate(("asked", "rung", "answered", "ended", "closed"))
        ]
    )
    Rating.objects.bulk_create(
        [
            Rating(**common, contact_id=row.pk, at=row.asked_at, moment=moment, distress=60, by=coach)
            for row in contacts
            for moment in ("before", "after")
        ]
    )
    SkillUse.objects.bulk_create(
        [
            SkillUse(**common, contact_id=row.pk, at=row.asked_at, skill="stop", how="coached", effect="helped")
            for row in contacts
        ]
    )
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(**common, contact_id=row.pk, at=row.asked_at, kind=kind, actor=coach)
            for row in contacts
            for kind in ("contact.asked", "contact.answered", "contact.closed")
        ]
    )


def diary(client: Any, days: int = 365) -> None:
    """A year of a client's diary, three days of four filled; the same on each run."""
    import random
    from datetime import timedelta

    from wiseline.chart.diary.cards import card_of
    from wiseline.chart.diary.days import noon, today_of
    from wiseline.chart.models import DiaryDay

    rng = random.Random(9)
    version, today = card_of(client), today_of(client)
    names = [item["id"] for item in version.items if item["kind"] == "scale"]
    rows = []
    for back in range(days):
        if rng.random() < 0.25:
            continue
        day = today - timedelta(days=back)
        answers = {name: rng.randrange(6) for name in names} | {
            "sleep": 30 * rng.randrange(8, 20),
            "conflict": back % 2,
        }
        at = noon(day, client)
        common = {"client": client, "programme_id": client.programme_id, "day": day, "card": version}
        rows.append(DiaryDay(**common, answers=answers, revision=1, first_at=at, updated_at=at))
    DiaryDay.objects.bulk_create(rows)


def questions(client: Any, coach: Any, weeks: int = 52) -> None:
    """A year of the weekly questions."""
    from wiseline.chart.models import QuestionnaireAnswers
    from wiseline.chart.questionnaires.asking import ask
    from wiseline.chart.questionnaires.versions import version_of
    from wiseline.lib import clock

    version = version_of(client.programme_id, "week")
    ask(client=client, by=coach, slug="week", every_weeks=1, weekday=0)
    QuestionnaireAnswers.objects.bulk_create(
        QuestionnaireAnswers(
            client=client,
            programme_id=client.programme_id,
            version=version,
            slug="week",
            answers={"emotions": back % 6, "conflict": back % 4, "steady": back % 5, "people": 3},
            by=client,
            key=f"bench-{back}",
            at=clock.now() - timedelta(weeks=back),
        )
        for back in range(weeks)
    )


def session(client: Any, coach: Any) -> Any:
    """A very full year of a client, and the next session with the last one a month ago.

    Check-ins and rated uses of skills on most days, a plan, chains, wishes: what its page is read from.
    """
    from datetime import timedelta

    from wiseline.agenda.models import Session
    from wiseline.agenda.planning import plan_session
    from wiseline.agenda.wishes import add_wish
    from wiseline.chart.chains.chain import Body
    from wiseline.chart.chains.work import begin
    from wiseline.chart.models import CheckIn, SkillUse
    from wiseline.lib import clock
    from wiseline.skills.flows import ask_about, teach

    now = clock.now()
    common = {"client": client, "programme_id": client.programme_id}
    skills = ("stop", "give", "fast", "dear-man", "paced-breathing", "self-soothe")
    days = [now - timedelta(days=back, hours=1) for back in range(1, 365)]
    CheckIn.objects.bulk_create(
        CheckIn(**common, at=at - timedelta(hours=hour), answers={"misery": (hour + at.day) % 6}, key=f"{at}-{hour}")
        for at in days
        for hour in (1, 5, 9)
    )
    SkillUse.objects.bulk_create(
        SkillUse(
            **common,
            at=at,
            skill=skills[number % 6],
            how="alone",
            effect=("helped", "some", "not")[number % 3],
            before=70,
            after=30 + number % 40,
            place=("home", "work", "public")[number % 3],
        )
        for number, at in enumerate(days)
    )
    for skill in skills:
        teach(clients=[client], skill=skill, on=(now - timedelta(days=20)).date(), by=coach)
    for number in range(12):
        begin(client=client, by=client, kind="chain", body=Body(behaviour=f"What happened {number}"))
        add_wish(client=client, text=f"Something to talk about {number}", key=str(number))
    ask_about(client=client, skill="observe")
    then = now - timedelta(days=28)
    Session.objects.create(
        **common, therapist=coach, planned_for=then, begun_at=then, over_at=then, state=Session.State.CLOSED
    )
    return plan_session(client=client, therapist=coach, planned_for=now + timedelta(hours=3), weekly=True)


def full_use(client: Any, days: int = 365, each_day: int = 10) -> None:
    """A year of very full use of skills, in every context and way; thirty skills were taught. The same on each run."""
    import random
    from datetime import timedelta

    from wiseline.chart.models import SkillUse
    from wiseline.lib import clock
    from wiseline.skills import library
    from wiseline.skills.contexts import DEFAULTS
    from wiseline.skills.models import Taught

    rng, now = random.Random(9), clock.now()
    skills, keys = sorted(library.entries())[:30], list(DEFAULTS)
    common = {"client": client, "programme_id": client.programme_id}
    Taught.objects.bulk_create(
        [Taught(**common, skill=skill, on=(now - timedelta(days=days)).date()) for skill in skills]
    )
    SkillUse.objects.bulk_create(
        [
            SkillUse(
                **common,
                skill=rng.choice(skills),
                at=now - timedelta(days=number / each_day, minutes=7),
                how=rng.choice(("alone", "alone", "alone", "coached")),
                source="log",
                effect=rng.choice(("helped", "some", "not", "")),
                contexts=rng.sample(keys, rng.choice((1, 1, 2))) if rng.random() < 0.8 else None,
                place=rng.choice(("", "alone", "work", "public")),
                prompted=rng.choice((True, False, None)),
                obstacle=rng.choice(("", "", "", "too_upset", "not_known")),
            )
            for number in range(days * each_day)
        ],
        batch_size=500,
    )
