"""What stands of the team's nights: a contact that was covered and handed back, and a month that was suggested."""

from __future__ import annotations

from datetime import timedelta

from wiseline.chart.cover import hand_back
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.flows.month import blocks_of, draft_month, say_wishes


def handed_back(*, client: str, by: str) -> dict[str, str]:
    """A closed contact that somebody covered, and their words to the therapist; the ids of both."""
    person, coach = Person.objects.get(pk=client), Person.objects.get(pk=by)
    contact = Contact.objects.create(
        programme=person.programme, client=person, initiator=person, status="closed", holder=coach
    )
    row = hand_back(contact_id=contact.pk, client=person, by=coach, text="She slept. Please call in the morning.")
    return {"contact": str(contact.pk), "row": str(row.pk)}


def month(*, by: str) -> str:
    """A month that was suggested, in which the lead takes what there is; returns its id."""
    lead = Person.objects.get(pk=by)
    names = [block.name for block in blocks_of(lead.programme)]
    say_wishes(coach=lead, blocks=names, share=100, most_hours=None, most_nights=None)
    return str(draft_month(lead=lead, first=clock.now().date() + timedelta(days=7)).pk)
