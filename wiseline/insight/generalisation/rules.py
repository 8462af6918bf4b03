"""What an entry says about a skill, and every threshold of the map. Pure.

Aim 2 of Wiseline: a skill moves from taught, to practised, to used with coaching, to used alone, to used alone in
several contexts. Generalisation is a skill used in the natural environment, not just known (Ruork & Rizvi 2021); what
is counted (distinct contexts, unprompted and uncoached use, effect) and every number here is general knowledge, to be
confirmed by a clinician (`docs/clinical-sources.md`).
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

CONTEXTS_TO_GENERALISE = 3
"""In so many contexts, each on an occasion of its own, a skill was used alone and it helped."""
DAYS_TO_GENERALISE = 21
"""So many days lie between the first and the last of these occasions, or more."""
FADES_AFTER_DAYS = 28
"""After more days than this without use, a skill is shown as fading."""
FADED_AFTER_DAYS = 84
"""After more days than this, as not used for a long time."""
STUCK_WITHIN_DAYS = 56
"""How far back it is looked whether a skill is stuck somewhere."""
FAILED_IN_A_ROW = 3
"""So many tries in a row that did not help: stuck. A failed use is a reason to coach (Front Psychiatry 2018;9:152)."""
LEANED_ON_HELP = 3
"""Used so often with help and never alone, over `DAYS_TO_GENERALISE` days: stuck, of another kind."""
NOT_BEGUN_AFTER_DAYS = 21
"""Taught so long ago and never tried."""
NOT_SAID = ""
"""The context of what was noted without one: it moves the skill, and no context."""


class Level(IntEnum):
    """How far a skill has come, in a context or altogether. The order is the order of the steps."""

    NOTHING = 0
    TAUGHT = 1
    PRACTISED = 2
    COACHED = 3
    ALONE = 4
    HELPED = 5


class Fade(IntEnum):
    """How long ago it was last used."""

    FRESH = 0
    FADING = 1
    FADED = 2


class Stuck(StrEnum):
    """Why a skill does not move on in a context."""

    NO = ""
    FAILING = "failing"  # the last tries did not help
    LEANING = "leaning"  # used with help only
    NOT_BEGUN = "not_begun"  # taught and never tried


class Event(NamedTuple):
    """One thing that was noted about one skill, on the client's own clock.

    `level`: the step that it is by itself. `done`: whether the skill was really used; a try that came to nothing moves
    nothing. `helped`: None where nobody said. `of_day`: of that day, at which hour is not known.
    """

    skill: str
    at: datetime
    level: Level
    contexts: AbstractSet[str] = frozenset()
    helped: bool | None = None
    done: bool = True
    obstacle: str = ""
    prompted: bool | None = None
    of_day: bool = False

    @property
    def is_use(self) -> bool:
        """Whether it is a use in daily life, or a try: neither teaching nor a guided practice."""
        return self.level >= Level.COACHED


NOT_DONE = frozenset({"not_known", "not_willing"})
"""Words of `chart.obstacles` that say that the skill was not really used."""


def level_of(*, how: str, source: str, helped: bool | None) -> Level:
    """Which step a use is by itself, by the words of `chart.SkillUse`.

    A guided practice is led by the app, so it is practice; with a coach beside it, it is use with coaching. What was
    tried before asking for coaching was used alone.
    """
    if how in {"coached", "with_help"}:
        return Level.COACHED
    if source == "practice":
        return Level.PRACTISED
    return Level.HELPED if helped else Level.ALONE


def helped_by(effect: str) -> bool | None:
    """Whether it helped, at least a little; None where nobody said."""
    return {"helped": True, "some": True, "not": False}.get(effect)


def fade_of(last: date | None, today: date) -> Fade:
    """How far something has faded that was last used on a day."""
    if last is None:
        return Fade.FRESH
    idle = today - last
    if idle > timedelta(days=FADED_AFTER_DAYS):
        return Fade.FADED
    return Fade.FADING if idle > timedelta(days=FADES_AFTER_DAYS) else Fade.FRESH


def is_known(event: Event, now: datetime) -> bool:
    """Whether it has been by then; what has a day and no hour, from the day's beginning on."""
    return event.at <= now or (event.of_day and event.at.date() <= now.date())
