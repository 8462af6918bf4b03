"""The practice plan since the last session: a line a practice, what was kept, what got in the way, what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wiseline.agenda.line import Group, Line
from wiseline.chart.obstacles import BY_ID
from wiseline.chart.practice_plan.reading import kept_between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiseline.agenda.look import Look
    from wiseline.chart.practice_plan.reading import Kept


def lines(look: Look) -> list[Line]:
    """One line a planned practice. Counts are said, never a share of success."""
    week = kept_between(look.client, look.start, look.end)
    return [
        Line(
            f"plan.{row.planned.pk}",
            Group.PLAN,
            f"{row.title}: {row.situation}" if row.situation else row.title,
            "practice:planned",
            (str(row.planned.pk),),
            details=tuple(_details(row)),
        )
        for row in week.rows
    ]


def _details(row: Kept) -> Iterable[str]:
    counts = (
        (row.done, ngettext("done once", "done %(count)s times", row.done)),
        (row.not_today, ngettext("not that day once", "not that day %(count)s times", row.not_today)),
        (row.harder, ngettext("harder than thought once", "harder than thought %(count)s times", row.harder)),
        (row.no_answer, ngettext("no answer once", "no answer %(count)s times", row.no_answer)),
    )
    said = ", ".join(words % {"count": count} for count, words in counts if count)
    yield said or _("It was not due yet.")
    if row.helped:
        yield ngettext("It helped once.", "It helped %(count)s times.", row.helped) % {"count": row.helped}
    for word in dict.fromkeys(row.obstacles):
        if word in BY_ID:
            yield str(BY_ID[word].label)
    for version in row.changes:
        if version.number > 1:
            yield _("Changed by %(who)s") % {"who": version.by.display_name}
