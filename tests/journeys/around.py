"""What stands around a client's safety: who else is part of it, and a call that was agreed after risk."""

from __future__ import annotations

from datetime import timedelta

from wiseline.chart.models import Note
from wiseline.coaching.flows.recontact import agree_recontact
from wiseline.coaching.models import Contact, Kind, Recontact
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.safety.others import include, keep_rules

BODY = {
    "risk_asked": True,
    "risk_answer": "danger",
    "acted": "yes",
    "urges_before": {"suicide": 4},
    "urges_after": {"suicide": 2},
    "risk": {"asked": {"intent": "yes"}, "acute": ["alone"], "means": "Tablets: Ada takes them", "steps": "Ada stays"},
}


def others(*, client: str, by: str, coach: str, lead: str) -> str:
    """A parent with a coach of their own, and what the programme has decided; the id of the former."""
    person, therapist, own = (Person.objects.get(pk=pk) for pk in (client, by, coach))
    keep_rules(by=Person.objects.get(pk=lead), policy_for_minors=False, words="From 16 alone; below, with a parent.")
    row = include(client=person, by=therapist, name="Karin, mother", told="That calls may come at night.", coach=own)
    return str(row.pk)


def note_with_a_call(*, client: str, by: str, due_in: str = "") -> dict[str, str]:
    """A signed note after risk, and the call that was agreed in it, which may be due in a contact; their ids."""
    person, coach = Person.objects.get(pk=client), Person.objects.get(pk=by)
    now = clock.now()
    ended = {"status": "closed", "ended_at": now, "closed_at": now}
    contact = Contact.objects.create(
        programme=person.programme, client=person, initiator=person, holder=coach, safety="danger", **ended
    )
    call = agree_recontact(contact=contact, coach=coach, at=now + timedelta(hours=2))
    body = {**BODY, "recontact_at": call.at.isoformat()}
    made = {"client": person, "programme_id": person.programme_id, "author": coach, "at": now, "signed_at": now}
    note = Note.objects.create(contact_id=contact.pk, body=body, **made)
    if due_in:
        Contact.objects.filter(pk=due_in).update(kind=Kind.RECONTACT, safety="")
        Recontact.objects.filter(pk=call.pk).update(became=due_in)
    return {"note": str(note.pk), "call": str(call.pk)}


def arrived_late(*, contact: str) -> None:
    """The request was made two days ago, on a phone without a network, in danger."""
    said = clock.now() - timedelta(days=2)
    Contact.objects.filter(pk=contact).update(safety="danger", said_at=said, safety_said_at=said)
