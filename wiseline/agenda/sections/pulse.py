"""How the work together feels to the client, of what they have shown; and a drop, where it gets in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.agenda.line import Group, Line
from wiseline.agenda.targets import RULES, rank_of
from wiseline.alliance.pulse import falls_at, pulse_of
from wiseline.alliance.pulse_rules import SHORT

if TYPE_CHECKING:
    from wiseline.agenda.look import Look
    from wiseline.alliance.models import Pulse


def lines(look: Look) -> list[Line]:
    """One line a pulse that was shown since; one more under its target where something has dropped."""
    found: list[Line] = []
    page = ("alliance:pulse", (str(look.client.pk),))
    for row in pulse_of(look.client, look.start):
        details = (row.words,) if row.words else ()
        found.append(Line(f"pulse.{row.pk}", Group.PULSE, _said(row), *page, at=row.at, details=details))
        dropped = [str(SHORT[fall.item]) for fall in falls_at(row)]
        if dropped:
            text = _("Lower than before, to talk about: %(what)s") % {"what": ", ".join(dropped)}
            rank = rank_of("pulse.dropped")
            group = RULES["pulse.dropped"].group
            found.append(Line(f"pulse.dropped.{row.pk}", group, text, *page, at=row.at, rank=rank))
    return found


def _said(row: Pulse) -> str:
    parts = [
        _("%(item)s: %(value)s of 5") % {"item": SHORT[item], "value": value}
        for item, value in row.answers.items()
        if value is not None
    ]
    return ", ".join(parts) or _("Nothing was rated.")
