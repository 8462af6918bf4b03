"""Changing the rota, and raising holes in it before they happen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import PersonRole, Programme, Role
from wiseline.reach.flows.notify import tell
from wiseline.reach.models import Device
from wiseline.rota.models import RotaOverride, RotaShift
from wiseline.rota.roster import holes
from wiseline.rota.selectors import roster_of

if TYPE_CHECKING:
    from wiseline.people.models import Person

ALERT_AHEAD = timedelta(hours=36)


def has_tested_device(coach: Person) -> bool:
    """Whether the coach has a device that rang when it was tested and has not failed since."""
    return Device.objects.filter(person=coach, tested_at__isnull=False, disabled_at=None).exists()


def add_shift(
    *,
    lead: Person,
    coach: Person,
    weekday: int,
    start: time,
    end: time,
    first: date,
    last: date | None = None,
) -> RotaShift:
    """Put a weekly shift on the rota. It counts once the coach accepts; a lead's own is accepted at once.

    Raises ValidationError where the coach has no device that was tested.
    """
    if not has_tested_device(coach):
        raise ValidationError(
            _("%(name)s has no tested device yet. Ask them to open “Me” and ring their phone once.")
            % {"name": coach.display_name}
        )
    with changes():
        shift = RotaShift.objects.create(
            programme=lead.programme,
            coach=coach,
            weekday=weekday,
            start=start,
            end=end,
            first=first,
            last=last,
            accepted_at=clock.now() if lead == coach else None,
        )
        record(actor=lead, action="rota.shift_added", subject=shift, programme_id=lead.programme_id)
    return shift


def accept_shift(*, coach: Person, shift: RotaShift) -> None:
    """The coach takes the shift on: their own yes to be rung in its hours."""
    with changes():
        if RotaShift.objects.filter(pk=shift.pk, coach=coach, accepted_at=None).update(accepted_at=clock.now()):
            record(actor=coach, action="rota.shift_accepted", subject=shift, programme_id=coach.programme_id)


def remove_shift(*, actor: Person, shift: RotaShift) -> None:
    """Take a shift off the rota. What was on call before is in the events of the contacts."""
    with changes():
        record(actor=actor, action="rota.shift_removed", subject=shift, programme_id=actor.programme_id)
        shift.delete()


def override(*, by: Person, coach: Person | None, start: datetime, end: datetime) -> RotaOverride:
    """Somebody else is on call for a while. Counts at once where the coach set it themselves, else once accepted."""
    if end <= start:
        raise ValidationError(_("The end lies before the start."))
    if coach is not None and not has_tested_device(coach):
        raise ValidationError(_("%(name)s has no tested device yet.") % {"name": coach.display_name})
    with changes():
        row = RotaOverride.objects.create(
            programme=by.programme,
            coach=coach,
            start=start,
            end=end,
            created_by=by,
            accepted_at=clock.now() if coach is None or coach == by else None,
        )
        record(actor=by, action="rota.override_added", subject=row, programme_id=by.programme_id)
    return row


def accept_override(*, coach: Person, row: RotaOverride) -> None:
    """The coach takes the stretch on."""
    with changes():
        if RotaOverride.objects.filter(pk=row.pk, coach=coach, accepted_at=None).update(accepted_at=clock.now()):
            record(actor=coach, action="rota.override_accepted", subject=row, programme_id=coach.programme_id)


def alert_holes(now: datetime) -> int:
    """Tell the leads of each programme with a rota about holes that begin soon: once a day for each hole."""
    told = 0
    programmes = Programme.objects.filter(pk__in=RotaShift.objects.values("programme"))
    for programme in programmes:
        roster = roster_of(programme, start=now - timedelta(days=1), end=now + ALERT_AHEAD)
        for hole in holes(roster, now, now + ALERT_AHEAD):
            starts = max(hole.start, now.replace(hour=0, minute=0, second=0, microsecond=0))
            leads = PersonRole.objects.filter(role=Role.LEAD, person__programme=programme, person__is_active=True)
            with changes():
                tell(
                    person_ids=list(leads.values_list("person_id", flat=True)),
                    contact_id=programme.pk,
                    kind="hole",
                    step=int(starts.timestamp() // 86400),
                    quiet=True,
                )
            told += 1
            break
    return told


def remove_override(*, actor: Person, row: RotaOverride) -> None:
    """Take a stretch off; the regular shift counts again."""
    with changes():
        record(actor=actor, action="rota.override_removed", subject=row, programme_id=actor.programme_id)
        row.delete()
