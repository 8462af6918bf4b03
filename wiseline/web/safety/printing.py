"""The plan on paper: what it holds, then the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from wiseline.safety.flows import sections_of
from wiseline.safety.plan import SECTIONS
from wiseline.web.paper import on_pages, words

if TYPE_CHECKING:
    from wiseline.people.models import Person
    from wiseline.safety.emergency import Help
    from wiseline.safety.models import CrisisPlan
    from wiseline.safety.plan import Item


def plan_page(client: Person, plan: CrisisPlan | None, shown: Help) -> bytes:
    """A PDF of the plan; empty parts are left out."""
    when = f", {date_format(plan.written_at, 'j F Y')}" if plan else ""
    parts: list[Any] = [words(f"{client.display_name}{when}", 15, bold=True), Spacer(0, 4 * mm)]
    sections = sections_of(plan)
    for name, label in SECTIONS:
        if sections.get(name):
            parts += [words(label, 11, bold=True), *(words(f"– {_line(item)}", 12) for item in sections[name])]
            parts.append(Spacer(0, 3 * mm))
    parts.append(words(_("In danger, call now"), 11, bold=True))
    for dial in (*shown.own, *shown.emergency, *shown.lines):
        parts.append(words(f"{dial.name}: {dial.number}", 12))
    return on_pages(parts)


def _line(item: Item) -> str:
    return ", ".join(part for part in (item.text, item.phone, item.place) if part)
