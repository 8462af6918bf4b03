"""Scores: sums and means of answers, with what is left out. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiseline.chart.questionnaires.definition import Definition, Score


def score(rule: Score, answers: Mapping[str, Any]) -> float | None:
    """One score; None where more was left out than the instrument allows.

    What is left out within that limit counts as the mean of what is there (prorating).
    """
    given = [answers[name] for name in rule.questions if isinstance(answers.get(name), int)]
    if not given or len(rule.questions) - len(given) > rule.most_missing:
        return None
    whole = sum(given) if len(given) == len(rule.questions) else sum(given) / len(given) * len(rule.questions)
    return whole / len(rule.questions) if rule.how == "mean" else float(whole)


def scores(definition: Definition, answers: Mapping[str, Any]) -> dict[str, float | None]:
    """Every score of a questionnaire, by its id."""
    return {rule.id: score(rule, answers) for rule in definition.scores}
