"""A fair next month: the blocks of the week, what coaches would take, a draft, and offering it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import Person, Role
from wiseline.reach.flows.notify import tell
from wiseline.reach.tested import can_be_rung
from wiseline.rota.allocation import Duty, Wish
from wiseline.rota.beside import AROUND, as_taken, beside
from wiseline.rota.busy import busy_of
from wiseline.rota.fairness import Load, loads
from wiseline.rota.flows.cover import UNANSWERED, losers_told, must_be_rung
from wiseline.rota.foresight import everybody_says_yes
from wiseline.rota.hours import Interval, midnight, reach
from wiseline.rota.models import RotaBlock, RotaDraft, RotaOverride, RotaWish
from wiseline.rota.roster import Override, Roster, holes, segments
from wiseline.rota.selectors import current_shifts, days_off_of, roster_of

if TYPE_CHECKING:
    from wiseline.people.models import Programme

LOOKS_BACK = timedelta(days=90)
DAYS = 28


def blocks_of(programme: Programme) -> list[RotaBlock]:
    """The pieces of the week; where none were named yet, those of the weekly shifts."""
    named = list(RotaBlock.objects.filter(programme=programme))
    if named:
        return named
    shifts = current_shifts(programme, clock.now()).values_list("weekday", "start", "end").distinct()
    return [
        RotaBlock(programme=programme, weekday=day, start=start, end=end) for day, start, end in sorted(set(shifts))
    ]


def name_blocks(*, lead: Person, blocks: list[tuple[int, time, time]]) -> None:
    """The pieces into which the programme cuts its week; takes the place of what was there."""
    with changes():
        RotaBlock.objects.filter(programme=lead.programme).delete()
        RotaBlock.objects.bulk_create(
            RotaBlock(programme=lead.programme, weekday=day, start=start, end=end)
            for day, start, end in sorted(set(blocks))
        )
        record(actor=lead, action="rota.blocks_named", subject=lead.programme, programme_id=lead.programme_id)


def say_wishes(
    *, coach: Person, blocks: list[str], share: int, most_hours: int | None, most_nights: int | None
) -> RotaWish:
    """What the coach would take."""
    with changes():
        wish, _new = RotaWish.objects.update_or_create(
            coach=coach,
            defaults={
                "blocks": blocks,
                "share": share,
                "most_hours": most_hours,
                "most_nights": most_nights,
                "updated_at": clock.now(),
            },
        )
        record(actor=coach, action="rota.wishes_said", subject=coach, programme_id=coach.programme_id)
    return wish


def coaches_of(programme: Programme) -> list[Person]:
    """Who may stand on the rota."""
    roles = [Role.THERAPIST, Role.TRAINER, Role.LEAD]
    people = Person.objects.filter(programme=programme, is_active=True, role_rows__role__in=roles)
    return list(people.distinct().order_by("name"))


def carried(programme: Programme, now: datetime) -> dict[UUID, Load]:
    """What each coach has carried over the last 90 days."""
    start = now - LOOKS_BACK
    return loads(segments(roster_of(programme, start=start, end=now), start, now), programme.timezone)


def draft_month(*, lead: Person, first: date, days: int = DAYS) -> RotaDraft:
    """Suggest who could take what from a day on. What somebody has accepted for once stays theirs.

    What each coach has beside it (wiseline.rota.beside says what counts) is kept to for rest and length, hours and
    nights, and is not given to anybody.
    """
    from wiseline.rota.suggest import suggest  # the solver is loaded by who plans a month, not by every server

    programme = lead.programme
    duties = _duties(programme, first, days)
    found = suggest(
        [*duties, *_beside(duties, programme, first, days)], _wishes(programme, first, days), programme.timezone
    )
    rows = [_row(duty, coach) for duty, coach in zip(duties, found.coaches, strict=False)]
    with changes():
        draft = RotaDraft.objects.create(
            programme=programme, first=first, days=days, rows=rows, proven=found.proven, made_by=lead
        )
        record(actor=lead, action="rota.month_drafted", subject=draft, programme_id=programme.pk)
    return draft


def _weeks(programme: Programme, first: date, days: int) -> tuple[datetime, datetime, Roster]:
    """The weeks, and the rota from a good while before them to after."""
    start, end = midnight(first, programme.timezone), midnight(first + timedelta(days=days), programme.timezone)
    return start, end, roster_of(programme, start=start - 2 * AROUND, end=end + 3 * AROUND)


def _duties(programme: Programme, first: date, days: int) -> list[Duty]:
    blocks = blocks_of(programme)
    _start, _end, roster = _weeks(programme, first, days)
    return [
        piece
        for day in (first + timedelta(days=number) for number in range(days))
        for block in blocks
        if block.weekday == day.weekday()
        for piece in as_taken(Duty(*reach(day, block.start, block.end, programme.timezone), block.name), roster)
    ]


def _beside(rows: list[Duty], programme: Programme, first: date, days: int) -> list[Duty]:
    start, end, roster = _weeks(programme, first, days)
    return beside(rows, roster, start, end)


def _wishes(programme: Programme, first: date, days: int) -> list[Wish]:
    coaches = coaches_of(programme)
    start, end = midnight(first, programme.timezone), midnight(first + timedelta(days=days + 1), programme.timezone)
    before, busy = carried(programme, clock.now()), busy_of(coaches, start, end)
    said = {wish.coach_id: wish for wish in RotaWish.objects.filter(coach__in=coaches)}
    return [
        Wish(
            coach.pk,
            frozenset(said[coach.pk].blocks),
            said[coach.pk].share / 100,
            said[coach.pk].most_hours,
            said[coach.pk].most_nights,
            tuple(busy[coach.pk]),
            before.get(coach.pk, Load()),
        )
        for coach in coaches
        if coach.pk in said
    ]


def _row(duty: Duty, coach: UUID | None) -> dict[str, Any]:
    return {
        "start": duty.start.isoformat(),
        "end": duty.end.isoformat(),
        "block": duty.block,
        "coach": str(coach) if coach else "",
        "fixed": duty.fixed is not None,
    }


def edit_draft(*, draft: RotaDraft, chosen: list[UUID | None]) -> None:
    """The lead's own choice for each row, in their order. Rows that somebody has already stay."""
    rows = [
        row if row["fixed"] else {**row, "coach": str(coach) if coach else ""}
        for row, coach in zip(draft.rows, chosen, strict=True)
    ]
    RotaDraft.objects.filter(pk=draft.pk, offered_at=None).update(rows=rows)
    draft.refresh_from_db()


