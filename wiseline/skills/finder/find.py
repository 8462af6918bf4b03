"""Puts the parts together: the clinical part, the words, and what helped before. At most three suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.lib import clock
from wiseline.skills import library
from wiseline.skills.finder import history, learned, logic
from wiseline.skills.finder.question import Reason, Suggestion, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiseline.skills.finder.question import Question
    from wiseline.skills.library.entry import Entry

AT_MOST = 3
TEXT_WEIGHT = 6.0
"""What a text that speaks fully for a skill (1.0) is worth beside the clinical part, on its scale."""
SAID = 0.15
"""From this strength on the words are given as a reason."""


def find(question: Question, *, entries: Mapping[str, Entry] | None = None, count: int = AT_MOST) -> list[Suggestion]:
    """The skills that fit the moment best, the best first; fewer than `count` where fewer may be offered."""
    now = clock.now()
    said = learned.scores(question.text) if question.text.strip() else {}
    found = []
    for entry in (library.entries() if entries is None else entries).values():
        if not logic.allowed(entry, question):
            continue
        score, reasons = logic.fit(entry, question)
        personal, helped = history.worth(entry.id, question, now)
        text = said.get(entry.id, 0.0)
        first = [helped] if helped else []
        if text >= SAID:
            first.append(Reason(Why.WORDS))
        found.append(
            Suggestion(
                entry=entry,
                reasons=tuple(first + reasons) or (Reason(Why.ANYTIME),),
                cautions=logic.cautions(entry, question),
                score=score + personal + TEXT_WEIGHT * text,
            )
        )
    return sorted(found, key=lambda each: (-each.score, each.entry.id))[:count]
