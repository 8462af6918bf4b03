"""What the finder is asked, and what it answers: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wiseline.skills.library.entry import Caution, Entry


@dataclass(frozen=True, slots=True)
class Past:
    """A skill that this person used: `effect` 1.0 helped, 0.5 helped a little, 0.0 did not help."""

    skill: str
    effect: float
    at: datetime
    distress: int | None = None  # 0-100, before
    says: float = 1.0  # how much it says about the skill: less where it was not really done


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of the moment; every part may be left out.

    `taught` None: nobody has said what was taught. `failed` are skills that were tried now and did not help.
    """

    text: str = ""
    emotion: str = ""
    intensity: int | None = None  # distress, 0-100
    urges: dict[str, int] = field(default_factory=dict)  # 0-5
    place: str = ""  # alone, work, public, conversation
    minutes: int | None = None
    flags: frozenset[str] = frozenset()
    taught: frozenset[str] | None = None
    failed: frozenset[str] = frozenset()
    history: tuple[Past, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Whether the person said something about the moment."""
        return bool(self.text.strip() or self.emotion or self.urges or self.intensity is not None)


class Why(StrEnum):
    """A reason for a suggestion; `wiseline.skills.words` says it."""

    WORDS = "words"  # it fits what was written
    CRISIS = "crisis"  # distress is at the point where thinking stops
    URGE = "urge"
    EMOTION = "emotion"
    CALM_ENOUGH = "calm_enough"
    PLACE = "place"
    TIME = "time"
    HELPED_BEFORE = "helped_before"
    ANYTIME = "anytime"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a skill is suggested, from facts that are kept: `of` names the emotion, the urge or the place."""

    why: Why
    of: str = ""
    helped: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One skill, its reasons (the strongest first), and what to mind."""

    entry: Entry
    reasons: tuple[Reason, ...]
    cautions: tuple[Caution, ...]
    score: float
