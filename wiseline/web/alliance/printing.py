"""A version of the agreement on paper, with who signed it; with lines for a pen where nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from wiseline.alliance.agreement import rows_of
from wiseline.safety.agreeing import policy_in_force
from wiseline.web.paper import on_pages, words

if TYPE_CHECKING:
    from wiseline.alliance.models import Agreement


def agreement_page(agreement: Agreement) -> bytes:
    """A PDF of the agreement."""
    day = date_format(timezone.localtime(agreement.at), "j F Y")
    head = _("Coaching agreement: %(name)s") % {"name": agreement.client.display_name}
    version = _("Version %(number)s, %(day)s") % {"number": agreement.number, "day": day}
    parts: list[Any] = [words(head, 14, bold=True), words(version, 9), Spacer(0, 5 * mm)]
    for label, text in rows_of(agreement):
        parts += [words(label, 11, bold=True), words(text, 10), Spacer(0, 4 * mm)]
    parts += _day_after(agreement)
    signatures = list(agreement.signatures.order_by("at"))
    for row in signatures:
        when = date_format(timezone.localtime(row.at), "j F Y, H:i")
        parts += [words(_("Signed: %(name)s, %(when)s") % {"name": row.name, "when": when}, 10), Spacer(0, 2 * mm)]
    for _missing in range(2 - len({row.by_client for row in signatures})):
        parts += [Spacer(0, 8 * mm), words("_" * 44, 10), words(_("Name and day"), 8)]
    return on_pages(parts)


def _day_after(agreement: Agreement) -> list[Any]:
    """What is set for the day after an act, in its own words, as it stands on the day of printing."""
    row = policy_in_force(agreement.client)
    said = [str(row.get_mode_display())] if row else [_("No rule is set. Coaching goes on as always.")]
    if row:
        said += [row.reason] * bool(row.reason)
        day = {"name": row.chosen_by.display_name, "day": date_format(timezone.localtime(row.at), "j F Y")}
        said.append(_("Written down by %(name)s, %(day)s.") % day)
    head = _("The day after an act, as it is set now")
    return [words(head, 11, bold=True), *(words(line, 10) for line in said), Spacer(0, 4 * mm)]
