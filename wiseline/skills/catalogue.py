"""The skills by their names, grouped by module: what can be tried, coached and noted, a programme's own included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.skills import library
from wiseline.skills.finder.logic import STARTERS
from wiseline.skills.selectors import taught_ids
from wiseline.skills.wording import own_name, skills_of
from wiseline.skills.words import MODULES

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.people.models import Person


def name_of(skill_id: str) -> str:
    """The skill's name; the id itself where the skill is gone."""
    entry = library.entries().get(skill_id)
    return entry.front.name if entry else own_name(skill_id) or skill_id


def every(programme_id: UUID | None = None) -> list[tuple[str, str]]:
    """For forms: id and name of each skill, modules together."""
    return [row for _module, rows in choices(programme_id) for row in rows]


def choices(programme_id: UUID | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """For forms: modules with their skills, by name; without a programme, those that all have."""
    entries = skills_of(programme_id) if programme_id else library.entries()
    grouped: dict[str, list[tuple[str, str]]] = {str(label): [] for label in MODULES.values()}
    for entry in sorted(entries.values(), key=lambda each: each.front.name.casefold()):
        grouped[str(MODULES[entry.front.module])].append((entry.id, entry.front.name))
    return [(module, rows) for module, rows in grouped.items() if rows]


def choices_for(client: Person) -> list[tuple[str, list[tuple[str, str]]]]:
    """For forms about one client: what they were taught comes first, then the rest by module."""
    grouped = choices(client.programme_id)
    taught = taught_ids(client) or frozenset()
    learned = [row for _module, rows in grouped for row in rows if row[0] in taught]
    rest = [(module, [row for row in rows if row[0] not in taught]) for module, rows in grouped]
    return [row for row in ((_("Taught"), sorted(learned, key=lambda row: row[1].casefold())), *rest) if row[1]]


def usual_for(client: Person, *also: str) -> list[tuple[str, str]]:
    """The few that a client chooses among when they say what they tried: what they were taught, and `also`."""
    wanted = (taught_ids(client) or STARTERS) | set(also)
    return [row for row in every(client.programme_id) if row[0] in wanted]
