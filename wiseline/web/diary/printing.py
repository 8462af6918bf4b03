"""A week of the diary on one A4 page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.graphics.shapes import Circle, Drawing, Line, String
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table, TableStyle

from wiseline.chart.diary.card import Kind
from wiseline.skills.catalogue import name_of
from wiseline.web.paper import BOLD, PLAIN, WIDTH, on_one_page, words
from wiseline.web.templatetags.diary_words import said, short

if TYPE_CHECKING:
    from datetime import date

    from wiseline.chart.diary.card import Item
    from wiseline.chart.diary.reading import Week
    from wiseline.people.models import Person

FIRST = 52 * mm
SHADES = ("#ffffff", "#eef4f3", "#dbeae7", "#c3dcd8", "#a6cbc6", "#7fb3ad")
PLOTTED = 4


def week_page(client: Person, week: Week) -> bytes:
    """The printed week: who, when, plots, the grid, what was written. A PDF of one page."""
    first, last = date_format(week.days[0], "j F"), date_format(week.days[-1], "j F Y")
    parts: list[Any] = [words(f"{client.display_name}, {first} – {last}", 13, bold=True), Spacer(0, 3 * mm)]
    targets = [(item, values) for item, values in week.rows if item.kind == Kind.SCALE and item.target]
    for item, values in targets[:PLOTTED]:
        parts += [_plot(item, values, week.days)]
    parts += [Spacer(0, 2 * mm), week_grid(week), Spacer(0, 3 * mm), *_lines(week)]
    parts.append(words(_("A dash was not filled. It says nothing about how the day was."), 7))
    return on_one_page(parts)


def _plot(item: Item, values: list[Any], days: list[date]) -> Drawing:
    """One rating over the week; a gap where nothing was filled."""
    height, low = 15 * mm, 2 * mm
    step = (WIDTH - FIRST) / len(days)
    drawing = Drawing(WIDTH, height)
    drawing.add(String(0, height / 2 - 3, item.whole_name, fontName=PLAIN, fontSize=8))
    points = [
        (FIRST + step * (index + 0.5), low + (height - 2 * low) * value / 5)
        for index, value in enumerate(values)
        if value is not None
    ]
    known = [index for index, value in enumerate(values) if value is not None]
    for level in (0, 5):
        y = low + (height - 2 * low) * level / 5
        drawing.add(Line(FIRST, y, WIDTH, y, strokeColor=HexColor("#cccccc"), strokeWidth=0.4))
        drawing.add(String(FIRST - 8, y - 2.5, str(level), fontName=PLAIN, fontSize=6))
    for (one, at), (other, next_at) in zip(
        zip(points, known, strict=True), list(zip(points, known, strict=True))[1:], strict=False
    ):
        if next_at == at + 1:
            drawing.add(Line(*one, *other, strokeColor=black, strokeWidth=1))
    for x, y in points:
        drawing.add(Circle(x, y, 1.8, fillColor=black, strokeColor=black))
    return drawing


def week_grid(week: Week) -> Table:
    """The card's answers: a row an item, a column a day."""
    head = ["", *(date_format(day, "D j") for day in week.days)]
    shown = [(item, values) for item, values in week.rows if item.kind not in {Kind.TEXT, Kind.SKILLS}]
    rows: list[list[Any]] = [head]
    look: list[Any] = [
        ("FONT", (0, 0), (-1, 0), BOLD, 8),
        ("FONT", (1, 1), (-1, -1), PLAIN, 8),
        ("ALIGN", (1, 0), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor("#bbbbbb")),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    for number, (item, values) in enumerate(shown, start=1):
        rows.append([words(item.whole_name, 8), *(short(item, value) or "–" for value in values)])
        for column, value in enumerate(values, start=1):
            if item.kind == Kind.SCALE and value is not None:
                look.append(("BACKGROUND", (column, number), (column, number), HexColor(SHADES[value])))
            else:
                look.append(("BACKGROUND", (column, number), (column, number), white))
    step = (WIDTH - FIRST) / len(week.days)
    return Table(rows, colWidths=[FIRST, *[step] * len(week.days)], style=TableStyle(look))


def _lines(week: Week) -> list[Any]:
    """What was written and used, a line a day."""
    rows = []
    texts = [(item, values) for item, values in week.rows if item.kind == Kind.TEXT]
    for index, day in enumerate(week.days):
        parts = [said(item, values[index]) for item, values in texts if values[index]]
        skills = list(dict.fromkeys(name_of(use.skill) for use in week.uses[day]))
        if skills:
            parts.append(_("Skills: %(names)s") % {"names": ", ".join(skills)})
        for question in week.questions[day]:
            answer = f" → {question.answer}" if question.answer else ""
            parts.append(f"{question.by.display_name}: {question.text}{answer}")
        if parts:
            rows.append(words(f"{date_format(day, 'D j')}  {' · '.join(parts)}", 8))
    return rows
