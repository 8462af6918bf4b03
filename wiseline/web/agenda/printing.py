"""A session's page on paper, on one or two A4 pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from wiseline.chart.practice_plan.when import PARTS
from wiseline.skills.catalogue import name_of
from wiseline.web.diary.printing import week_grid
from wiseline.web.paper import on_pages, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.agenda.models import Agreement, Session
    from wiseline.agenda.pages import Shown
    from wiseline.chart.diary.reading import Week

LONGEST = 240


def session_page(
    session: Session,
    groups: Sequence[tuple[str, list[Shown]]],
    agreements: Sequence[Agreement],
    week: Week | None,
    *,
    reader: bool,
) -> bytes:
    """A PDF: what was put on the page, a box before each line, the diary's week, and what was agreed.

    `reader`: it is for the client.
    """
    when = date_format(timezone.localtime(session.planned_for), "l j F Y, H:i")
    parts: list[Any] = [words(f"{session.client.display_name}, {when}", 13, bold=True), Spacer(0, 2 * mm)]
    for title, rows in groups:
        parts.append(words(title, 10, bold=True, spaceBefore=4))
        parts += [_line(row, reader=reader) for row in rows]
    if week is not None and week.filled:
        parts += [Spacer(0, 3 * mm), words(_("The week of the diary"), 10, bold=True), week_grid(week)]
    if agreements:
        parts += [Spacer(0, 3 * mm), words(_("What we agreed"), 10, bold=True)]
        parts += [words(f"• {agreed_words(row)}", 9) for row in agreements]
    return on_pages(parts)


def _line(row: Shown, *, reader: bool) -> Any:
    box = "[x]" if row.ticked else "[  ]"
    when = f" ({date_format(row.when, 'D j M')})" if row.when else ""
    details = row.for_client if reader else row.details
    more = " · ".join([*details, *([row.note] if row.note else [])])
    more = more if len(more) <= LONGEST else more[: LONGEST - 1] + "…"
    text = f"{box} {row.text}{when}" + (f"\n{more}" if more else "")
    return words(text, 8.5, leftIndent=10, firstLineIndent=-10)


def agreed_words(row: Agreement) -> str:
    """One agreement in one line."""
    what = f"{row.get_kind_display()}: {name_of(row.skill)}" if row.skill else ""
    if row.kind == row.Kind.GOAL:
        what = str(row.get_kind_display())
    part = (row.when or {}).get("part")
    if part:
        what = f"{what}, {PARTS[part]}"
    return ". ".join(part for part in (what, row.text) if part)
