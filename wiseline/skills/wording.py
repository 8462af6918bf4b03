"""A programme's own words for a skill, and its own skills, laid over the library.

Only the parts that a programme changed are kept, each with a fingerprint of the library's text at that time: the other
parts follow every update, and where the library changed a part that the programme had changed too, that is said.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.skills import library
from wiseline.skills.library.entry import Entry, Faulty
from wiseline.skills.models import Wording

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Person

logger = logging.getLogger(__name__)
OWN = "own-"
"""What the ids of a programme's own skills begin with: no skill of the library does."""
IN_FRONT = frozenset({"summary", "fits", "does_not_fit"})
TEXTS = frozenset({"summary", "why", "coach"})
PARTS = ("summary", "fits", "does_not_fit", "why", "steps", "examples", "wrong", "coach", "ask", "say", "watch")
_laid: dict[tuple[UUID, str], tuple[UUID | None, dict[str, Entry]]] = {}  # by programme and language: newest change


def text_of(entry: Entry, part: str) -> str:
    """A part as it is edited: lists with a line for each item."""
    value = getattr(entry.front if part in IN_FRONT else entry, part)
    return str(value) if part in TEXTS else "\n".join(value)


def fingerprint(text: str) -> str:
    """Of a text, to see later whether it is still the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def laid_over(entry: Entry, parts: dict[str, str]) -> Entry:
    """The entry with a programme's parts in place of its own. Raises `Faulty`, with the part first on each line."""
    fields: dict[str, Any] = entry.model_dump()
    for part, text in parts.items():
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        (fields["front"] if part in IN_FRONT else fields)[part] = text.strip() if part in TEXTS else lines
    return _checked(fields)


def own_entry(skill: str, front: dict[str, Any], parts: dict[str, str]) -> Entry:
    """A skill that only the programme has. Raises `Faulty`."""
    fields: dict[str, Any] = {"id": skill, "front": dict(front)}
    for part in PARTS:
        text = parts.get(part, "")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        (fields["front"] if part in IN_FRONT else fields)[part] = text.strip() if part in TEXTS else lines
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> Entry:
    try:
        return Entry.model_validate(fields)
    except ValidationError as error:
        raise Faulty(
            "\n".join(
                f"{'.'.join(map(str, each['loc'])).removeprefix('front.')}: {each['msg']}" for each in error.errors()
            )
        ) from error


def skills_of(programme_id: UUID, language: str = library.ENGLISH) -> dict[str, Entry]:
    """Every skill as this programme words it, its own ones included, by id."""
    newest = Wording.objects.filter(programme_id=programme_id).order_by("-at", "-id").values_list("pk", flat=True)
    stamp = newest.first()
    if stamp is None:
        return library.entries(language)
    known = _laid.get((programme_id, language))
    if known is None or known[0] != stamp:
        known = (stamp, _lay(programme_id, language))
        _laid[programme_id, language] = known
    return known[1]


def _lay(programme_id: UUID, language: str) -> dict[str, Entry]:
    entries = dict(library.entries(language))
    for skill, wording in current(programme_id).items():
        if not wording.parts:
            continue
        try:
            if skill in entries:
                entries[skill] = laid_over(entries[skill], wording.parts)
            elif skill.startswith(OWN):
                entries[skill] = own_entry(skill, wording.front, wording.parts)
        except Faulty:  # what the form allowed once and does not any more: the library's words are there
            logger.warning("A programme's wording %s no longer fits the form", wording.pk)
    return entries


def current(programme_id: UUID) -> dict[str, Wording]:
    """The newest wording of each skill that the programme ever changed."""
    rows = Wording.objects.filter(programme_id=programme_id).select_related("by").order_by("at", "id")
    return {row.skill: row for row in rows}


def versions(programme_id: UUID, skill: str) -> QuerySet[Wording]:
    """How the programme worded a skill over time, the newest first."""
    rows = Wording.objects.filter(programme_id=programme_id, skill=skill)
    return rows.select_related("by").order_by("-at", "-id")


def overtaken(wording: Wording) -> list[str]:
    """Parts that the library has changed since the programme changed them."""
    entry = library.entries().get(wording.skill)
    if entry is None:
        return []
    return [part for part in PARTS if part in wording.base and wording.base[part] != fingerprint(text_of(entry, part))]


def word(*, programme_id: UUID, skill: str, parts: dict[str, str], by: Person) -> Wording:
    """From now on the programme says it so. A part that reads as in the library follows the library.

    A part that the programme had changed before and leaves as it is keeps what it was made from only where the person
    has seen the library's newer text, which the form shows: so its fingerprint is renewed. Raises `Faulty`.
    """
    entry = library.entries()[skill]
    kept = {part: text.strip() for part, text in parts.items() if _differs(entry, part, text)}
    laid_over(entry, kept)
    base = {part: fingerprint(text_of(entry, part)) for part in kept}
    return _store(programme_id, by, skill=skill, parts=kept, base=base)


def _differs(entry: Entry, part: str, text: str) -> bool:
    return part in PARTS and text.split() != text_of(entry, part).split()


def word_own(*, programme_id: UUID, skill: str, front: dict[str, Any], parts: dict[str, str], by: Person) -> Wording:
    """A skill that only this programme has, new or changed. Raises `Faulty`."""
    own_entry(skill, front, parts)
    return _store(programme_id, by, skill=skill, front=front, parts={part: parts.get(part, "") for part in PARTS})


def bring_back(*, wording: Wording, by: Person) -> Wording:
    """An earlier wording counts again, as a new change."""
    same = {name: getattr(wording, name) for name in ("skill", "parts", "base", "front")}
    return _store(wording.programme_id, by, **same)


def take_back(*, programme_id: UUID, skill: str, by: Person) -> Wording:
    """The library's own words again; a programme's own skill is no longer offered."""
    return _store(programme_id, by, skill=skill)


def _store(programme_id: UUID, by: Person, **fields: Any) -> Wording:
    with changes():
        row = Wording.objects.create(programme_id=programme_id, by=by, at=clock.now(), **fields)
        record(actor=by, action="skill.worded", subject=row, programme_id=programme_id)
        return row


def own_name(skill: str) -> str:
    """The name of a programme's own skill, also of one that is no longer offered; empty where there is none."""
    if not skill.startswith(OWN):
        return ""
    row = Wording.objects.filter(skill=skill).exclude(front={}).order_by("-at", "-id").first()
    return str(row.front.get("name", "")) if row else ""
