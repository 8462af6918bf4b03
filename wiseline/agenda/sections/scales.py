"""Questionnaires that were answered since the last session, in the plain words of their own module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.agenda.line import Group, Line
from wiseline.agenda.targets import RULES, rank_of
from wiseline.chart.questionnaires.definition import asks_for_help
from wiseline.chart.questionnaires.reading import answers_of, latest_changes
from wiseline.chart.questionnaires.versions import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiseline.agenda.look import Look


def lines(look: Look) -> list[Line]:
    """An answer that asks for a look stands under its target; then one line a score."""
    return [*_asking(look), *_scores(look)]


def _asking(look: Look) -> Iterable[Line]:
    fact = "questionnaire.asks_for_help"
    for row in answers_of(look.client):
        if row.at < look.start:
            continue
        definition = definition_of(row.version)
        asked = asks_for_help(definition, row.answers)
        if asked:
            text = _("An answer to look at, in “%(name)s”") % {"name": definition.name}
            yield Line(
                f"{fact}.{row.pk}",
                RULES[fact].group,
                text,
                "scales:answers",
                (str(row.pk),),
                at=row.at,
                details=tuple(question.text for question in asked),
                rank=rank_of(fact),
            )


def _scores(look: Look) -> Iterable[Line]:
    for row in latest_changes(look.client, look.start):
        name = row.instrument if row.instrument == row.score else f"{row.instrument}, {row.score}"
        text = f"{name}: {row.words}"
        page = ("scales:of", (str(look.client.pk),))
        yield Line(f"scale.{row.slug}.{row.score}"[:80], Group.SCALES, text, *page, at=row.at)
