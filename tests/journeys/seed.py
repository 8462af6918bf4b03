"""What the hand does in the server's data. Functions take and return what JSON can carry."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.core.management import call_command

from tests.cast import make_cast
from tests.fakes.phones import give_number
from tests.insight.found import nine_weeks
from wiseline.calls.models import Call, PhoneLine
from wiseline.chart.chains.chain import Body, Link, LinkKind
from wiseline.chart.chains.work import begin
from wiseline.chart.models import SkillUse
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.flows import ask as asking
from wiseline.coaching.models import Contact, ContactEvent, Message
from wiseline.coaching.transitions import OPEN, Status
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.people.flows import join as inviting
from wiseline.people.links import link_token
from wiseline.people.models import CareKind, CareRelationship, Person, Role
from wiseline.reach.models import Delivery, PhoneNumber
from wiseline.safety.agreeing import agree
from wiseline.safety.flows import write_plan
from wiseline.safety.plan import Item
from wiseline.skills import library
from wiseline.skills.flows import teach
from wiseline.skills.groups import begin_group, set_members

PEOPLE = ("mia", "noah", "dana", "sam", "toni", "lea", "eve", "otto")


def prepare() -> None:
    """Tables and static files, as a fresh installation has them."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx/ext/*"])


def fresh_cast(**options: Any) -> dict[str, dict[str, str]]:
    """A programme of its own for one test: by first name in small letters, everybody's id, name and sign-in address.

    What earlier tests left open is taken out of the switchboard's sight.
    """
    Delivery.objects.filter(status=Delivery.Status.PENDING).update(status=Delivery.Status.DROPPED)
    Contact.objects.filter(status__in=OPEN).update(status=Status.WITHDRAWN, due_at=None, ringing=None)
    Person.objects.update(email=None)
    cast = make_cast(**options)
    for programme in (cast.programme, cast.elsewhere):
        programme.is_demo = True
        programme.save(update_fields=["is_demo"])
    people: dict[str, Person] = {name: getattr(cast, name) for name in PEOPLE}
    return {
        name: {
            "id": str(person.pk),
            "name": person.name,
            "sign_in": f"/demo/in/{link_token(person, purpose='demo')}/",
        }
        for name, person in people.items()
    }


def give_numbers(*, people: list[str], ring: str = "at_once", known: bool = False) -> None:
    """Each has a verified number, and the coaches' phones ring at once. Phones of earlier tests are put down.

    `known`: the numbers of `tests.fakes.phones`, for phones that are not of this program.
    """
    PhoneLine.objects.filter(ended_at=None).update(ended_at=clock.now())
    PhoneNumber.objects.all().delete()
    for last, person in enumerate(people):
        number = "" if known else f"+49151000{secrets.randbelow(10**6):06}{last}"
        give_number(Person.objects.get(pk=person), number=number, ring=ring)


def line_of(*, person: str) -> str:
    """Where the newest line of somebody's phone stands in its script."""
    line = PhoneLine.objects.filter(person_id=person).order_by("created_at").last()
    return str(line.state.get("at")) if line else ""


def ask(*, client: str, coach: str = "", way: str = "call", **choices: str) -> str:
    """The client asks; with `coach`, that coach answers. Returns the contact's id."""
    contact, _new = asking.ask(client=Person.objects.get(pk=client), way=way, **{"safety": "safe", **choices})
    if coach:
        holding.answer(contact_id=contact.pk, coach=Person.objects.get(pk=coach))
    return str(contact.pk)


def only_contact() -> str:
    """The one that is open; what earlier tests left open is older."""
    return str(Contact.objects.filter(status__in=OPEN).latest("asked_at").pk)


def contact_facts(*, contact: str) -> dict[str, Any]:
    """How the contact stands in the database, with the kinds of its events, in order."""
    row = Contact.objects.get(pk=contact)
    kinds = ContactEvent.objects.filter(contact=row).order_by("version").values_list("kind", flat=True)
    holder, ringing = row.holder, row.ringing
    return {
        "status": row.status,
        "holder": holder.name if holder else None,
        "ringing": ringing.name if ringing else None,
        "events": list(kinds),
    }


def told(*, contact: str) -> dict[str, Any]:
    """What the client has told so far."""
    return Contact.objects.get(pk=contact).primer


def messages_of(*, contact: str) -> list[dict[str, Any]]:
    """The contact's messages, oldest first."""
    rows = Message.objects.filter(contact=contact).select_related("author")
    return [
        {"body": row.body, "by": row.author.name, "delivered": bool(row.delivered_at), "read": bool(row.read_at)}
        for row in rows
    ]


