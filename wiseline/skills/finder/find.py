"""Puts the parts together: the clinical part, the words, and what helped before. At most three suggestions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wiseline.lib import clock
from wiseline.skills import library
from wiseline.skills.finder import history, learned, logic, unlearned
from wiseline.skills.finder.question import Reason, Suggestion, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiseline.skills.finder.question import Question
    from wiseline.skills.library.entry import Entry

AT_MOST = 3
TEXT_WEIGHT = 1.0
"""What the logarithm of a likelihood counts beside the clinical part."""
PERSONAL_WEIGHT = 2.5
"""What a person's own experience counts: the simulation gains most with it without a loss where clients are alike."""
MOST_WHEN_OVERWHELMED = 0.65
"""Where thinking stops it never outweighs that crisis survival comes first."""
LEAST = 1e-3
"""A skill that was not learned, or seems out of place, is not ruled out by that."""
SAID = 0.08
"""From this likelihood on the words are given as a reason."""


def find(question: Question, *, entries: Mapping[str, Entry] | None = None, count: int = AT_MOST) -> list[Suggestion]:
    """The skills that fit the moment best, the best first; fewer than `count` where fewer may be offered."""
    now = clock.now()
    said = learned.likelihoods(question.text, question.emotion, question.intensity) if question.text.strip() else {}
    every = library.entries() if entries is None else entries
    allowed = {entry.id: entry for entry in every.values() if logic.allowed(entry, question)}
    most = MOST_WHEN_OVERWHELMED if logic.overwhelmed(question) else math.inf
    found = []
    for entry in allowed.values():
        if entry.front.part_of in allowed:
            continue
        score, reasons = logic.fit(entry, question)
        personal, helped = history.worth(entry.id, question, now)
        own = max(-most, min(most, PERSONAL_WEIGHT * personal))
        likely = max(_likely(said, entry, question), LEAST)
        first = [helped] if helped else []
        if likely >= SAID:
            first.append(Reason(Why.WORDS))
        found.append(
            Suggestion(
                entry=entry,
                reasons=tuple(first + reasons) or (Reason(Why.ANYTIME),),
                cautions=logic.cautions(entry, question),
                score=score + own + (TEXT_WEIGHT * math.log(likely) if said else 0.0),
            )
        )
    return sorted(found, key=lambda each: (-each.score, each.entry.id))[:count]


def _likely(said: dict[str, float], entry: Entry, question: Question) -> float:
    if not said:
        return 0.0
    known = said.get(entry.front.part_of or entry.id)
    return unlearned.likelihood(question.text, entry) if known is None else known
