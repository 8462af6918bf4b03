"""How often the finder's first three hold an accepted skill, over anybody's cases."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wiseline.skills import library
from wiseline.skills.finder.find import find
from wiseline.skills.finder.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """A situation, the skills that a clinician accepts, and those that would not be wrong."""

    id: str
    text: str
    skills: frozenset[str]
    also_ok: frozenset[str]
    emotion: str = ""
    intensity: int | None = None
    set: str = ""

    def question(self) -> Question:
        """Every skill counts as taught, and nobody's history is known."""
        everything = frozenset(library.entries())
        return Question(text=self.text, emotion=self.emotion, intensity=self.intensity, taught=everything)


class Unreadable(ValueError):
    """A line of a file of cases that is no case; the text says which and why."""


def read_cases(file: Path) -> list[Case]:
    """One JSON object a line. Raises `Unreadable`, OSError."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_case(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"line {number}: {type(error).__name__}: {error}") from error
    if not found:
        raise Unreadable("there is no case in this file")
    return found


def _case(row: dict[str, Any]) -> Case:
    return Case(
        id=str(row["id"]),
        text=str(row["text"]),
        skills=frozenset(row["skills"]),
        also_ok=frozenset(row.get("also_ok") or ()),
        emotion=str(row.get("emotion") or ""),
        intensity=None if row.get("intensity") is None else int(row["intensity"]),
        set=str(row.get("set") or ""),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the cases: an accepted skill comes first, is among the first three; and the mean of 1/rank."""

    hit1: float
    hit3: float
    mrr: float
    missed: tuple[str, ...]

    def line(self, name: str) -> str:
        """`strict hit@1 0.52 hit@3 0.81 mrr 0.66`."""
        return f"{name} hit@1 {self.hit1:.2f} hit@3 {self.hit3:.2f} mrr {self.mrr:.2f}"


def measure(cases: Iterable[Case], rank: Callable[[Case], Sequence[str]], *, lenient: bool = False) -> Figures:
    """Hold the ranked skills of each case against what is accepted; `lenient` accepts what would not be wrong too."""
    first = three = 0
    inverse = 0.0
    missed = []
    cases = list(cases)
    for case in cases:
        accepted = case.skills | case.also_ok if lenient else case.skills
        place = next((index for index, skill in enumerate(rank(case), 1) if skill in accepted), None)
        first += place == 1
        three += place is not None and place <= 3
        inverse += 1 / place if place else 0
        if place is None or place > 3:
            missed.append(case.id)
    count = len(cases)
    return Figures(first / count, three / count, inverse / count, tuple(missed))


def ranked(case: Case) -> list[str]:
    """All skills in the finder's order."""
    return [suggestion.entry.id for suggestion in find(case.question(), count=len(library.entries()))]
