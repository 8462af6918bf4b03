"""How many of somebody's sentences are marked as they should be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from wiseline.safety.danger.find import find_marks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Case:
    """A text; `label` 1 if its writer may be in danger now, otherwise 0."""

    id: str
    text: str
    label: int


class Unreadable(ValueError):
    """A line of a file of cases that is no case; the text says which and why."""


def read_cases(file: Path) -> list[Case]:
    """One JSON object a line; empty lines and a byte order mark are no matter. Raises `Unreadable`, OSError."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(_case(json.loads(line)))
        except KeyError as error:
            raise Unreadable(f"line {number}: {error} is missing") from error
        except (ValueError, TypeError) as error:
            raise Unreadable(f"line {number}: {error}") from error
    if not found:
        raise Unreadable("there is no case in this file")
    return found


def _case(row: Any) -> Case:
    if not isinstance(row, dict):
        raise TypeError("not an object with id, text and label")
    if str(row["label"]) not in {"0", "1", "False", "True"}:
        raise ValueError("label is 0 or 1")
    if not isinstance(row["text"], str):
        raise TypeError("text is not a string")
    return Case(str(row["id"]), row["text"], int(row["label"]))


@dataclass(frozen=True, slots=True)
class Share:
    """A share of some cases, with its 95 % interval (Wilson)."""

    right: int
    of: int

    def line(self, name: str) -> str:
        """`sensitivity 0.96 (0.93-0.98)`."""
        if not self.of:
            return f"{name} unknown (there is no such case)"
        low, high = self.interval()
        return f"{name} {self.right / self.of:.2f} ({low:.2f}-{high:.2f})"

    def interval(self) -> tuple[float, float]:
        """Wilson's interval."""
        share = self.right / self.of
        middle = share + Z95**2 / (2 * self.of)
        half = Z95 * sqrt(share * (1 - share) / self.of + Z95**2 / (4 * self.of**2))
        whole = 1 + Z95**2 / self.of
        return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of all cases."""

    sensitivity: Share
    specificity: Share
    missed: tuple[str, ...]
    wrongly: tuple[str, ...]


def measure(cases: Iterable[Case]) -> Figures:
    """Hold the marks of each case against its label."""
    cases = list(cases)
    marked = {index for index, case in enumerate(cases) if find_marks(case.text)}
    danger = [index for index, case in enumerate(cases) if case.label]
    harmless = [index for index, case in enumerate(cases) if not case.label]
    missed = [cases[index].id for index in danger if index not in marked]
    wrongly = [cases[index].id for index in harmless if index in marked]
    return Figures(
        Share(len(danger) - len(missed), len(danger)),
        Share(len(harmless) - len(wrongly), len(harmless)),
        tuple(missed),
        tuple(wrongly),
    )
