"""The consultation team's agenda on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table, TableStyle

from wiseline.agenda.team_numbers import initials
from wiseline.lib import clock
from wiseline.web.paper import BOLD, PLAIN, WIDTH, on_pages, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.agenda.models import TeamItem
    from wiseline.agenda.team_numbers import Numbers

LOOK = [
    ("FONT", (0, 0), (-1, 0), BOLD, 8),
    ("FONT", (0, 1), (-1, -1), PLAIN, 8),
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor("#bbbbbb")),
    ("ALIGN", (1, 0), (-1, -1), "CENTER"),
]


def team_page(programme: str, weeks: int, numbers: Numbers, items: Sequence[TeamItem]) -> bytes:
    """A PDF: what is brought first, then the numbers of the last weeks."""
    day = date_format(timezone.localtime(clock.now()), "j F Y")
    parts: list[Any] = [words(f"{programme}, {day}", 13, bold=True), Spacer(0, 3 * mm), *_items(items)]
    heading = ngettext("The last week", "The last %(weeks)s weeks", weeks) % {"weeks": weeks}
    parts += [Spacer(0, 3 * mm), words(heading, 11, bold=True)]
    rows = [[kind, *counts] for kind, counts in numbers.kinds]
    parts += _table(_("Contacts"), ["", *numbers.parts], rows)
    loads = [[row.name, row.contacts, row.night, row.minutes, row.outside] for row in numbers.loads]
    head = ["", _("contacts"), _("at night"), _("minutes"), _("outside own hours")]
    parts += _table(_("Coaches"), head, loads)
    said = _("By name who lets the team see it; the others together, and not at all where that is one coach alone.")
    parts.append(words(said, 8.5))
    parts += [
        words(_("Notes that name a limit: %(count)s") % {"count": numbers.limits}),
        *(words(f"{who}: {said}", 8.5, leftIndent=10) for who, said in numbers.limit_words),
        words(_("Contacts in which nobody was reached for a time: %(count)s") % {"count": numbers.unreached}),
        words(_("Notes that are late: %(count)s") % {"count": numbers.unsigned}),
    ]
    since = [date_format(timezone.localtime(row.since), "j M, H:i") for row in numbers.owed]
    owed = [[row.initials, row.what, when, row.owner] for row, when in zip(numbers.owed, since, strict=True)]
    parts += _table(_("Still owed"), ["", _("what"), _("since"), _("by whom")], owed)
    worked = [[row.skill, row.helped, row.failed] for row in numbers.worked]
    parts += _table(_("What worked, counted over clients"), ["", _("helped"), _("did not help")], worked)
    return on_pages(parts)


def _items(items: Sequence[TeamItem]) -> list[Any]:
    if not items:
        return [words(_("Nothing was brought."), 10)]
    rows = []
    for row in items:
        about = f" ({initials(row.about)})" if row.about else ""
        rows.append(words(f"[  ] {row.by.display_name}{about}: {row.text}", 10, leftIndent=14, firstLineIndent=-14))
    return rows


def _table(title: str, head: list[str], rows: list[list[Any]]) -> list[Any]:
    if not rows:
        return []
    first = 60 * mm
    widths = [first, *[(WIDTH - first) / (len(head) - 1)] * (len(head) - 1)]
    table = Table([head, *rows], colWidths=widths, style=TableStyle(LOOK))
    return [Spacer(0, 2 * mm), words(title, 9.5, bold=True), table, Spacer(0, 2 * mm)]
