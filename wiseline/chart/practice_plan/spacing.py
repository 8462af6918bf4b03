"""How far apart a practice is asked for: the distance grows as it settles, and shrinks when it slips.

Source: expanding retrieval practice (Landauer & Bjork 1978), in the form of Leitner's boxes (Leitner 1972; their
computerised form lets each box wait about twice as long as the one before). Two things are our own, GK, because a
skill is not a flash card: the boxes end at two weeks, and a slip goes one box down, not back to the first, so that
one bad day does not take away what was built up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BOXES = (1, 2, 4, 7, 14)
"""Days from one practice to the next, box by box."""
STEPS_A_BOX = 2
HIGHEST = (len(BOXES) - 1) * STEPS_A_BOX
SILENT_AFTER = 3
"""So many occasions in a row without an answer, and nothing reminds any more until there is one (GK)."""


class Outcome(StrEnum):
    """What became of one occasion, as far as the spacing is concerned."""

    HELPED = "helped"  # done, and it helped
    DONE = "done"
    NOT_HELPED = "not_helped"  # done, and it did not help
    HARDER = "harder"
    NOT_TODAY = "not_today"
    UNKNOWN = "unknown"  # nobody answered: it says nothing about how it is going


MOVES = {
    Outcome.HELPED: STEPS_A_BOX,
    Outcome.DONE: 1,
    Outcome.NOT_HELPED: -STEPS_A_BOX,
    Outcome.HARDER: -STEPS_A_BOX,
    Outcome.NOT_TODAY: 0,
    Outcome.UNKNOWN: 0,
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How settled a practice is (`step`, 0 to `HIGHEST`), how many days until the next, and whether to stay silent."""

    step: int = 0
    gap: int = BOXES[0]
    silent: bool = False


def pace(outcomes: Iterable[Outcome]) -> Pace:
    """The pace after these outcomes, the oldest first.

    Helped is a whole box up; done half a box; harder than thought or no help a box down. The first “not today” moves
    nothing and comes back the next day; a second in a row is a box down. No answer moves nothing.
    """
    step, before, unanswered = 0, None, 0
    for outcome in outcomes:
        move = MOVES[outcome]
        if outcome == before == Outcome.NOT_TODAY:
            move = -STEPS_A_BOX
        step = max(0, min(HIGHEST, step + move))
        unanswered = unanswered + 1 if outcome == Outcome.UNKNOWN else 0
        before = outcome
    gap = BOXES[0] if before == Outcome.NOT_TODAY else BOXES[step // STEPS_A_BOX]
    return Pace(step=step, gap=gap, silent=unanswered >= SILENT_AFTER)
