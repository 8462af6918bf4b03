"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is. Only FAIL makes `wiseline doctor` end with 1."""

    OK = 0
    ATTENTION = 1
    FAIL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: the subject, what is so, and what to do about it."""

    level: Level
    subject: str
    says: str
    mend: str = ""


def ok(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, says)


def attention(subject: str, says: str, mend: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(Level.ATTENTION, subject, says, mend)


def fail(subject: str, says: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAIL, subject, says, mend)
