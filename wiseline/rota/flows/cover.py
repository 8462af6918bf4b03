"""Changing the rota, and raising holes in it before they happen."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.lib.ids import new_id
from wiseline.live.publish import changes
from wiseline.people.models import Programme
from wiseline.reach.flows.notify import tell
from wiseline.reach.tested import can_be_rung
from wiseline.rota.authorisation import can_edit_rota
from wiseline.rota.hours import DAY, reach
from wiseline.rota.models import RotaOverride, RotaShift
from wiseline.rota.roster import Segment, holes, segments
from wiseline.rota.selectors import days_off_of, leads_of, roster_of, with_rota

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Person

ALERT_AHEAD = timedelta(hours=36)
UNANSWERED = {"accepted_at": None, "declined_at": None}
LOOK_AHEAD = timedelta(weeks=8)
"""How far ahead it is looked at whose duty a weekly shift takes."""


class Untested(ValidationError):
    """Nothing of the coach's has been heard to ring: who may not be heard is not put on duty."""


class StillYours(ValidationError):
    """Duty that a coach has accepted is given away by a swap; only who edits the rota takes it off."""


def must_be_rung(coach: Person) -> None:
    """Raise Untested where no test has shown that the coach can be rung, in words for the coach."""
    if not can_be_rung(coach.pk):
        raise Untested(
            _("Nothing is taken: no device or phone number of yours has been heard to ring. Test one, then take it.")
        )


def must_be_there(coach: Person, start: datetime, end: datetime) -> None:
    """Raise ValidationError where the coach has days off in that time: it would fall back on another, or on nobody."""
    if days_off_of(coach, start, end):
        raise ValidationError(
            _("You have days off then, so you would not be rung. Take the days off back first, under “My hours”.")
        )


def add_shift(
    *,
    lead: Person,
    coach: Person,
    weekday: int,
    start: time,
    end: time,
    first: date,
    last: date | None = None,
    every_weeks: int = 1,
) -> RotaShift:
    """Put a weekly shift on the rota, or one of every second (third, fourth) week from the week of `first` on.

    It counts once the coach accepts; a lead's own is accepted at once.

    Raises ValidationError where no test has shown that the coach can be rung.
    """
    _must_be_tested(lead, coach)
    with changes():
        shift = RotaShift.objects.create(
            programme=lead.programme,
            coach=coach,
            weekday=weekday,
            start=start,
            end=end,
            first=first,
            last=last,
            every_weeks=every_weeks,
            accepted_at=clock.now() if lead == coach else None,
            created_by=lead,
        )
        record(actor=lead, action="rota.shift_added", subject=shift, programme_id=lead.programme_id)
    return shift


def _must_be_tested(by: Person, coach: Person) -> None:
    if by == coach:
        must_be_rung(coach)
    elif not can_be_rung(coach.pk):
        raise ValidationError(
            _("%(name)s has no tested device or phone number yet. Ask them to open “Me” and ring their phone once.")
            % {"name": coach.display_name}
        )


def decline(*, coach: Person, row: RotaShift | RotaOverride) -> None:
    """The coach can't take what was offered to them. Who offered it and the leads hear so, and read who and when."""
    rows: QuerySet[RotaShift] | QuerySet[RotaOverride]
    rows = RotaShift.objects.all() if isinstance(row, RotaShift) else RotaOverride.objects.all()
    with changes():
        if rows.filter(pk=row.pk, coach=coach, **UNANSWERED).update(declined_at=clock.now()):
            record(actor=coach, action="rota.declined", subject=row, programme_id=coach.programme_id)
            people = {row.created_by_id, *leads_of(coach.programme_id)} - {coach.pk}
            tell(person_ids=people, contact_id=row.pk, kind="declined", step=0, quiet=True)


def accept_shift(*, coach: Person, shift: RotaShift) -> None:
    """The coach takes the shift on: their own yes to be rung in its hours. Raises Untested where they may not hear."""
    must_be_rung(coach)
    now = clock.now()
    with changes(), losers_told(coach, shift.pk, now, now + LOOK_AHEAD):
        if RotaShift.objects.filter(pk=shift.pk, coach=coach, **UNANSWERED).update(accepted_at=now):
            record(actor=coach, action="rota.shift_accepted", subject=shift, programme_id=coach.programme_id)


def remove_shift(*, actor: Person, shift: RotaShift) -> None:
    """Take a shift off the rota from now on; hours that its coach has carried stay theirs. Raises StillYours."""
    now = clock.now()
    yesterday = clock.in_zone(now, actor.programme.timezone).date() - DAY  # its hours may reach into today
    stands = shift.accepted_at is not None and (shift.last is None or shift.last >= yesterday)
    _must_be_lead(actor, stands=stands)
    if shift.accepted_at is not None and not stands:
        return  # it has ended: nothing counts from now on, and what did is kept
    with changes():
        record(actor=actor, action="rota.shift_removed", subject=shift, programme_id=actor.programme_id)
        if stands:
            _tell_of_change(actor, shift.pk, {shift.coach_id})
            _end_shift(actor, shift, now)
        else:
            shift.delete()


