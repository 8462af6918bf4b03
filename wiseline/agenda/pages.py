"""A session's page: what the chart says, with what the therapist did to it; or, once closed, as it stood then."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wiseline.agenda.line import TARGETS, Group
from wiseline.agenda.look import Look
from wiseline.agenda.models import Mark, Session
from wiseline.agenda.sections import all_lines
from wiseline.lib import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiseline.agenda.line import Line

OWN = "own."
"""With this begins the key of a line that the therapist added."""
FIRST_LOOK = timedelta(days=14)
"""How far back the first page of a client looks."""


@dataclass(slots=True)
class Shown:
    """A line as it stands on the page. `at` is ISO 8601, a day or a moment; `own`: the therapist's own line."""

    key: str
    group: str
    text: str
    details: list[str] = field(default_factory=list)
    page: str = ""
    args: list[str] = field(default_factory=list)
    query: str = ""
    at: str = ""
    note: str = ""
    ticked: bool = False
    hidden: bool = False
    own: bool = False
    told: list[str] | None = None

    @property
    def for_client(self) -> list[str]:
        """What the client reads below the line: not the words of a coach's note, but what was written for them."""
        return self.details if self.told is None else self.told

    @property
    def when(self) -> date | datetime | None:
        """The moment or the day."""
        if not self.at:
            return None
        return datetime.fromisoformat(self.at) if "T" in self.at else date.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Page:
    """The groups in order, each with its lines; and what was put aside."""

    look: Look
    groups: list[tuple[Group, list[Shown]]]
    hidden: list[Shown]

    def group_of(self, key: str) -> list[Shown]:
        """The lines among which a line stands; empty where there is none of this key."""
        for _name, rows in self.groups:
            if any(row.key == key for row in rows):
                return rows
        return []

    def line_of(self, key: str) -> Shown | None:
        """The line of a key, put aside or not."""
        rows = [row for _name, rows in self.groups for row in rows] + self.hidden
        return next((row for row in rows if row.key == key), None)


def look_of(session: Session, now: datetime) -> Look:
    """From the session before to now; from two weeks ago where there was none."""
    closed = Session.objects.filter(client=session.client_id, state=Session.State.CLOSED)
    last = closed.exclude(pk=session.pk).order_by("-over_at").first()
    start = (last.begun_at or last.planned_for) if last else now - FIRST_LOOK
    return Look(session.client, min(start, now), now, last)


def page_of(session: Session) -> Page:
    """The page as it is now."""
    look = look_of(session, clock.now())
    if not session.is_open:
        return _paged(look, [Shown(**row) for row in session.kept])
    marks = list(Mark.objects.filter(session=session).order_by("at", "id"))
    return _paged(look, arranged(all_lines(look), marks))


def _paged(look: Look, rows: list[Shown]) -> Page:
    shown = [row for row in rows if not row.hidden]
    groups = [(group, [row for row in shown if row.group == group]) for group in Group]
    return Page(look, groups, [row for row in rows if row.hidden])


def arranged(lines: Iterable[Line], marks: Iterable[Mark]) -> list[Shown]:
    """The lines with their marks and the therapist's own, in the order in which they are shown. Pure."""
    by_key = {mark.key: mark for mark in marks}
    ordered = sorted(lines, key=lambda line: line.rank if line.group in TARGETS else 0)  # stable
    rows = [_shown(line, by_key.get(line.key)) for line in ordered]
    known = {row.key for row in rows}
    rows += [_from(mark) for key, mark in by_key.items() if key not in known and _stands(mark)]
    places = {key: mark.place for key, mark in by_key.items() if mark.place is not None}
    natural = {row.key: place for place, row in enumerate(rows)}
    # a line without a place of its own comes after those that were put somewhere
    return sorted(rows, key=lambda row: (row.key not in places, places.get(row.key, natural[row.key])))


def _shown(line: Line, mark: Mark | None) -> Shown:
    row = Shown(
        key=line.key,
        group=str(line.group),
        text=line.text,
        details=list(line.details),
        told=None if line.told is None else list(line.told),
        page=line.page,
        args=list(line.args),
        query=line.query,
        at=line.at.isoformat() if line.at else "",
    )
    return _marked(row, mark)


def _stands(mark: Mark) -> bool:
    """Whether a mark whose line the chart does not have is shown: an own line, or one with words or a tick on it."""
    return mark.key.startswith(OWN) or bool(mark.note) or mark.ticked_at is not None


def _from(mark: Mark) -> Shown:
    own = mark.key.startswith(OWN)
    details = [] if own else [_("It stands no more in the chart like this.")]
    return _marked(Shown(key=mark.key, group=mark.group, text=mark.text, own=own, details=details), mark)


def _marked(row: Shown, mark: Mark | None) -> Shown:
    if mark is not None:
        row.note, row.ticked, row.hidden = mark.note, mark.ticked_at is not None, mark.hidden
    return row


def as_kept(page: Page) -> list[dict[str, Any]]:
    """The page as plain data, to be kept as it stood: what was put aside is not part of it."""
    return [asdict(row) for _name, rows in page.groups for row in rows]
