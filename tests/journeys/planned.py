"""What the hand does for the practice plan in the server's data."""

from __future__ import annotations

from wiseline.chart.models import PlannedOccasion
from wiseline.chart.practice_plan.when import Kind, When
from wiseline.chart.practice_plan.writing import propose
from wiseline.people.models import Person


def plan(*, client: str) -> str:
    """A practice of every day; returns its id."""
    person = Person.objects.get(pk=client)
    when = When(kind=Kind.CUE, cue="When I come home")
    said = {"skill": "paced-breathing", "situation": "When it is too quiet at home"}
    return str(propose(client=person, by=person, when=when, **said).pk)


def said(*, planned: str) -> list[str]:
    """The answers, day by day."""
    rows = PlannedOccasion.objects.filter(planned=planned).exclude(answer="").order_by("day")
    return list(rows.values_list("answer", flat=True))


def days_done(*, planned: str) -> list[str]:
    """The days on which it was done."""
    rows = PlannedOccasion.objects.filter(planned=planned, answer="done").order_by("day")
    return [day.isoformat() for day in rows.values_list("day", flat=True)]
