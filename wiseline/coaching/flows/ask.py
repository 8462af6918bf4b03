"""A client asks. The request is stored with the first tap, before anybody is rung."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.db.models import Q

from wiseline.audit.trail import record
from wiseline.chart.timeline import add_to_timeline
from wiseline.coaching import audience
from wiseline.coaching.flows.change import locked, note
from wiseline.coaching.flows.search import begin_search
from wiseline.coaching.models import NOT_SAFE, Contact, ContactEvent, Kind, Lane, Safety, Way
from wiseline.coaching.plan import Ladder, Plan, as_agreed
from wiseline.coaching.selectors.policy import hold_for
from wiseline.coaching.transitions import OPEN_TO_CLIENT, NotAllowed, Status
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person


ATTEMPTS = 5
LATE = timedelta(minutes=5)
"""What was said longer ago, and arrives only now, is told with its time, and asked about again."""
NOBODY_THERE = frozenset({Status.RINGING, Status.PROMISED, Status.UNREACHED})
"""New danger begins a new search in these: a promise for later does not answer it."""


def open_contact_of(client: Person) -> Contact | None:
    """The contact that a second ask of the client would open."""
    return Contact.objects.filter(client=client, status__in=OPEN_TO_CLIENT).first()


def ask(
    *,
    client: Person,
    ask_key: str = "",
    kind: str = Kind.SKILLS,
    way: str = Way.CALL,
    lane: str = Lane.NOW,
    safety: str = "",
    primer: dict[str, Any] | None = None,
    at_once: bool = False,
    said_at: datetime | None = None,
) -> tuple[Contact, bool]:
    """Store a request and return it with whether it is new.

    A repeat of an ask (the same `ask_key`) returns its contact as it is. A second tap or a second device opens the
    contact that is open already: what it says anew is kept there, and where nobody was reached the search begins
    again. Where the safety question has been answered the search begins at once; else when it is answered, or
    after `Ladder.asked_grace` seconds all the same. `at_once`: where that question is not before their eyes,
    and nothing is won by waiting for the answer.

    `said_at` is when it was said on the device. After more than `LATE`, "safe" answers the question no more, danger and
    doubt still do, and nothing takes the place of what was said since.
    """
    late = said_at if said_at is not None and clock.now() - said_at > LATE else None
    if late and safety not in NOT_SAFE:
        safety = ""
    for attempt in range(ATTEMPTS):
        try:
            standing, repeated = _standing(client, ask_key)
            if standing is not None and repeated:
                return standing, False
            if standing is not None:
                return _ask_within(standing, client, safety=safety, primer=primer or {}, late=late), False
            choices: dict[str, Any] = {"kind": kind, "way": way, "lane": lane, "primer": primer or {}}
            return _store(client, ask_key, safety=safety, at_once=at_once, late=late, **choices), True
        except (IntegrityError, NotAllowed):  # in the same instant, another tap was stored or the open contact ended
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _standing(client: Person, ask_key: str) -> tuple[Contact | None, bool]:
    """The contact that this ask has made already, else the one that is open; and whether it is the former."""
    either = Q(status__in=OPEN_TO_CLIENT)
    if ask_key:
        either |= Q(ask_key=ask_key)
    found = list(Contact.objects.filter(either, client=client))
    repeated = next((contact for contact in found if ask_key and contact.ask_key == ask_key), None)
    return repeated or next(iter(found), None), repeated is not None


def _ask_within(
    standing: Contact, client: Person, *, safety: str, primer: dict[str, Any], late: datetime | None
) -> Contact:
    new_danger = _is_worse(safety, standing)
    primer = _news(standing, primer)
    if late:
        primer = {name: value for name, value in primer.items() if name not in standing.primer}
    with changes():
        if primer:
            standing = tell(contact_id=standing.pk, client=client, answers=primer)
        if new_danger or (safety and safety != standing.safety and not late):
            standing = say_safety(contact_id=standing.pk, client=client, safety=safety, late=late)
        if standing.status == Status.UNREACHED and not new_danger:
            standing = ask_again(contact_id=standing.pk, client=client)
    wake_engine()
    return standing


def _news(standing: Contact, primer: dict[str, Any]) -> dict[str, Any]:
    """What a further ask says that was not told yet; skills that were told as tried stay beside the new ones."""
    told = standing.primer.get("tried", [])
    merged = {**primer, "tried": list(dict.fromkeys([*told, *primer["tried"]]))} if "tried" in primer else primer
    return {name: value for name, value in merged.items() if standing.primer.get(name) != value}


def _store(
    client: Person, ask_key: str, *, safety: str, at_once: bool, late: datetime | None, **choices: Any
) -> Contact:
    now = clock.now()
    ladder = Ladder.of(client.programme.ladder)
    with changes():
        contact = Contact.objects.create(
            programme=client.programme,
            client=client,
            initiator=client,
            ask_key=ask_key,
            safety=safety,
            safety_at=now if safety else None,
            said_at=late,
            safety_said_at=late if safety else None,
            status=Status.ASKED,
            asked_at=now,
            due_at=now + timedelta(seconds=ladder.asked_grace),
            **choices,
        )
        ContactEvent.objects.create(
            contact=contact, version=0, at=now, kind="asked", before="", after=Status.ASKED, actor=client
        )
        record(
            actor=client,
            action="contact.asked",
            subject=contact,
            programme_id=client.programme_id,
            client_id=client.pk,
        )
        add_to_timeline(client=client, kind="contact.asked", actor=client, contact_id=contact.pk, at=now)
        publish(to=audience.of(contact), kind="contact", id=str(contact.pk), status=str(Status.ASKED))
        if safety or at_once:
            begin_search(contact, now=now, actor=client)
    wake_engine()
    return contact


def say_safety(*, contact_id: UUID, client: Person, safety: str, late: datetime | None = None) -> Contact:
    """The client answers 'Are you safe right now?'; the search begins, or begins anew where danger is new.

    `late` is when they answered it, where that arrives only now.
    """
    now = clock.now()
    with changes():
        contact = _open(contact_id)
        worse = _is_worse(safety, contact)
        answer: dict[str, Any] = {"safety": safety, "safety_at": now, "safety_said_at": late}
        note(contact, kind="safety", actor=client, data={"safety": safety}, **answer)
        freed = _waited(contact, now) and hold_for(contact, now) is None
        if contact.status == Status.ASKED or freed or (worse and contact.status in NOBODY_THERE):
            begin_search(contact, now=now, actor=client)
    wake_engine()
    return contact


def _is_worse(safety: str, contact: Contact) -> bool:
    """Whether they said first now that they are not safe, or are in danger and were only not sure before."""
    return safety != contact.safety and (
        safety == Safety.DANGER or (safety == Safety.UNSURE and contact.safety != Safety.DANGER)
    )


def _waited(contact: Contact, now: datetime) -> bool:
    """Whether nobody is rung for it yet, or only who covers, because of what was agreed for the day after an act."""
    until = Plan.from_json(contact.plan).held_until if contact.status == Status.RINGING else None
    return until is not None and (contact.ringing_id is None or now < until)


def choose(*, contact_id: UUID, client: Person, kind: str, way: str, lane: str) -> Contact:
    """The client says why, how and how soon; a search that is on begins anew where whom to ring depends on it."""
    with changes():
        contact = _open(contact_id)
        if contact.agreed_as.exists():
            kind = as_agreed(kind)
        plan_changes = (contact.kind, contact.lane) != (kind, lane)
        choices = {"way": way, "lane": lane}
        note(
            contact,
            kind="chosen",
            actor=client,
            data={**choices, "kind": kind},
            columns={**choices, "kind": kind},
        )
        if plan_changes and contact.status == Status.RINGING:
            begin_search(contact, now=clock.now(), actor=client)
    wake_engine()
    return contact


def tell(*, contact_id: UUID, client: Person, answers: dict[str, Any]) -> Contact:
    """Keep answers to the primer, each as it comes; what was said before stays unless it is said anew."""
    with changes():
        contact = _open(contact_id)
        contact.primer = {**contact.primer, **answers}
        contact.save(update_fields=["primer"])
        note(contact, kind="told", actor=client, data={"fields": sorted(answers)})
    return contact


def ask_again(*, contact_id: UUID, client: Person) -> Contact:
    """After nobody was reached, or while a promise is open: search anew within the same contact."""
    with changes():
        contact = _open(contact_id)
        if contact.status not in {Status.UNREACHED, Status.PROMISED}:
            return contact
        note(contact, kind="asked_again", actor=client)
        begin_search(contact, now=clock.now(), actor=client)
    wake_engine()
    return contact


def _open(contact_id: UUID) -> Contact:
    contact = locked(contact_id)
    if not contact.is_open_to_client:
        raise NotAllowed("The contact is over.")
    return contact
