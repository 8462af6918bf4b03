"""Giving a stretch of duty away: asked, taken by a tap, reminded of until somebody has it.

The swap becomes overrides that are accepted by those who take them: the rota itself changes in the same moment.
What is offered in return needs the giver's own yes, so nothing changes before that.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import drop, tell
from wiseline.reach.tested import can_be_rung, who_can_be_rung
from wiseline.rota.flows.cover import must_be_rung, must_be_there
from wiseline.rota.flows.month import coaches_of
from wiseline.rota.hours import Interval
from wiseline.rota.models import RotaOverride, SwapRequest
from wiseline.rota.roster import segments, turns_of
from wiseline.rota.selectors import days_off_of, leads_of, roster_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from wiseline.people.models import Person

REMINDERS = (timedelta(days=14), timedelta(days=7), timedelta(days=2), timedelta(hours=12))
"""How long before its start an open swap is brought up again; at the last of them the leads hear of it too."""
AHEAD = timedelta(weeks=8)


class Gone(Exception):
    """The swap is not open any more, or the duty is not the giver's any more."""


def duties_of(coach: Person, start: datetime, end: datetime) -> list[Interval]:
    """The coach's duties that begin within [start, end): shifts and changes one by one, as far as they are theirs."""
    roster = roster_of(coach.programme, start=start - timedelta(days=1), end=end)
    booked = [Interval(turn.start, turn.end) for turn in turns_of(roster, start, end) if turn.coach_id == coach.pk]
    booked += [Interval(row.start, row.end) for row in roster.overrides if row.coach_id == coach.pk and row.accepted]
    own = [row for row in segments(roster, start, end) if row.coach_id == coach.pk]
    found = {
        Interval(max(block.start, row.start), min(block.end, row.end))
        for block in booked
        for row in own
        if max(block.start, row.start) < min(block.end, row.end)
    }
    return sorted((row for row in found if row.start > start), key=lambda row: row.start)


def has_duty(coach: Person, start: datetime, end: datetime) -> bool:
    """Whether the coach is on call over the whole of [start, end)."""
    roster = roster_of(coach.programme, start=start - timedelta(days=1), end=end)
    return [row.coach_id for row in segments(roster, start, end)] == [coach.pk]


def ask_swap(
    *, giver: Person, start: datetime, end: datetime, to: Person | None = None, words: str = ""
) -> SwapRequest:
    """Offer a stretch of the giver's duty to a colleague, or to whoever can. The same one again is the same request.

    Raises ValidationError where the giver is not on call over the whole stretch, or it has begun.
    """
    if end <= start:
        raise ValidationError(_("The end lies before the start."))
    if start <= clock.now():
        raise ValidationError(_("This has begun already. A colleague can use “I take over now” on the rota."))
    if not has_duty(giver, start, end):
        raise ValidationError(_("You are not on call for all of this time."))
    with changes():
        swap, new = SwapRequest.objects.get_or_create(
            giver=giver,
            start=start,
            taken_at=None,
            withdrawn_at=None,
            defaults={
                "programme": giver.programme,
                "end": end,
                "to": to,
                "words": words,
                "reminded": sum(start - before <= clock.now() for before in REMINDERS),
            },
        )
        if new:
            record(actor=giver, action="rota.swap_asked", subject=swap, programme_id=giver.programme_id)
            _tell(swap, _who_can(swap), step=0)
    return swap


def take_swap(*, coach: Person, swap: SwapRequest) -> SwapRequest:
    """The coach takes the stretch, for nothing in return.

    Raises Gone where another was quicker or the duty has changed hands, ValidationError where the coach can't have it.
    """
    must_be_rung(coach)
    must_be_there(coach, swap.start, swap.end)
    with changes():
        waiting = list(_open(swap).filter(declined_at=None).values_list("taken_by", flat=True))
        claimed = _open(swap).update(
            taken_by=coach, taken_at=clock.now(), return_start=None, return_end=None, declined_at=None
        )
        if not claimed or not has_duty(swap.giver, swap.start, swap.end):
            raise Gone
        _hand_over(coach, swap.start, swap.end, by=coach)
        _taken(swap, coach, [swap.giver_id, *(person for person in waiting if person not in {None, coach.pk})])
    wake_engine()
    return swap


