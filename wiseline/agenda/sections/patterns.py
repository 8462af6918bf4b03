"""Patterns that were not there at the last session, or that turned round since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.agenda.line import Group, Line
from wiseline.insight.finding import disputes_of, patterns_of
from wiseline.insight.sentences import name_of, sentence, strength

if TYPE_CHECKING:
    from wiseline.agenda.look import Look
    from wiseline.people.models import Person


def lines(look: Look) -> list[Line]:
    """One line a pattern: new, turned round, or new because there was no session before."""
    before = look.last.patterns if look.last else {}
    chart, found = patterns_of(look.client)
    disputes = disputes_of(look.client)
    rows = []
    for pattern in found:
        name = name_of(pattern)
        if name in before and before[name] == pattern.higher:
            continue
        details = [strength(chart, pattern)]
        if name in before:
            details.append(_("At the last session it went the other way."))
        if name in disputes:
            details.append(_("The client says that this is not right."))
        page = ("patterns:pattern", (str(look.client.pk), name))
        rows.append(Line(f"pattern.{name}", Group.PATTERNS, sentence(chart, pattern), *page, details=tuple(details)))
    return rows


def known_now(client: Person) -> dict[str, bool]:
    """What is found now, to be compared with at the next session: name -> whether it was higher."""
    _chart, found = patterns_of(client)
    return {name_of(pattern): bool(pattern.higher) for pattern in found}
