"""Writing the practice plan together. What the client writes holds at once; what staff write alone waits for them.

Every version is kept. The other one sees who changed what and when, and can agree, decline or change it in turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.models import PlannedPractice, PlannedVersion, SkillUse
from wiseline.chart.practice_plan.arranging import arrange, hold
from wiseline.chart.practice_plan.when import PART_BEGINS, PARTS, Kind, Part, When, read
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import tell

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from wiseline.chart.models import Commitment
    from wiseline.people.models import Person

Size, Reply, Reason = PlannedVersion.Size, PlannedVersion.Reply, PlannedVersion.Reason
SMALLER = {Size.WHOLE: Size.PART, Size.PART: Size.FIRST_STEP}
EVERY_OTHER = (0, 2, 4)


class ChangedMeanwhile(ValueError):
    """Somebody has changed it since the writer looked."""


def propose(
    *,
    client: Person,
    by: Person,
    skill: str,
    situation: str,
    when: When,
    size: str = Size.WHOLE,
    together: bool = False,
    commitment: Commitment | None = None,
    key: str = "",
) -> PlannedPractice:
    """Something new to practise. Told twice (same `key`, same commitment), it is one.

    By the client, or `together`: it holds at once. By staff alone: it waits for the client's yes.
    """
    with changes():
        if known := _known(client, key, commitment):
            return known
        try:
            with transaction.atomic():
                planned = PlannedPractice.objects.create(
                    client=client, programme_id=client.programme_id, commitment=commitment, key=key
                )
        except IntegrityError:
            known = _known(client, key, commitment)
            if known is None:
                raise
            return known
        reason = Reason.COMMITMENT if commitment else Reason.WRITTEN
        _write(planned, by, skill=skill, situation=situation, when=when, size=size, together=together, reason=reason)
    return planned


def _known(client: Person, key: str, commitment: Commitment | None) -> PlannedPractice | None:
    rows = PlannedPractice.objects.filter(client=client).select_related("current")
    same = rows.filter(key=key).first() if key else None
    return same or (rows.filter(commitment=commitment).first() if commitment else None)


def change(
    *,
    planned: PlannedPractice,
    by: Person,
    skill: str,
    situation: str,
    when: When,
    size: str = Size.WHOLE,
    together: bool = False,
    seen: int,
) -> PlannedVersion:
    """A new version, unless it says what the newest says. `seen`: the newest version that the writer looked at.

    Raises ChangedMeanwhile.
    """
    with changes():
        held = hold(planned.pk)
        newest = held.versions.order_by("-number").first()
        if newest is None or newest.number != seen:
            raise ChangedMeanwhile(planned.pk)
        said = (newest.skill, newest.situation, newest.when, newest.size)
        stands = newest.holds_from is not None or (newest.reply == Reply.NONE and not together)
        if stands and said == (skill, situation, when.plain(), size):
            return newest
        return _write(held, by, skill=skill, situation=situation, when=when, size=size, together=together)


def smaller_than(version: PlannedVersion) -> tuple[When, PlannedVersion.Size] | None:
    """The same, a size smaller; at the smallest, on fewer days. None: it can not become smaller."""
    when, size = read(version.when), Size(version.size)
    if size in SMALLER:
        return when, SMALLER[size]
    if len(when.weekdays) > len(EVERY_OTHER) and when.kind != Kind.EVENT:
        return when.model_copy(update={"weekdays": EVERY_OTHER}), size
    return None


def make_smaller(*, planned: PlannedPractice, by: Person) -> PlannedVersion | None:
    """A version that is smaller; None where it can not become so, or is not practised."""
    with changes():
        held = hold(planned.pk)
        now = held.current
        found = smaller_than(now) if now and not held.ended_at else None
        if now is None or found is None:
            return None
        when, size = found
        return _write(held, by, skill=now.skill, situation=now.situation, when=when, size=size, reason=Reason.SMALLER)


def _write(
    planned: PlannedPractice,
    by: Person,
    *,
    skill: str,
    situation: str,
    when: When,
    size: str,
    together: bool = False,
    reason: str = Reason.WRITTEN,
) -> PlannedVersion:
    now, client = clock.now(), planned.client
    holds = together or by.pk == client.pk
    planned.versions.filter(reply="").update(reply=Reply.OVERTAKEN, replied_at=now)
    newest = planned.versions.order_by("-number").first()
    version = PlannedVersion.objects.create(
        client=client,
        programme_id=client.programme_id,
        planned=planned,
        number=newest.number + 1 if newest else 1,
        skill=skill,
        situation=situation,
        when=when.plain(),
        size=size,
        by=by,
        reason=reason,
        together=together,
        holds_from=now if holds else None,
    )
    if holds:
        _let_hold(planned, version, now)
    _told(planned, by, "practice.changed" if newest else "practice.planned")
    if not holds:
        tell(person_ids=[client.pk], contact_id=version.pk, kind="practice_word", step=0, quiet=True)
    return version


def _let_hold(planned: PlannedPractice, version: PlannedVersion, now: datetime) -> None:
    if version.holds_from is None:
        version.holds_from = now
        version.save(update_fields=["holds_from"])
    planned.current, planned.ended_at, planned.ended_by = version, None, None
    planned.save(update_fields=["current", "ended_at", "ended_by"])
    arrange(planned)


def reply(*, version: PlannedVersion, by: Person, agrees: bool) -> PlannedVersion:
    """The other one's word about a version; a second word changes nothing.

    The client's yes lets a proposal hold; their no ends what was never agreed. Staff's yes says that they have seen it.
    """
    now = clock.now()
    with changes():
        planned = hold(version.planned_id)
        said = Reply.AGREED if agrees else Reply.DECLINED
        waiting = of_the_other(PlannedVersion.objects.filter(pk=version.pk, reply=""), planned.client, by)
        if not waiting.update(reply=said, replied_by=by, replied_at=now):
            version.refresh_from_db()
            return version
        version.refresh_from_db()
        if agrees and version.holds_from is None and by.pk == planned.client_id:
            _let_hold(planned, version, now)
        elif planned.current is None:
            _end(planned, by, now)
        _told(planned, by, "practice.agreed" if agrees else "practice.declined")
    return version


def of_the_other(versions: QuerySet[PlannedVersion], client: Person, reader: Person) -> QuerySet[PlannedVersion]:
    """Those that the reader's other side wrote: staff's for the client, the client's for staff."""
    return versions.exclude(by=client) if reader.pk == client.pk else versions.filter(by=client)


