"""A client's events and map as tidy CSV files with a dictionary, in one archive. No text that anybody wrote is in it.

Columns are stable: new ones come at the end, and none changes its meaning. `docs/reference/skills-export.md` says more.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from wiseline.chart.models import SkillUse
from wiseline.insight.generalisation.reading import map_of
from wiseline.insight.generalisation.rules import NOT_DONE, NOT_SAID, Level, helped_by, level_of
from wiseline.lib import clock
from wiseline.lib.csv_rows import csv_bytes
from wiseline.skills.catalogue import name_of
from wiseline.skills.contexts import contexts_of, follow
from wiseline.skills.selectors import taught_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiseline.insight.generalisation.skill_map import Cell, SkillRow
    from wiseline.people.models import Person

ALL, UNSAID = "(all)", "(not said)"


class Column(NamedTuple):
    """A column of a file, as the dictionary tells it."""

    name: str
    meaning: str
    type: str
    values: str = ""


STEPS = ", ".join(f"{int(level)} {level.name.lower()}" for level in Level)
EVENTS = (
    Column("event_id", "what was noted, by its id", "text"),
    Column("client_id", "whose it is; a random id, no name", "text"),
    Column("kind", "whether a skill was taught or used (or practised)", "text", "taught, use"),
    Column("at", "when, on the client's own clock", "time, ISO 8601 with zone"),
    Column("day_only", "true: of that day, the hour is not known", "true or false"),
    Column("skill_id", "the skill, by a word that never changes", "text"),
    Column("skill", "the skill's name", "text"),
    Column("source", "where it was noted", "text", "log, practice, diary, contact; empty for taught"),
    Column("how", "with whose help", "text", "tried, coached, alone, with_help; empty for taught"),
    Column("step", "the step of the map that it is by itself", "number", STEPS),
    Column("done", "false: a try that came to nothing", "true or false"),
    Column("effect", "whether it helped", "text", "helped, some, not; empty: not said"),
    Column("contexts", "the life contexts, by their keys, with ; between", "text", "see context in map.csv"),
    Column("contexts_from", "said, or following from place and company", "text", "said, followed, or empty"),
    Column("prompted", "whether somebody or something reminded them", "true or false", "empty: not said"),
    Column("distress_before", "distress before", "number", "0 to 100; empty: not said"),
    Column("distress_after", "distress afterwards", "number", "0 to 100; empty: not said"),
    Column("obstacle", "what got in the way", "text", "a word of the app; empty: not said"),
    Column("contact_id", "the contact that it belongs to", "text", "empty: none"),
)
MAP = (
    Column("client_id", "whose it is; a random id, no name", "text"),
    Column("as_of", "the moment of the map, on the client's own clock", "time, ISO 8601 with zone"),
    Column("skill_id", "the skill, by a word that never changes", "text"),
    Column("skill", "the skill's name", "text"),
    Column("context", "the life context, by a key that never changes", "text", f"a key, {ALL} or {UNSAID}"),
    Column("context_label", "what the programme calls it now", "text"),
    Column("on_list", "whether it can be chosen now", "true or false", f"empty for {ALL} and {UNSAID}"),
    Column("step", "how far the skill has come there", "number", STEPS),
    Column("since", "the day on which the step was reached", "day", "empty: not yet, or taught only"),
    Column("last_used", "the day of the last use or practice there", "day", "empty: none"),
    Column("uses", "uses and practices there", "number"),
    Column("helped", "of these, how many helped", "number"),
    Column("tries", "tries that came to nothing", "number"),
    Column("fade", "how long it was not used", "number", "0 fresh, 1 not used lately, 2 not used for long"),
    Column("stuck", "why it does not move on", "text", "failing, leaning, not_begun; empty: it is not stuck"),
    Column("taught_on", "the first day on which the skill was taught", "day", "empty: not taught"),
    Column("breadth", "in how many contexts the skill was used alone and helped", "number"),
    Column("generalised_on", "the day on which it had reached several parts of life", "day", "empty: not yet"),
)
FILES = {"events.csv": EVENTS, "map.csv": MAP}
DICTIONARY = ("file", "column", "meaning", "type", "values")


def archive(client: Person) -> bytes:
    """A zip archive with `events.csv`, `map.csv` and `dictionary.csv`."""
    files = {
        "events.csv": csv_bytes([column.name for column in EVENTS], event_rows(client)),
        "map.csv": csv_bytes([column.name for column in MAP], map_rows(client)),
        "dictionary.csv": csv_bytes(DICTIONARY, _dictionary()),
    }
    out = io.BytesIO()
    made = clock.in_zone(clock.now(), client.timezone).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dictionary() -> Iterator[dict[str, Any]]:
    for file, columns in FILES.items():
        for column in columns:
            yield {"file": file, "column": column.name, **column._asdict()}


def event_rows(client: Person) -> list[dict[str, Any]]:
    """What was taught and used, the earliest first."""
    return sorted([*_taught(client), *_uses(client)], key=lambda row: (row["at"], str(row["event_id"])))


def _taught(client: Person) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(client.timezone)
    empty = dict.fromkeys((column.name for column in EVENTS), "")
    for row in taught_to(client):
        yield empty | {
            "event_id": row.pk,
            "client_id": client.pk,
            "kind": "taught",
            "at": datetime.combine(row.on, time(), zone),
            "day_only": True,
            "skill_id": row.skill,
            "skill": name_of(row.skill),
            "step": int(Level.TAUGHT),
            "done": True,
        }


def _uses(client: Person) -> Iterator[dict[str, Any]]:
    for row in SkillUse.objects.filter(client=client).defer("situation").iterator(1000):
        followed = follow(place=row.place, company=row.company)
        yield {
            "event_id": row.pk,
            "client_id": client.pk,
            "kind": "use",
            "at": clock.in_zone(row.at, client.timezone),
            "day_only": row.source == SkillUse.Source.DIARY,
            "skill_id": row.skill,
            "skill": name_of(row.skill),
            "source": row.source,
            "how": row.how,
            "step": int(level_of(how=row.how, source=row.source, helped=helped_by(row.effect))),
            "done": row.obstacle not in NOT_DONE,
            "effect": row.effect,
            "contexts": ";".join(row.contexts or sorted(followed)),
            "contexts_from": "said" if row.contexts else "followed" if followed else "",
            "prompted": row.prompted,
            "distress_before": row.before,
            "distress_after": row.after,
            "obstacle": row.obstacle,
            "contact_id": row.contact_id,
        }


def map_rows(client: Person) -> Iterator[dict[str, Any]]:
    """Each skill altogether, and in each context in which something was noted."""
    now = clock.in_zone(clock.now(), client.timezone)
    contexts = {each.key: each for each in contexts_of(client.programme_id)}
    common = {"client_id": client.pk, "as_of": now}
    for row in map_of(client).rows.values():
        yield common | _line(row, row.whole) | {"context": ALL, "context_label": "", "on_list": None}
        for name, cell in row.cells.items():
            known = contexts.get(name)
            yield (
                common
                | _line(row, cell)
                | {
                    "context": name if name != NOT_SAID else UNSAID,
                    "context_label": known.label if known else "",
                    "on_list": not known.hidden if known else None,
                }
            )


def _line(row: SkillRow, cell: Cell) -> dict[str, Any]:
    return {
        "skill_id": row.skill,
        "skill": name_of(row.skill),
        "step": int(cell.level),
        "since": cell.since,
        "last_used": cell.last,
        "uses": cell.uses,
        "helped": cell.helped,
        "tries": cell.tries,
        "fade": int(cell.fade),
        "stuck": str(cell.stuck),
        "taught_on": row.taught_on,
        "breadth": row.breadth,
        "generalised_on": row.generalised_on,
    }
