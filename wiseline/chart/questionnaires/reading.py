"""Reading answers: the course of each score, and what has changed since a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wiseline.chart.models import QuestionnaireAnswers
from wiseline.chart.questionnaires.scoring import score
from wiseline.chart.questionnaires.sentences import sentence, verdict_of
from wiseline.chart.questionnaires.versions import definition_of

if TYPE_CHECKING:
    from wiseline.chart.questionnaires.change import Verdict
    from wiseline.chart.questionnaires.definition import Definition, Score
    from wiseline.people.models import Person


@dataclass(frozen=True, slots=True)
class Course:
    """The values of one score as it is defined today, from the first to the latest."""

    definition: Definition
    rule: Score
    points: tuple[tuple[datetime, float], ...]

    @property
    def values(self) -> tuple[float, ...]:
        """The values alone."""
        return tuple(value for _at, value in self.points)


@dataclass(frozen=True, slots=True)
class ScaleChange:
    """A score that was answered anew. `previous` is None at the first answer.

    `words` are for staff, `kind_words` for the client; both speak of the whole course.
    """

    slug: str
    instrument: str
    score: str
    at: datetime
    previous: float | None
    latest: float
    verdict: Verdict
    words: str
    kind_words: str


def answers_of(client: Person, slug: str = "") -> list[QuestionnaireAnswers]:
    """What a client has answered, the latest first."""
    rows = QuestionnaireAnswers.objects.filter(client=client)
    if slug:
        rows = rows.filter(slug=slug)
    return list(rows.select_related("version", "by").order_by("-at", "-id"))


def courses_of(client: Person) -> list[Course]:
    """The course of each score that the client has answers for. What is asked or counted otherwise begins anew."""
    by_slug: dict[str, list[QuestionnaireAnswers]] = {}
    for row in reversed(answers_of(client)):
        by_slug.setdefault(row.slug, []).append(row)
    return [course for rows in by_slug.values() for course in _courses(rows)]


def _courses(rows: list[QuestionnaireAnswers]) -> list[Course]:
    newest = definition_of(rows[-1].version)
    editions = {row.version_id: definition_of(row.version) for row in rows}
    found = []
    for rule in newest.scores:
        points = tuple(
            (row.at, value)
            for row in rows
            if _same(rule, newest, editions[row.version_id]) and (value := score(rule, row.answers)) is not None
        )
        if points:
            found.append(Course(newest, rule, points))
    return found


def _same(rule: Score, newest: Definition, older: Definition) -> bool:
    """Whether an older edition asked and counted what makes up this score in the same way."""

    def asked(definition: Definition) -> list[object]:
        parts = [question for question in definition.questions if question.id in rule.questions]
        return [(part.id, part.text, definition.answers.get(part.answers)) for part in parts]

    counted = [(each.questions, each.how) for each in older.scores if each.id == rule.id]
    return counted == [(rule.questions, rule.how)] and asked(newest) == asked(older)


def latest_changes(client: Person, since: datetime) -> list[ScaleChange]:
    """What was answered after `since`, score by score: the last two values, and in plain words what that says."""
    return [_change(course) for course in courses_of(client) if course.points[-1][0] > since]


def _change(course: Course) -> ScaleChange:
    values = course.values
    return ScaleChange(
        slug=course.definition.id,
        instrument=course.definition.name,
        score=course.rule.name,
        at=course.points[-1][0],
        previous=values[-2] if len(values) > 1 else None,
        latest=values[-1],
        verdict=verdict_of(course.rule, values),
        words=sentence(course.rule, values, to_client=False),
        kind_words=sentence(course.rule, values, to_client=True),
    )
