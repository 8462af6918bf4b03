"""What the hand does for the test of killing: many clients, and a verdict on what became of their requests."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bench.world import people, session_of
from tests.fakes.push_wire import give_phone
from wiseline.coaching.models import Contact, ContactEvent
from wiseline.coaching.transitions import HELD, OPEN, TRANSITIONS, Status
from wiseline.lib import clock
from wiseline.live.models import Cursor, Event
from wiseline.people.models import Person
from wiseline.reach.models import Delivery


def make_crowd(*, clients: int, coaches: int) -> dict[str, list[str]]:
    """So many clients and coaches of one programme; returns a signed-in session for each."""
    client_rows, coach_rows, _lead = people(clients, coaches)
    return {
        "clients": [session_of(person) for person in client_rows],
        "coaches": [session_of(person) for person in coach_rows],
    }


def give_phones(*, subscriptions: list[dict[str, Any]]) -> None:
    """Each coach has a phone, at the subscription of that number."""
    coaches = Person.objects.filter(name__startswith="therapist ").order_by("created_at", "name")
    by_number = {int(person.name.split()[1]): person for person in coaches}
    for number, keys in enumerate(subscriptions):
        give_phone(by_number[number], keys=keys)


def happened() -> dict[str, list[str]]:
    """Each contact's events, by their kind."""
    found: dict[str, list[str]] = {}
    for contact_id, kind in ContactEvent.objects.order_by("version").values_list("contact_id", "kind"):
        found.setdefault(str(contact_id), []).append(kind)
    return found


def pushed() -> dict[str, list[str]]:
    """The pushes that count as sent, those that failed, and all that there ever were."""
    rows = list(Delivery.objects.filter(channel="web_push").values_list("pk", "status"))
    return {
        "sent": [str(pk) for pk, status in rows if status == "sent"],
        "failed": [str(pk) for pk, status in rows if status == "failed"],
        "all": [str(pk) for pk, _status in rows],
    }


def verdict() -> dict[str, Any]:
    """Everything that would be wrong, each as a list that should be empty, and some counts."""
    contacts = list(Contact.objects.all())
    events: dict[object, list[ContactEvent]] = {}
    for event in ContactEvent.objects.order_by("contact_id", "version"):
        events.setdefault(event.contact_id, []).append(event)
    now = clock.now()
    per_client = Counter(row.client_id for row in contacts)
    return {
        "contacts": len(contacts),
        "keys": sorted(row.ask_key for row in contacts),
        "doubled": [str(client) for client, count in per_client.items() if count != 1],
        "forgotten": [
            str(row.pk)
            for row in contacts
            if row.status in OPEN
            and row.holder_id is None
            and (row.due_at is None or (now - row.due_at).total_seconds() > 10)
        ],
        "unheld": [str(row.pk) for row in contacts if row.status in HELD and row.holder_id is None],
        "broken": [str(row.pk) for row in contacts if not _whole(row, events.get(row.pk, []))],
        "rung_twice": [str(row.pk) for row in contacts if _rung_twice(events.get(row.pk, []))],
        "late_mail": Delivery.objects.filter(status="pending", due_at__lt=now).count(),
        "doubled_mail": Delivery.objects.count() - Delivery.objects.values("dedupe").distinct().count(),
        "gaps": _gaps(),
        "statuses": dict(Counter(row.status for row in contacts)),
        "steps": ContactEvent.objects.filter(kind="rung").count(),
    }


def _whole(contact: Contact, events: list[ContactEvent]) -> bool:
    """Versions without a gap, every change in the table, and the last of them what the row says."""
    versions = [event.version for event in events] == list(range(contact.version + 1))
    allowed = all(
        event.before == event.after or Status(event.after) in TRANSITIONS[Status(event.before)]
        for event in events
        if event.before
    )
    return versions and allowed and events[-1].after == contact.status


def _rung_twice(events: list[ContactEvent]) -> bool:
    """Whether a step of one search was fired more than once."""
    last = -1
    for event in events:
        if event.kind != "rung":
            last = -1 if event.kind in {"resumed", "passed", "asked", "safety"} else last
            continue
        step = int(event.data["step"])
        if step <= last:
            return True
        last = step
    return False


def _gaps() -> list[str]:
    """Persons whose live events are not numbered from one without a gap."""
    found = []
    for person in Person.objects.all():
        numbers = list(Event.objects.filter(person=person).order_by("seq").values_list("seq", flat=True))
        newest = Cursor.objects.filter(person=person).values_list("seq", flat=True).first() or 0
        if numbers != list(range(1, newest + 1)):
            found.append(str(person.pk))
    return found
