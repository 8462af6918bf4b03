"""What the client said they would do, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.agenda.line import Group, Line
from wiseline.agenda.targets import heading_of, rank_of
from wiseline.chart.models import Commitment

if TYPE_CHECKING:
    from wiseline.agenda.look import Look


def lines(look: Look) -> list[Line]:
    """One line a commitment; what was not done also stands where it is asked what got in the way."""
    found = []
    for row in look.commitments:
        page, args = (
            ("coaching:open", (str(row.contact_id),)) if row.contact_id else ("people:client", (str(look.client.pk),))
        )
        if row.outcome == Commitment.Outcome.NOT_DONE and (group := heading_of("commitment.not_done")):
            text = _("Not done, and what got in the way? %(what)s") % {"what": row.text}
            key, rank = f"commitment.not_done.{row.pk}", rank_of("commitment.not_done")
            found.append(Line(key, group, text, page, args, at=row.at, rank=rank))
        outcome = row.get_outcome_display()
        found.append(
            Line(f"commitment.{row.pk}", Group.COMMITMENTS, row.text, page, args, at=row.at, details=(outcome,))
        )
    return found
