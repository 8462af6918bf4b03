"""The parts of a session's page, a module each: what a client's chart says, as lines. A new part is one entry here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.sections import (
    card,
    chains,
    commitments,
    contacts,
    owed,
    patterns,
    plan,
    pulse,
    repairs,
    scales,
    skill_map,
    skills,
    wishes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from wiseline.agenda.line import Line
    from wiseline.agenda.look import Look

SECTIONS: tuple[Callable[[Look], list[Line]], ...] = (
    card.lines,
    contacts.lines,
    repairs.lines,
    owed.lines,
    skills.lines,
    patterns.lines,
    skill_map.lines,
    plan.lines,
    pulse.lines,
    scales.lines,
    wishes.lines,
    chains.lines,
    commitments.lines,
)


def all_lines(look: Look) -> list[Line]:
    """Everything that the chart says for this page; the order within a group is that of the sections."""
    return [line for section in SECTIONS for line in section(look)]