def end(*, planned: PlannedPractice, by: Person) -> None:
    """It is no longer practised; what was answered stays. Ended twice, it is ended once."""
    with changes():
        held = hold(planned.pk)
        if held.ended_at is None:
            _end(held, by, clock.now())
            _told(held, by, "practice.ended")


def take_up(*, planned: PlannedPractice, by: Person) -> None:
    """It is practised again, as it was."""
    with changes():
        held = hold(planned.pk)
        if held.ended_at is None or held.current is None:
            return
        held.ended_at = held.ended_by = None
        held.save(update_fields=["ended_at", "ended_by"])
        arrange(held)
        _told(held, by, "practice.planned")


def _end(planned: PlannedPractice, by: Person, now: datetime) -> None:
    planned.ended_at, planned.ended_by = now, by
    planned.save(update_fields=["ended_at", "ended_by"])
    planned.versions.filter(holds_from=None, reply="").update(reply=Reply.OVERTAKEN, replied_at=now)
    arrange(planned)


def _told(planned: PlannedPractice, by: Person, what: str) -> None:
    client = planned.client
    record(actor=by, action=what, subject=planned, programme_id=client.programme_id, client_id=client.pk)
    add_to_timeline(client=client, kind=what, actor=by, planned=str(planned.pk))
    publish(to=[client.pk, *carers_of(client)], kind="planned")


def when_of(commitment: Commitment) -> When:
    """When something that was agreed in a contact is practised until somebody says otherwise: after that moment."""
    at = clock.in_zone(commitment.ask_at, commitment.client.timezone).time()
    begun = [part for part in PARTS if PART_BEGINS[Part(part)] <= at]
    return When(kind=Kind.PART, part=Part(begun[-1] if begun else Part.MORNING))


def keep_commitment(*, commitment: Commitment, by: Person) -> PlannedPractice:
    """What was agreed in a contact becomes a planned practice; of the skill that was coached there, if one was."""
    coached = SkillUse.objects.filter(contact_id=commitment.contact_id, how=SkillUse.How.COACHED)
    first = coached.order_by("at").values_list("skill", flat=True).first() if commitment.contact_id else None
    return propose(
        client=commitment.client,
        by=by,
        skill=first or "",
        situation=commitment.text,
        when=when_of(commitment),
        commitment=commitment,
    )
