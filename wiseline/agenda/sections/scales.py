"""Questionnaires that were answered since the last session, in the plain words of their own module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.line import Group, Line
from wiseline.chart.questionnaires.reading import latest_changes

if TYPE_CHECKING:
    from wiseline.agenda.look import Look


def lines(look: Look) -> list[Line]:
    """One line a score."""
    return [
        Line(
            f"scale.{row.slug}.{row.score}"[:80],
            Group.SCALES,
            f"{row.instrument}, {row.score}: {row.words}",
            "scales:of",
            (str(look.client.pk),),
            at=row.at,
        )
        for row in latest_changes(look.client, look.start)
    ]
