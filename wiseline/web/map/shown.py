"""A map as its pages show it: rows of words and signs, the table's columns, the measures in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wiseline.chart.obstacles import BY_ID
from wiseline.insight.generalisation import rules, words
from wiseline.insight.generalisation.rules import NOT_SAID, Fade, Level, Stuck
from wiseline.insight.generalisation.suggest import next_step, stuck_cells
from wiseline.skills.catalogue import name_of
from wiseline.skills.contexts import contexts_of
from wiseline.skills.finder import logic
from wiseline.skills.finder.question import Question
from wiseline.skills.practices import practices
from wiseline.skills.selectors import flags_of
from wiseline.skills.wording import skills_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.insight.generalisation.measures import Measures
    from wiseline.insight.generalisation.skill_map import SkillMap, SkillRow
    from wiseline.people.models import Person
    from wiseline.skills.contexts import Context

RULES = {
    "contexts": rules.CONTEXTS_TO_GENERALISE,
    "weeks": rules.DAYS_TO_GENERALISE // 7,
    "fading": rules.FADES_AFTER_DAYS // 7,
    "faded": rules.FADED_AFTER_DAYS // 7,
    "levels": [level for level in Level if level],
}
"""The numbers that the explanation on the page names."""


def table(found: SkillMap, contexts: Sequence[Context]) -> dict[str, Any]:
    """Columns and rows: what can be chosen, what was noted in contexts off the list, and what has no context."""
    noted = {name for row in found.rows.values() for name in row.cells}
    columns = [each for each in contexts if not each.hidden or each.key in noted]
    keys = [each.key for each in columns] + ([NOT_SAID] if NOT_SAID in noted else [])
    rows = [
        {"skill": row.skill, "generalised": row.is_generalised, "cells": [_cell(row, key) for key in keys]}
        for row in in_order(found)
    ]
    return {"columns": columns, "without": NOT_SAID in noted, "rows": rows}


def _cell(row: SkillRow, key: str) -> dict[str, Any]:
    cell = row.cell(key) if key else row.cells.get(key)
    if cell is None:
        return {"level": 0, "words": words.LEVELS[Level.NOTHING]}
    return {
        "level": int(cell.level),
        "words": words.LEVELS[cell.level],
        "notes": words.notes_on(cell),
        "fade": int(cell.fade),
    }


def in_order(found: SkillMap) -> list[SkillRow]:
    """What has come furthest first, then by name."""
    return sorted(
        found.rows.values(), key=lambda row: (not row.is_generalised, -row.whole.level, name_of(row.skill).casefold())
    )


def own_rows(found: SkillMap, labels: dict[str, str]) -> list[dict[str, Any]]:
    """What a client can do and where, a card a skill; what was only learned stands apart."""
    return [_card(row, labels) for row in in_order(found) if any(row.cells)]


def nowhere_rows(found: SkillMap) -> list[dict[str, Any]]:
    """What was used or practised and nobody said where."""
    return [
        {
            "skill": row.skill,
            "level": int(max(row.whole.level, Level.TAUGHT)),
            "words": words.OWN_LEVELS[row.whole.level] if row.whole.level > Level.TAUGHT else _("You have tried it"),
            "fade": words.FADES[row.whole.fade],
        }
        for row in in_order(found)
        if row.cells and not any(row.cells)
    ]


def learned_only(found: SkillMap) -> list[str]:
    """What was taught and not tried yet."""
    return [row.skill for row in in_order(found) if not row.cells]


def _card(row: SkillRow, labels: dict[str, str]) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    labels = {**labels, NOT_SAID: _("where you did not say")}
    named = max((cell.level for name, cell in row.cells.items() if name), default=Level.NOTHING)
    for level in sorted(Level, reverse=True):
        cells = [(name, cell) for name, cell in row.cells.items() if cell.level == level > Level.TAUGHT]
        cells = [(name, cell) for name, cell in cells if name or level > named]
        if cells:
            places = [{"label": labels.get(name, name), "fade": words.FADES[cell.fade]} for name, cell in cells]
            lines.append({"level": int(level), "words": words.OWN_LEVELS[level], "places": places})
    if not lines:
        lines.append({"level": 1, "words": _("You have tried it"), "places": []})
    failing = [labels.get(name, name) for name, cell in row.cells.items() if name and cell.stuck == Stuck.FAILING]
    return {
        "skill": row.skill,
        "generalised": row.is_generalised,
        "faded": row.whole.fade == Fade.FADED,
        "lines": lines,
        "failing": failing,
    }


def stuck_rows(found: SkillMap, labels: dict[str, str]) -> list[dict[str, Any]]:
    """What does not move on, why, and what got in the way, for staff."""
    return [
        {
            "skill": row.skill,
            "context": labels.get(name, name),
            "words": words.stuck_in_words(cell.stuck),
            "obstacles": [(BY_ID[each].label, count) for each, count in cell.obstacles if each in BY_ID],
        }
        for row, name, cell in stuck_cells(found)
    ]


def step_of(client: Person, found: SkillMap) -> dict[str, Any] | None:
    """The one small step that is suggested, and where it leads."""
    contexts = contexts_of(client.programme_id)
    entries = skills_of(client.programme_id)
    question = Question(flags=flags_of(client), taught=frozenset(found.rows))

    def allowed(skill: str) -> bool:
        return skill in entries and logic.allowed(entries[skill], question)

    step = next_step(found, contexts=[each.key for each in contexts if not each.hidden], allowed=allowed)
    if step is None:
        return None
    said = words.step_in_words(step, {each.key: each.label for each in contexts})
    return {"words": said, "skill": step.skill, "practice": step.skill in practices()}


def measured(found: Measures) -> dict[str, Any]:
    """The measures in words, the latest period first."""
    periods = [
        {
            "first": each.first,
            "last": each.last,
            "uses": each.uses,
            "breadth": each.breadth,
            "contacts": each.contacts,
            "unprompted": words.share_in_words(each.unprompted),
            "uncoached": words.share_in_words(each.uncoached),
            "helped": words.share_in_words(each.helped),
            "per_success": words.ratio_in_words(each.contacts_per_success),
            "urge": words.wait_in_words(each.urge_to_skill),
        }
        for each in found.periods
    ]
    return {"periods": periods, "verdict": words.VERDICTS[found.verdict] if len(found.periods) > 1 else ""}
