"""Chains to do: an act or a step towards one that has no chain yet, and chains that were begun and not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wiseline.agenda.line import Group, Line
from wiseline.agenda.targets import heading_of
from wiseline.chart.chains.work import body_of
from wiseline.chart.diary.days import today_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wiseline.agenda.look import Look


def lines(look: Look) -> list[Line]:
    """What has no chain, then what is not finished."""
    return [*_to_begin(look), *_to_finish(look)]


def _to_begin(look: Look) -> Iterable[Line]:
    bodies = [(row, body_of(row)) for row in look.chains]
    days = {body.on for _row, body in bodies if body.on}
    contacts = {row.contact_id for row in look.chains}
    for day, value in look.values("act.self_harm"):
        if heading_of("card.act.self_harm", value) and day not in days:
            yield _line(look, f"chain.{day}", day, _("An act on the card has no chain yet"))
    for contact in look.contacts:
        note = look.notes.get(contact.pk)
        day = today_of(look.client, contact.asked_at)
        if note and note.body.get("acted") == "yes" and contact.pk not in contacts and day not in days:
            text = _("An act before a contact has no chain yet")
            # the note is where a chain begins with what the contact knows
            yield Line(f"chain.{contact.pk}", Group.CHAINS, text, "coaching:note", (str(note.pk),), at=contact.asked_at)


def _line(look: Look, key: str, day: date, text: str) -> Line:
    return Line(
        key, Group.CHAINS, text, "chains:of", (str(look.client.pk),), at=day, details=(date_format(day, "l j F"),)
    )


def _to_finish(look: Look) -> Iterable[Line]:
    for row in look.chains:
        if row.finished_at is None:
            behaviour = body_of(row).behaviour
            details = (behaviour,) if behaviour else ()
            text = _("%(kind)s, begun and not finished") % {"kind": row.get_kind_display()}
            page = ("chains:chain", (str(row.pk),))
            yield Line(f"chain.{row.pk}", Group.CHAINS, text, *page, at=row.at, details=details)
