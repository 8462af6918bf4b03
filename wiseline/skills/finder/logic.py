"""The clinical part: which kind of help fits which moment, before any word is read.

Sources, as `docs/clinical-sources.md` lists them: at the point where skills break down, crisis survival comes first,
then attention to the emotion, then the rest; below it facts are checked, and then problem solving or opposite action.
Where that point lies is a convention: 70 of 100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.skills.finder.question import Reason, Why

if TYPE_CHECKING:
    from wiseline.skills.finder.question import Question
    from wiseline.skills.library.entry import Caution, Entry

BREAKDOWN_POINT = 70
STRONG_URGE = 3
HARMING = frozenset({"self_harm", "suicide"})
USING = "substances"
STARTERS = frozenset({
    "stop", "paced-breathing", "self-soothe", "distract-accepts", "sensory-awareness", "observe", "wise-mind",
    "identify-emotions", "pros-and-cons", "self-validation",
})  # fmt: skip
"""Offered where nobody has said yet what was taught: steps that can be followed without a lesson."""


def allowed(entry: Entry, question: Question) -> bool:
    """Whether a skill may be offered at all: taught, not tried in vain just now, feasible, not ruled out by a flag."""
    front = entry.front
    if entry.id in question.failed:
        return False
    if question.place and question.place not in front.places:
        return False
    if question.minutes is not None and front.minutes[0] > question.minutes:
        return False
    if any(caution.effect == "suppress" and not caution.part for caution in cautions(entry, question)):
        return False
    taught = STARTERS if question.taught is None else question.taught
    return entry.id in taught


def cautions(entry: Entry, question: Question) -> tuple[Caution, ...]:
    """What this person must mind with this skill."""
    return tuple(caution for caution in entry.front.cautions if caution.flag in question.flags)


def overwhelmed(question: Question) -> bool:
    """Whether the moment is at or beyond the point where skills that need thought break down."""
    strong = any(question.urges.get(urge, 0) >= STRONG_URGE for urge in HARMING)
    return strong or (question.intensity is not None and question.intensity >= BREAKDOWN_POINT)


def fit(entry: Entry, question: Question) -> tuple[float, list[Reason]]:
    """How well a skill fits the moment (0: no opinion), and the reasons that can be said."""
    front = entry.front
    score, reasons = 0.0, []
    if overwhelmed(question):
        score += {"crisis": 1.6, "ground": 0.2, "abstain": 0.0, "accept": -0.3}.get(front.role, -1.0)
        if front.role == "crisis":
            reasons.append(Reason(Why.CRISIS))
    elif question.intensity is not None:
        score += {"crisis": -0.6, "understand": 0.2, "change": 0.2}.get(front.role, 0.0)
        if front.role in {"understand", "change"}:
            reasons.append(Reason(Why.CALM_ENOUGH))
    elif not question.says_anything:  # who opens this without a word may be past words
        score += {"crisis": 0.8, "ground": 0.4}.get(front.role, 0.0)
    if question.intensity is not None:
        low, high = front.intensity
        score -= max(low - question.intensity, question.intensity - high, 0) / 40
    for urge, strength in question.urges.items():
        if strength and urge in front.urges:
            score += 0.25 * strength
            reasons.append(Reason(Why.URGE, urge))
    if question.urges.get(USING, 0) >= STRONG_URGE and front.role == "abstain":
        score += 0.8
    if question.emotion and question.emotion in front.emotions:
        score += 0.5
        reasons.append(Reason(Why.EMOTION, question.emotion))
    if question.place:
        reasons.append(Reason(Why.PLACE, question.place))
    if question.minutes is not None:
        reasons.append(Reason(Why.TIME))
    return score - 0.4 * len(cautions(entry, question)), reasons