def calls_of(*, contact: str) -> list[dict[str, Any]]:
    """The contact's calls, oldest first."""
    return [
        {
            "connected": bool(row.connected_at),
            "end": row.end,
            "ended_by": row.ended_by.name if row.ended_by else None,
            "over": row.ended_at is not None,
        }
        for row in Call.objects.filter(contact_id=contact).select_related("ended_by").order_by("started_at")
    ]


def close(*, contact: str) -> None:
    """The coach signs the note, on a device that the test does not show."""
    row = Contact.objects.get(pk=contact)
    assert row.holder is not None
    holding.end(contact_id=row.pk, by=row.holder)
    holding.close(contact_id=row.pk, coach=row.holder)


def forget_events() -> None:
    """Take away all events, as the sweep does with those that are old."""
    Event.objects.all().delete()


def count_contacts(*, client: str) -> int:
    """How many requests the client has made."""
    return Contact.objects.filter(client=client).count()


def teach_everything(*, client: str) -> None:
    """Mark the whole library as taught to a client."""
    person = Person.objects.get(pk=client)
    for skill in library.entries():
        teach(clients=[person], skill=skill, on=clock.now().date(), by=person)


def count_uses(*, client: str) -> int:
    """How many skill uses of a client are kept."""
    return SkillUse.objects.filter(client=client).count()


def uses_of(*, client: str) -> list[dict[str, Any]]:
    """The skill uses of a client in the order in which they happened; `at` in seconds since 1970."""
    rows = SkillUse.objects.filter(client=client).order_by("at")
    return [{"skill": row.skill, "at": row.at.timestamp()} for row in rows]


def now() -> float:
    """The server's clock, in seconds since 1970."""
    return clock.now().timestamp()


def invite(*, by: str, name: str) -> str:
    """A therapist invites a client; returns the secret part of the link."""
    therapist = Person.objects.get(pk=by)
    _invitation, token = inviting.invite(by=therapist, name=name, roles=[Role.CLIENT], therapist=therapist)
    return token


def care_for(*, coach: str, client: str) -> None:
    """Let a skills trainer care for a client from now on."""
    CareRelationship.objects.create(
        coach_id=coach, client_id=client, kind=CareKind.TRAINER, starts_on=clock.now().date()
    )


def nine_weeks_of_diary(*, client: str) -> None:
    """A diary in which hard days follow short nights."""
    nine_weeks(Person.objects.get(pk=client))


def a_group(*, by: str, clients: list[str]) -> str:
    """A skills group with these members; its id."""
    trainer = Person.objects.get(pk=by)
    group = begin_group(name="Tuesday group", by=trainer)
    set_members(group=group, clients=list(Person.objects.filter(pk__in=clients)), by=trainer)
    return str(group.pk)


def a_chain(*, client: str) -> str:
    """A chain with three links; returns its id."""
    person = Person.objects.get(pk=client)
    links = [
        Link(kind=kind, text=f"A link: {kind}", intensity=60) for kind in (LinkKind.EVENT, LinkKind.URGE, LinkKind.ACT)
    ]
    chain = begin(client=person, by=person, kind="chain", body=Body(behaviour="I shouted", links=links))
    return str(chain.pk)


def a_plan(*, client: str) -> None:
    """A plan with somebody to call."""
    person = Person.objects.get(pk=client)
    ada = Item(text="Ada, my sister", phone="030 5556667")
    sections = {"alone": ["Cold water on my face"], "ask": [ada], "emergency": [ada]}
    write_plan(client=person, by=person, sections=sections)


def agree_to_wait(*, client: str, by: str) -> None:
    """What two agreed a week ago for the day after an act."""
    with clock.standing_at(clock.now() - timedelta(days=7)):
        agree(
            client=Person.objects.get(pk=client),
            by=Person.objects.get(pk=by),
            mode="strict",
            reason="So that asking comes before acting.",
        )


def rung(*, person: str) -> int:
    """How often this person was rung."""
    return Delivery.objects.filter(person=person, kind__in=["ring", "nudge"], channel="in_app").count()


def newest_contact(*, client: str) -> dict[str, Any]:
    """The contact that began last: its kind, status, who holds it and who is rung."""
    row = Contact.objects.filter(client=client).order_by("-asked_at").first()
    assert row is not None
    people = {"holder": row.holder, "ringing": row.ringing}
    names = {name: person.first_name if person else "" for name, person in people.items()}
    return {"id": str(row.pk), "kind": row.kind, "status": row.status, "safety": row.safety, **names}


def sent_to(*, person: str, kind: str) -> list[list[str]]:
    """What went out to somebody, of one kind: the channels, each with what became of it."""
    rows = Delivery.objects.filter(person_id=person, kind=kind).order_by("due_at", "channel")
    return [[row.channel, row.status] for row in rows]
