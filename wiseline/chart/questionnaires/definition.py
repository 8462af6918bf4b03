"""One questionnaire as its content file says it: questions, the answers to choose from, and how it is scored.

A content file is TOML (docs/how-to/questionnaires.md). What it says is kept with every answer that is given to it, so
that a later edition never changes what an old answer meant. Without `scores` it keeps answers, and no verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

if TYPE_CHECKING:
    from collections.abc import Mapping

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Perhaps = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Value = Annotated[int, Field(ge=-1000, le=1000)]
Answers = dict[str, int | str]
LONGEST = 2000
"""Letters of an answer in words."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Choice(_Part):
    """One answer to choose, and the number that it counts."""

    value: Value
    words: Words


class Condition(_Part):
    """An earlier question, and the answers to it with which this one is asked."""

    question: Id
    values: Annotated[tuple[Value, ...], Field(alias="is", min_length=1)]


class Question(_Part):
    """One question. `answers` names a set of choices; at the values of `help_if`, help is put before the client."""

    id: Id
    text: Words
    kind: Literal["choice", "text"] = "choice"
    answers: Perhaps = ""
    low: Perhaps = ""  # what the lowest and the highest number mean, where the choices are plain numbers
    high: Perhaps = ""
    ask_if: tuple[Condition, ...] = ()
    help_if: tuple[Value, ...] = ()


class Norms(_Part):
    """What is published of an instrument's error: a group's standard deviation, and its reliability."""

    sd: Annotated[float, Field(gt=0)]
    reliability: Annotated[float, Field(gt=0, lt=1)]
    source: Words


class Score(_Part):
    """A number made of answers. With more than `most_missing` of them left out, there is none."""

    id: Id
    name: Words
    questions: Annotated[tuple[Id, ...], Field(min_length=1)]
    how: Literal["sum", "mean"] = "sum"
    most_missing: Annotated[int, Field(ge=0)] = 0
    better: Literal["lower", "higher"]
    norms: Norms | None = None


class Definition(_Part):
    """A whole questionnaire."""

    id: Slug
    name: Words
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]{2,4})?$")] = "en"
    minutes: Annotated[int, Field(ge=1, le=60)]
    intro: Words
    source: Words
    licence: Words
    notice: Perhaps = ""  # what the licence wants to be shown with the questions
    answers: dict[Id, Annotated[tuple[Choice, ...], Field(min_length=2, max_length=20)]] = Field(default_factory=dict)
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=100)]
    scores: Annotated[tuple[Score, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        known: dict[str, Question] = {}
        for place, question in enumerate(self.questions):
            self._check(question, known, f"questions.{place}")
            known[question.id] = question
        for place, score in enumerate(self.scores):
            where = f"scores.{place}"
            if stray := [name for name in score.questions if name not in known or known[name].kind == "text"]:
                raise ValueError(f"{where}.questions: no question with answers to choose has the id {stray[0]!r}")
            if score.most_missing >= len(score.questions):
                raise ValueError(f"{where}.most_missing: at least one answer has to be there")
        if len({score.id for score in self.scores}) < len(self.scores):
            raise ValueError("scores: two of them have the same id")
        return self

    def _check(self, question: Question, known: Mapping[str, Question], where: str) -> None:
        if question.id in known:
            raise ValueError(f"{where}.id: {question.id!r} is the id of an earlier question")
        if question.kind == "text" and (question.answers or question.help_if):
            raise ValueError(f"{where}.kind: a question that is answered in words has no answers and no help_if")
        if question.kind == "choice" and question.answers not in self.answers:
            raise ValueError(f"{where}.answers: there is no [answers] set named {question.answers!r}")
        if stray := set(question.help_if) - set(self.values_of(question)):
            raise ValueError(f"{where}.help_if: {min(stray)} is none of its answers")
        for condition in question.ask_if:
            earlier = known.get(condition.question)
            if earlier is None or earlier.kind == "text":
                raise ValueError(
                    f"{where}.ask_if: {condition.question!r} is no earlier question with answers to choose"
                )
            if stray := set(condition.values) - set(self.values_of(earlier)):
                raise ValueError(f"{where}.ask_if: {min(stray)} is no answer to {condition.question!r}")

    def values_of(self, question: Question) -> tuple[int, ...]:
        """The numbers that can be chosen."""
        return tuple(choice.value for choice in self.answers.get(question.answers, ()))

    def range_of(self, score: Score) -> tuple[float, float]:
        """The least and the most that a score can be."""
        named = {question.id: self.values_of(question) for question in self.questions}
        least = sum(min(named[name]) for name in score.questions)
        most = sum(max(named[name]) for name in score.questions)
        count = len(score.questions) if score.how == "mean" else 1
        return least / count, most / count


def kept(definition: Definition, given: Mapping[str, Any]) -> Answers:
    """The answers to what was asked. What was answered and then, by an earlier answer, is not asked is left out."""
    found: Answers = {}
    for question in definition.questions:
        value = given.get(question.id)
        if value in (None, "") or not is_asked(question, found):
            continue
        if question.kind == "text":
            found[question.id] = str(value)[:LONGEST]
        elif value in definition.values_of(question):
            found[question.id] = value
    return found


def is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the earlier answers lead to this question."""
    return all(answers.get(condition.question) in condition.values for condition in question.ask_if)


def asks_for_help(definition: Definition, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions whose answer puts help before the client at once."""
    return tuple(question for question in definition.questions if answers.get(question.id) in question.help_if)
