"""A chain on paper: the picture from top to bottom, then what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table, TableStyle

from wiseline.chart.models import Chain
from wiseline.skills.catalogue import name_of
from wiseline.web.chains.forms import YES_NO, PartsForm
from wiseline.web.paper import WIDTH, on_pages, words

if TYPE_CHECKING:
    from wiseline.chart.chains.chain import Body, Link

BAR = 34 * mm
EDGE, FILL = HexColor("#555555"), HexColor("#dbeae7")


def chain_page(chain: Chain, body: Body) -> bytes:
    """A PDF of the analysis; empty parts are left out."""
    form = PartsForm(kind=chain.kind)
    when = f", {date_format(body.on, 'j F Y')}" if body.on else ""
    head = f"{chain.client.display_name}: {chain.get_kind_display()}{when}"
    parts: list[Any] = [words(head, 14, bold=True), Spacer(0, 4 * mm)]
    for field in form.before:
        parts += _part(field.label, getattr(body, field.name) if field.name != "on" else "")
    if chain.kind == Chain.Kind.CHAIN and body.links:
        parts += [words(_("How it went, link by link"), 10, bold=True), Spacer(0, 2 * mm)]
        for link in body.links:
            parts += [_link(link), Spacer(0, 2 * mm)]
    yes_no = {value: str(label) for value, label in YES_NO}
    for field in form.after:
        value = str(getattr(body, field.name))
        parts += _part(field.label, yes_no.get(value, value) if value else "")
    return on_pages(parts)


def _part(label: Any, text: Any) -> list[Any]:
    return [words(label, 9, bold=True), words(text, 10), Spacer(0, 3 * mm)] if text else []


def _link(link: Link) -> Table:
    strength = "" if link.intensity is None else _("%(strength)s of 100") % {"strength": link.intensity}
    left = [words(link.kind_name, 8, bold=True), words(strength, 8)]
    right = [words(link.text or "–", 10)]
    if link.skill:
        right.append(words(_("Here could stand: %(skill)s") % {"skill": name_of(link.skill)}, 9, bold=True))
    look = [
        ("BOX", (0, 0), (-1, -1), 0.8, EDGE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (0, 0), FILL),
    ]
    return Table([[left, right]], colWidths=[BAR, WIDTH - BAR], style=TableStyle(look))
