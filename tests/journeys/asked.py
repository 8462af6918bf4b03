"""A client who is asked questions, made in the server's data."""

from __future__ import annotations

from datetime import timedelta

from tests.questionnaires.own import BRANCHING
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import QuestionnaireAnswers
from wiseline.chart.questionnaires.answering import answer
from wiseline.chart.questionnaires.asking import ask
from wiseline.chart.questionnaires.versions import add_edition, switch, version_of
from wiseline.lib import clock
from wiseline.people.models import Person


def asked(*, client: str, by: str, slug: str = "week") -> str:
    """Asked every week from today on; returns the address of the page that is filled."""
    person = Person.objects.get(pk=client)
    ask(client=person, by=Person.objects.get(pk=by), slug=slug, every_weeks=1, weekday=today_of(person).weekday())
    version = version_of(person.programme_id, slug)
    assert version is not None
    return f"/questions/fill/{version.pk}/"


def answered(*, client: str, slug: str, days_ago: int, answers: dict[str, int]) -> str:
    """Answered some days ago; returns the id."""
    person = Person.objects.get(pk=client)
    version = version_of(person.programme_id, slug)
    assert version is not None
    at = clock.now() - timedelta(days=days_ago)
    return str(answer(client=person, version=version, given=answers, key=f"{slug}-{days_ago}", at=at).pk)


def kept(*, client: str, slug: str) -> list[dict[str, int | str]]:
    """What was answered, in the order in which it was written."""
    return [row.answers for row in QuestionnaireAnswers.objects.filter(client=client, slug=slug).order_by("at")]


def own(*, by: str, on: bool = True) -> str:
    """A questionnaire of the programme's own, with branches; returns its id."""
    person = Person.objects.get(pk=by)
    version = add_edition(text=BRANCHING, by=person)
    switch(version=version, on=on, by=person)
    return str(version.pk)