def _end_shift(actor: Person, shift: RotaShift, now: datetime) -> None:
    """The shift ends before its hours of today, or before those that still run.

    What its coach has carried of these stays as a stretch of its own. A shift whose hours never came is deleted.
    """
    zone = shift.programme.timezone
    today = clock.in_zone(now, zone).date()
    last = today - DAY
    for day in shift.read().days(last, today):
        start, end = reach(day, shift.start, shift.end, zone)
        if start < now and (day == today or end > now):
            last = day - DAY
            _keep_carried(actor, shift, start, min(end, now))
    last = min(last, shift.last or last)
    if shift.read().days(shift.first, last):
        RotaShift.objects.filter(pk=shift.pk).update(last=last)
    else:
        shift.delete()


def _keep_carried(actor: Person, shift: RotaShift, start: datetime, end: datetime) -> None:
    """Hours of a shift that ends, in which its coach was on call in fact: nothing about the past is changed."""
    roster = roster_of(shift.programme, start=start - DAY, end=end)
    RotaOverride.objects.bulk_create(
        RotaOverride(
            programme=shift.programme,
            coach_id=shift.coach_id,
            start=row.start,
            end=row.end,
            created_by=actor,
            accepted_at=shift.accepted_at,
        )
        for row in segments(roster, start, end)
        if row.coach_id == shift.coach_id
    )


def override(*, by: Person, coach: Person | None, start: datetime, end: datetime) -> RotaOverride:
    """Somebody else is on call for a while. Counts at once where the coach set it themselves, else once accepted."""
    if end <= start:
        raise ValidationError(_("The end lies before the start."))
    if coach is not None:
        _must_be_tested(by, coach)
    if coach == by:
        must_be_there(by, start, end)
    row_id = new_id()
    with changes(), losers_told(by, row_id, start, end):
        row = RotaOverride.objects.create(
            id=row_id,
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
    """The coach takes the stretch on. Raises ValidationError where they may not hear it ring, or are away."""
    must_be_rung(coach)
    must_be_there(coach, row.start, row.end)
    with changes(), losers_told(coach, row.pk, row.start, row.end):
        if RotaOverride.objects.filter(pk=row.pk, coach=coach, **UNANSWERED).update(accepted_at=clock.now()):
            record(actor=coach, action="rota.override_accepted", subject=row, programme_id=coach.programme_id)


def alert_holes(now: datetime) -> int:
    """Tell the leads of each programme with a rota about holes that begin soon: once a day for each hole."""
    told = 0
    for programme in Programme.objects.filter(pk__in=with_rota(now)):
        roster = roster_of(programme, start=now - timedelta(days=1), end=now + ALERT_AHEAD)
        for hole in holes(roster, now, now + ALERT_AHEAD):
            starts = max(hole.start, now.replace(hour=0, minute=0, second=0, microsecond=0))
            with changes():
                tell(
                    person_ids=leads_of(programme.pk),
                    contact_id=programme.pk,
                    kind="hole",
                    step=int(starts.timestamp() // 86400),
                    quiet=True,
                )
            told += 1
            break
    return told


def remove_override(*, actor: Person, row: RotaOverride) -> None:
    """Take a stretch off from now on; the regular shift counts again. What has been carried stays. Raises StillYours.

    Of one that counts and is not over, its coach hears, and so does everybody who is on call then from now on.
    """
    now = clock.now()
    stands = row.accepted_at is not None and row.end > now
    _must_be_lead(actor, stands=stands)
    if row.accepted_at is not None and not stands:
        return  # it is over, and was carried
    with changes():
        record(actor=actor, action="rota.override_removed", subject=row, programme_id=actor.programme_id)
        key, coach_id = row.pk, row.coach_id
        if stands and row.start < now:
            RotaOverride.objects.filter(pk=row.pk).update(end=now)
        else:
            row.delete()
        if stands:
            after = {piece.coach_id for piece in _on_call(actor, max(row.start, now), row.end)}
            _tell_of_change(actor, key, {coach_id} | after)


def _must_be_lead(actor: Person, *, stands: bool) -> None:
    if stands and not can_edit_rota(actor):
        raise StillYours(_("It is yours: it stays so until a colleague has taken it. Offer it to them here."))


@contextmanager
def losers_told(actor: Person, about: UUID, start: datetime, end: datetime) -> Iterator[None]:
    """Who is on call in [start, end) before what is done inside, and is so no more after it, hears of it."""
    start = max(start, clock.now())
    before = _on_call(actor, start, end)
    yield
    after = _on_call(actor, start, end)
    lost = {
        row.coach_id
        for row in before
        for other in after
        if row.coach_id != other.coach_id and max(row.start, other.start) < min(row.end, other.end)
    }
    _tell_of_change(actor, about, lost, step=1)


def _on_call(actor: Person, start: datetime, end: datetime) -> list[Segment]:
    return segments(roster_of(actor.programme, start=start - DAY, end=end), start, end)


def _tell_of_change(actor: Person, about: UUID, people: set[UUID | None], *, step: int = 0) -> None:
    told = [person for person in people if person not in {None, actor.pk}]
    tell(person_ids=told, contact_id=about, kind="rota", step=step, quiet=True)
