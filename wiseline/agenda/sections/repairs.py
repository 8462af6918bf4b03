"""What was agreed after something came between the two, as long as it is not good again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.agenda.line import Line
from wiseline.agenda.targets import RULES, rank_of
from wiseline.alliance.models import Repair
from wiseline.alliance.repair import repairs_of

if TYPE_CHECKING:
    from wiseline.agenda.look import Look


def lines(look: Look) -> list[Line]:
    """One line a repair that was agreed, said or looked at since, or that nobody has looked at yet."""
    recent = {row.pk for row in repairs_of(look.client, look.start)}
    open_ = [row for row in repairs_of(look.client) if row.pk in recent or row.looked_at is None]
    return [_line(look, row) for row in open_ if row.client_says != Repair.Now.GOOD]


def _line(look: Look, row: Repair) -> Line:
    said = (
        _("%(name)s will: %(what)s") % {"name": row.coach.first_name, "what": row.coach_will} if row.coach_will else "",
        _("%(name)s will: %(what)s") % {"name": look.client.first_name, "what": row.client_will}
        if row.client_will
        else "",
        _("%(name)s says: %(what)s") % {"name": look.client.first_name, "what": row.get_client_says_display()},
    )
    return Line(
        f"repair.open.{row.pk}",
        RULES["repair.open"].group,
        _("What came between us, and what we agreed: %(what)s") % {"what": row.meant},
        "alliance:repairs",
        (str(look.client.pk),),
        at=row.at,
        details=tuple(part for part in said if part),
        rank=rank_of("repair.open"),
    )