def _open(swap: SwapRequest) -> QuerySet[SwapRequest]:
    """The swap, if nobody has it and it has not begun."""
    return SwapRequest.objects.filter(pk=swap.pk, taken_at=None, withdrawn_at=None, start__gt=clock.now())


def _taken(swap: SwapRequest, actor: Person, people: Iterable[UUID]) -> None:
    swap.refresh_from_db()
    record(actor=actor, action="rota.swap_taken", subject=swap, programme_id=actor.programme_id)
    drop(contact_id=swap.pk, kinds=("swap",))
    _tell(swap, people, step=100)


def offer_return(*, coach: Person, swap: SwapRequest, in_return: Interval) -> None:
    """The coach would take the stretch if the giver takes one of theirs. Until the giver does, nothing has changed.

    Raises Gone, or ValidationError where either can't have it or another's offer has no answer yet.
    """
    must_be_rung(coach)
    must_be_there(coach, swap.start, swap.end)
    if days_off_of(swap.giver, in_return.start, in_return.end):
        raise ValidationError(
            _("%(name)s has days off then. Choose another one in return, or none.") % {"name": swap.giver.display_name}
        )
    if in_return.start <= clock.now() or not has_duty(coach, in_return.start, in_return.end):
        raise ValidationError(_("What you give in return is not your duty any more."))
    with changes():
        if not _open(swap).exists() or not has_duty(swap.giver, swap.start, swap.end):
            raise Gone
        free = Q(taken_by=None) | Q(taken_by=coach) | Q(declined_at__isnull=False)
        if (
            not _open(swap)
            .filter(free)
            .update(taken_by=coach, return_start=in_return.start, return_end=in_return.end, declined_at=None)
        ):
            raise ValidationError(_("A colleague waits for an answer. You can take it for nothing in return."))
        swap.refresh_from_db()
        record(actor=coach, action="rota.return_offered", subject=swap, programme_id=coach.programme_id)
        _tell(swap, [swap.giver_id], step=_now_as_step())


def accept_return(*, giver: Person, swap: SwapRequest) -> None:
    """The giver takes what is given in return: both change hands in this moment.

    Raises Gone where it is not offered any more, ValidationError where either can't have theirs.
    """
    taker, start, end = swap.taken_by, swap.return_start, swap.return_end
    if taker is None or start is None or end is None:
        raise Gone
    must_be_rung(giver)
    must_be_there(giver, start, end)
    if not can_be_rung(taker.pk) or days_off_of(taker, swap.start, swap.end):
        raise ValidationError(_("%(name)s can’t take yours any more.") % {"name": taker.display_name})
    with changes():
        offered = _open(swap).filter(taken_by=taker, return_start=start, return_end=end, declined_at=None)
        if not offered.update(taken_at=clock.now()) or not has_duty(giver, swap.start, swap.end):
            raise Gone
        if start <= clock.now() or not has_duty(taker, start, end):
            raise ValidationError(
                _("What is given in return is not %(name)s’s duty any more.") % {"name": taker.display_name}
            )
        _hand_over(taker, swap.start, swap.end, by=taker)
        _hand_over(giver, start, end, by=taker)
        _taken(swap, giver, [taker.pk])
    wake_engine()


def decline_return(*, actor: Person, swap: SwapRequest) -> None:
    """The giver does not take what is given in return, or who offered it takes it back. The swap stays open."""
    with changes():
        waiting = _open(swap).filter(Q(giver=actor) | Q(taken_by=actor), taken_by=swap.taken_by, declined_at=None)
        if swap.taken_by_id is None or not waiting.exists():
            return
        if actor.pk == swap.giver_id:
            waiting.update(declined_at=clock.now())
        else:
            waiting.update(taken_by=None, return_start=None, return_end=None)
        record(actor=actor, action="rota.return_declined", subject=swap, programme_id=actor.programme_id)
        other = swap.taken_by_id if actor.pk == swap.giver_id else swap.giver_id
        _tell(swap, [other], step=_now_as_step())


def _now_as_step() -> int:
    """What can happen to one swap again and again is told each time."""
    return int(clock.now().timestamp())


