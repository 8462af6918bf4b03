"""Working on a session's page: ordering, putting aside, adding, noting, ticking. Twice is the same as once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wiseline.agenda.changing import change, held
from wiseline.agenda.models import Mark, Session
from wiseline.agenda.pages import OWN, page_of
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from wiseline.agenda.pages import Page
    from wiseline.people.models import Person

LINE_ACTS = ("tick", "untick", "hide", "show", "up", "down", "note")


class NoSuchLine(KeyError):
    """The page has no line of this key."""


def mark_line(*, session: Session, by: Person, key: str, act: str, note: str = "") -> None:
    """Do one thing to one line. Raises NoSuchLine, Over, and ValueError for an unknown act."""
    if act not in LINE_ACTS:
        raise ValueError(act)
    with changes():
        row = held(session.pk)
        if act in {"up", "down"}:
            _move(row, by, key, -1 if act == "up" else 1)
            return
        mark = Mark.objects.filter(session=row, key=key).first() or _first_mark(row, page_of(row), key)
        before = _state(mark)
        if act == "note":
            mark.note = note
        elif act in {"hide", "show"}:
            mark.hidden = act == "hide"
        else:
            mark.ticked_at = (mark.ticked_at or clock.now()) if act == "tick" else None
        if _state(mark) != before:
            mark.save(update_fields=["note", "hidden", "ticked_at"])
            change(row, by=by, what=act, before=before, after=_state(mark))
            publish(to=[row.therapist_id], kind="session")


def _first_mark(session: Session, page: Page, key: str) -> Mark:
    """A mark of a line that the page has; it keeps what the line says, in case the chart says it no more."""
    line = page.line_of(key)
    if line is None:
        raise NoSuchLine(key)
    return Mark.objects.create(
        session=session,
        key=key,
        client_id=session.client_id,
        programme_id=session.programme_id,
        group=line.group,
        text=line.text,
    )


def _state(mark: Mark) -> dict[str, Any]:
    return {
        "key": mark.key,
        "text": mark.text,
        "note": mark.note,
        "hidden": mark.hidden,
        "ticked": mark.ticked_at is not None,
    }


def _move(session: Session, by: Person, key: str, step: int) -> None:
    """One place up or down among the lines of its group; at the edge nothing happens."""
    page = page_of(session)
    keys = [row.key for row in page.group_of(key)]
    if not keys:
        raise NoSuchLine(key)
    at = keys.index(key)
    other = at + step
    if not 0 <= other < len(keys):
        return
    turned = list(keys)
    turned[at], turned[other] = turned[other], turned[at]
    for place, each in enumerate(turned):
        mark = Mark.objects.filter(session=session, key=each).first() or _first_mark(session, page, each)
        if mark.place != place:
            mark.place = place
            mark.save(update_fields=["place"])
    change(session, by=by, what="moved", before=keys, after=turned)


def add_line(*, session: Session, by: Person, group: str, text: str, key: str) -> Mark:
    """A line of the therapist's own; the same key again is the same line. Raises Over."""
    with changes():
        row = held(session.pk)
        mark, new = Mark.objects.get_or_create(
            session=row,
            key=f"{OWN}{key}"[:80],
            defaults={
                "client_id": row.client_id,
                "programme_id": row.programme_id,
                "group": group,
                "text": text,
            },
        )
        if new:
            change(row, by=by, what="added", after=_state(mark))
            publish(to=[row.therapist_id], kind="session")
    return mark
