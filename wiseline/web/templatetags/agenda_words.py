"""Words and links of a session's page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiseline.agenda.team_numbers import initials
from wiseline.web.agenda.printing import agreed_words

if TYPE_CHECKING:
    from wiseline.agenda.models import SessionRevision
    from wiseline.agenda.pages import Shown

register = template.Library()
register.filter("agreed_words", agreed_words)
register.filter("initials", initials)


@register.filter
def line_href(row: Shown) -> str:
    """The page of the entry that a line comes from; empty where that page is no more."""
    try:
        address = reverse(row.page, args=row.args)
    except NoReverseMatch:
        return ""
    return f"{address}?{row.query}" if row.query else address


@register.filter
def line_when(row: Shown) -> str:
    """The day, and the time where there is one."""
    when = row.when
    if isinstance(when, datetime):
        return date_format(timezone.localtime(when), "l j F, H:i")
    return date_format(when, "l j F") if when else ""


@register.filter
def revision_words(row: SessionRevision) -> str:
    """What was done, with the line's own words."""
    names = {
        "planned": _("planned"),
        "prepared": _("prepared"),
        "begun": _("begun"),
        "closed": _("closed"),
        "missed": _("did not take place"),
        "tick": _("ticked"),
        "untick": _("tick taken back"),
        "hide": _("put aside"),
        "show": _("back on the page"),
        "note": _("note"),
        "moved": _("order changed"),
        "added": _("line added"),
        "agreed": _("agreed"),
        "unsaid": _("agreement taken back"),
    }
    said = row.body.get("after") or row.body.get("before") or {}
    text = said.get("text", "") if isinstance(said, dict) else ""
    return f"{names.get(row.what, row.what)}: {text}" if text else names.get(row.what, row.what)
