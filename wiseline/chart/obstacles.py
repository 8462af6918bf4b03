"""What gets in the way of a skill, and what answers each: trying and failing is met at once, not analysed.

Research: thoughts of suicide were higher on days on which skills were used and failed than on days without any
(`docs/clinical-sources.md`), so every answer leads on to something, and the coach is one of the ways each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Answer(StrEnum):
    """What is offered first."""

    STEPS = "steps"  # the same skill, smaller
    CRISIS = "crisis"  # a crisis skill first
    OTHER = "other"  # another skill
    WILLING = "willing"  # willingness
    AGAIN = "again"  # the same once more, then another
    COACH = "coach"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One cause, what the client reads after naming it, and what is offered first."""

    id: str
    label: StrPromise
    meets: StrPromise
    answer: Answer
    says: float = 1.0
    """How much this failure says about the skill itself, 0 to 1: one that was not really done says little."""


OBSTACLES = (
    Obstacle(
        "not_known",
        _("I did not know how"),
        _("That makes sense. A skill is hard to do from memory when things are rough. Here are the steps."),
        Answer.STEPS,
        says=0.2,
    ),
    Obstacle(
        "too_upset",
        _("I was too upset to think"),
        _("That happens to everybody. When feelings are this strong, the body comes first."),
        Answer.CRISIS,
        says=0.7,
    ),
    Obstacle(
        "did_not_fit",
        _("It did not fit"),
        _("Then it was the wrong one for now, and that is worth knowing. Something else may fit better."),
        Answer.OTHER,
    ),
    Obstacle(
        "half",
        _("I did it half"),
        _("Half is how most people start. You could give it one more go, a little longer or a little more."),
        Answer.AGAIN,
        says=0.4,
    ),
    Obstacle(
        "not_willing",
        _("I did not want to"),
        _("It is hard to want to when it hurts. You do not have to like it. A small step towards willing is enough."),
        Answer.WILLING,
        says=0.2,
    ),
    Obstacle(
        "not_enough",
        _("It helped, but not enough"),
        _("So it did something. You can do it again, or put another skill on top."),
        Answer.AGAIN,
    ),
    Obstacle(
        "something_else",
        _("Something else"),
        _("Thank you for saying so. You do not have to work it out alone."),
        Answer.COACH,
    ),
)
BY_ID = {obstacle.id: obstacle for obstacle in OBSTACLES}
