"""What the client wants to talk about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.agenda.line import Group, Line
from wiseline.agenda.wishes import open_wishes

if TYPE_CHECKING:
    from wiseline.agenda.look import Look


def lines(look: Look) -> list[Line]:
    """One line a wish, in the client's words."""
    page = ("agenda:of", (str(look.client.pk),))
    return [Line(f"wish.{row.pk}", Group.WISHES, row.text, *page, at=row.at) for row in open_wishes(look.client)]