def judged(draft: RotaDraft) -> tuple[list[Duty], list[UUID | None], dict[UUID, Wish]]:
    """The draft as the rules read it: its rows, and what coaches have beside them."""
    weeks = (draft.programme, draft.first, draft.days)
    rows = [Duty(*_hours(row), row["block"], UUID(row["coach"]) if row["fixed"] else None) for row in draft.rows]
    chosen = [UUID(row["coach"]) if row["coach"] else None for row in draft.rows]
    more = _beside(rows, *weeks)
    return [*rows, *more], [*chosen, *(duty.fixed for duty in more)], {wish.coach_id: wish for wish in _wishes(*weeks)}


def holes_left(draft: RotaDraft) -> list[Interval]:
    """When nobody would be on call in these weeks if everybody took what the draft gives them, the soonest first."""
    zone = draft.programme.timezone
    start, end = midnight(draft.first, zone), midnight(draft.first + timedelta(days=draft.days), zone)
    roster = everybody_says_yes(roster_of(draft.programme, start=start - timedelta(days=1), end=end))
    newest = max((row.order for row in roster.overrides), default=0)
    given = tuple(
        Override(UUID(row["coach"]), *_hours(row), newest + 1, accepted=True) for row in draft.rows if row["coach"]
    )
    return holes(replace(roster, overrides=roster.overrides + given), start, end)


def _hours(row: dict[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])


def offer_draft(*, lead: Person, draft: RotaDraft) -> int:
    """Offer every duty to its coach, who accepts or not; a lead's own count at once, where they can be rung.

    Once; returns how many.
    """
    at_once = str(lead.pk) if can_be_rung(lead.pk) else None
    zone = draft.programme.timezone
    start, end = midnight(draft.first, zone), midnight(draft.first + timedelta(days=draft.days + 1), zone)
    with changes(), losers_told(lead, draft.pk, start, end):
        if not RotaDraft.objects.filter(pk=draft.pk, offered_at=None).update(offered_at=clock.now()):
            return 0
        offers = [
            RotaOverride(
                programme=draft.programme,
                coach_id=UUID(row["coach"]),
                start=datetime.fromisoformat(row["start"]),
                end=datetime.fromisoformat(row["end"]),
                created_by=lead,
                accepted_at=clock.now() if row["coach"] == at_once else None,
            )
            for row in draft.rows
            if row["coach"] and not row["fixed"]
        ]
        RotaOverride.objects.bulk_create(offers)
        record(actor=lead, action="rota.month_offered", subject=draft, programme_id=draft.programme_id)
        people = sorted({row.coach_id for row in offers if row.coach_id and row.coach_id != lead.pk})
        tell(person_ids=people, contact_id=draft.pk, kind="duties", step=0, quiet=True)
        publish(to=people, kind="rota")
    return len(offers)


def offered_to(coach: Person) -> list[RotaOverride]:
    """Every stretch that was offered to the coach, has not begun, and does not lie in their days off."""
    rows = RotaOverride.objects.filter(coach=coach, start__gt=clock.now(), **UNANSWERED)
    return [row for row in rows if not days_off_of(coach, row.start, row.end)]


def accept_all(*, coach: Person) -> int:
    """The coach takes every duty that was offered to them and has not begun, but what lies in their days off.

    Raises Untested.
    """
    must_be_rung(coach)
    there = offered_to(coach)
    if not there:
        return 0
    about, start, end = there[0].pk, min(row.start for row in there), max(row.end for row in there)
    with changes(), losers_told(coach, about, start, end):
        rows = RotaOverride.objects.filter(pk__in=[row.pk for row in there], **UNANSWERED)
        taken = rows.update(accepted_at=clock.now())
        if taken:
            record(actor=coach, action="rota.all_accepted", subject=coach, programme_id=coach.programme_id, count=taken)
    return taken
