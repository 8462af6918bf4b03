"""What coaches have on the rota beside the duties of a month that is planned. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from wiseline.rota.allocation import Duty
from wiseline.rota.roster import Roster, segments

AROUND = timedelta(hours=24)
"""How far beside the weeks a duty matters for rest and length within them."""


def as_taken(duty: Duty, roster: Roster) -> list[Duty]:
    """A block's duty, cut where somebody has accepted a part of it for once: that part is fixed, the rest is to give.

    Weekly shifts do not count here: a month is planned over them.
    """
    once = segments(replace(roster, shifts=()), duty.start, duty.end)
    return [replace(duty, start=row.start, end=row.end, fixed=row.coach_id) for row in once]


def beside(rows: Sequence[Duty], roster: Roster, start: datetime, end: datetime) -> list[Duty]:
    """Every accepted stretch, of whatever kind, from a day before the weeks to a day after, as duties without a block.

    Who is on call in these hours decides, so each moment counts once and for who is rung then. Hours of the rows:
    what is fixed is told by the row itself; under a row that is to be given stands who has these hours until then
    (a weekly shift, mostly), and gives way, since an offer that is accepted wins over it. All else is fixed.
    """
    edges = sorted({start, end, *(edge for row in rows for edge in (row.start, row.end))})
    low, high = min(start, *edges) - AROUND, max(end, *edges) + AROUND
    found = []
    for stretch in segments(roster, low, high):
        cuts = [stretch.start, *(edge for edge in edges if stretch.start < edge < stretch.end), stretch.end]
        for left, right in pairwise(cuts):
            piece = Duty(left, right, "", stretch.coach_id, beyond=right <= start or left >= end)
            over = [row.fixed for row in rows if row.meets(piece)]
            if piece.fixed is not None and piece.fixed not in over:
                found.append(replace(piece, gives_way=None in over))
    return found