def offered_in_return(swap: SwapRequest, coach: Person) -> list[Interval]:
    """What a coach who takes the swap can give: their own coming duties that end up the giver's, never on a day off."""
    now = clock.now()
    roster = roster_of(coach.programme, start=now, end=now + AHEAD)
    away = [row for row in roster.absences if row.coach_id == swap.giver_id]
    return [
        duty
        for duty in duties_of(coach, now, now + AHEAD)
        if not any(row.start < duty.end and row.end > duty.start for row in away)
    ][:12]


def withdraw_swap(*, giver: Person, swap: SwapRequest) -> None:
    """The giver keeps the stretch after all. One that was taken stays taken."""
    with changes():
        open_ = SwapRequest.objects.filter(pk=swap.pk, giver=giver, taken_at=None, withdrawn_at=None)
        if open_.update(withdrawn_at=clock.now()):
            drop(contact_id=swap.pk, kinds=("swap",))
            record(actor=giver, action="rota.swap_withdrawn", subject=swap, programme_id=giver.programme_id)
            publish(to=_who_can(swap), kind="rota")
            if swap.waits and swap.taken_by_id:
                _tell(swap, [swap.taken_by_id], step=_now_as_step())


def swapped(person: Person) -> list[SwapRequest]:
    """What colleagues have taken over and is not over, as long as it stands on the rota."""
    stands = RotaOverride.objects.filter(
        coach=OuterRef("taken_by"), start=OuterRef("start"), end=OuterRef("end"), accepted_at__isnull=False
    )
    rows = SwapRequest.objects.filter(
        Exists(stands), programme_id=person.programme_id, taken_at__isnull=False, end__gt=clock.now()
    )
    return list(rows.select_related("giver", "taken_by"))


def open_swaps(person: Person) -> list[SwapRequest]:
    """What is still offered in the person's programme and not over: their own, and what they could take."""
    rows = SwapRequest.objects.filter(
        Q(giver=person) | Q(to=None) | Q(to=person),
        programme_id=person.programme_id,
        taken_at=None,
        withdrawn_at=None,
        start__gt=clock.now(),
    )
    return list(rows.select_related("giver", "to", "taken_by"))


def remind_of_swaps() -> int:
    """Bring open swaps up again as their time comes nearer; each reminder once."""
    now = clock.now()
    told = 0
    rows = SwapRequest.objects.filter(taken_at=None, withdrawn_at=None, start__gt=now, start__lte=now + REMINDERS[0])
    for swap in rows.filter(reminded__lt=len(REMINDERS)).select_related("giver", "programme"):
        step = sum(swap.start - before <= now for before in REMINDERS)
        with changes():
            if not SwapRequest.objects.filter(pk=swap.pk, reminded__lt=step, taken_at=None).update(reminded=step):
                continue
            people = _who_can(swap) + ([swap.giver_id] if swap.waits else [])
            _tell(swap, people + (leads_of(swap.programme_id) if step == len(REMINDERS) else []), step=step)
        told += 1
    return told


def _hand_over(coach: Person, start: datetime, end: datetime, *, by: Person) -> None:
    RotaOverride.objects.create(
        programme=coach.programme, coach=coach, start=start, end=end, created_by=by, accepted_at=clock.now()
    )


def _who_can(swap: SwapRequest) -> list[UUID]:
    """The one who was asked; else every coach but the giver who can be rung, or stands on the rota to come."""
    if swap.to_id:
        return [swap.to_id]
    now = clock.now()
    roster = roster_of(swap.programme, start=now, end=now + AHEAD)
    ready = {row.coach_id for row in roster.shifts if row.accepted}
    ready |= {row.coach_id for row in roster.overrides if row.accepted and row.coach_id is not None}
    ready |= set(who_can_be_rung().filter(programme=swap.programme).values_list("pk", flat=True))
    return [coach.pk for coach in coaches_of(swap.programme) if coach.pk in ready and coach.pk != swap.giver_id]


def _tell(swap: SwapRequest, people: Iterable[UUID], *, step: int) -> None:
    people = list(dict.fromkeys(people))
    tell(person_ids=people, contact_id=swap.pk, kind="swap", step=step, quiet=True)
    publish(to=people, kind="rota")
