"""Leaving words for a moment, hiding and removing them, and finding those that belong here and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wiseline.alliance.models import Encouragement, Voice
from wiseline.alliance.moments import at_its_time, on_its_day
from wiseline.alliance.sounds import checked
from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from django.db.models import QuerySet

    from wiseline.people.models import Person

AT_MOST = 2
"""So many are shown in one place: somebody in distress reads little."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When words belong: `tie` is one of Encouragement.Tie, with what it needs."""

    tie: str
    skill: str = ""
    clock_time: time | None = None
    on: date | None = None
    event: str = ""


def leave_words(
    *,
    client: Person,
    by: Person,
    moment: Moment,
    text: str = "",
    sound: bytes = b"",
    seconds: int = 0,
    key: str = "",
) -> Encouragement:
    """Keep words, a voice, or both, for a moment; the same `key` again is the same. Raises NotASound or TooLong."""
    sound_type = checked(sound, seconds) if sound else ""
    with changes():
        if key and (known := Encouragement.objects.filter(client=client, key=key).first()):
            return known
        row = Encouragement.objects.create(
            client=client,
            programme_id=client.programme_id,
            by=by,
            text=text.strip(),
            tie=moment.tie,
            skill=moment.skill,
            clock_time=moment.clock_time,
            on=moment.on,
            event=moment.event,
            sound_type=sound_type,
            seconds=min(seconds, 600) if sound else 0,
            key=key,
            at=clock.now(),
        )
        if sound:
            Voice.objects.create(encouragement=row, programme_id=client.programme_id, sound=sound)
        add_to_timeline(client=client, kind="words.left", actor=by, words=str(row.pk))
        _kept(row, by, "words.left")
    return row


def hide(*, words: Encouragement, hidden: bool) -> None:
    """The client hides them, or shows them again."""
    with changes():
        Encouragement.objects.filter(pk=words.pk).update(hidden_at=clock.now() if hidden else None)
        publish(to=[words.client_id], kind="alliance")
        publish(to=[words.client_id], kind="plan")


def put_in_plan(*, words: Encouragement, there: bool) -> None:
    """The client wants them in the plan, which opens without a PIN and signed out; or no longer."""
    with changes():
        Encouragement.objects.filter(pk=words.pk, removed_at=None).update(in_plan=there)
        publish(to=[words.client_id], kind="plan")


def remove(*, words: Encouragement, by: Person) -> None:
    """Words and voice are gone, for both; that there were some stays known."""
    with changes():
        row = Encouragement.objects.select_for_update().get(pk=words.pk)
        if row.removed_at is not None:
            return
        Voice.objects.filter(encouragement=row).delete()
        row.text = row.event = row.sound_type = ""
        row.removed_at, row.removed_by = clock.now(), by
        row.save()
        _kept(row, by, "words.removed")


def _kept(row: Encouragement, by: Person, action: str) -> None:
    client = row.client
    record(actor=by, action=action, subject=row, programme_id=client.programme_id, client_id=client.pk)
    publish(to=[client.pk, *carers_of(client)], kind="alliance")
    if row.in_plan:
        publish(to=[client.pk], kind="plan")


# Reading


def words_of(client: Person) -> QuerySet[Encouragement]:
    """All that were left and not removed, hidden ones too, the newest first."""
    rows = Encouragement.objects.filter(client=client, removed_at=None).select_related("by")
    return rows.order_by("-at", "-id")


def _shown(client: Person, tie: str) -> QuerySet[Encouragement]:
    return words_of(client).filter(hidden_at=None, tie=tie)


def words_in_plan(client: Person) -> list[Encouragement]:
    """Those that the client has put into their plan."""
    return list(words_of(client).filter(hidden_at=None, in_plan=True))


def words_for_skill(client: Person, skill: str) -> list[Encouragement]:
    """Those that belong to a skill."""
    return list(_shown(client, Encouragement.Tie.SKILL).filter(skill=skill)[:AT_MOST])


def words_for_hard(client: Person) -> list[Encouragement]:
    """Those for when it is hard."""
    return list(_shown(client, Encouragement.Tie.HARD)[:AT_MOST])


def words_for_now(client: Person, now: datetime) -> list[Encouragement]:
    """Those whose time of day, or day, it is on the client's own clock."""
    local = now.astimezone(ZoneInfo(client.timezone))
    timed = [
        row
        for row in words_of(client).filter(hidden_at=None, tie__in=[Encouragement.Tie.TIME, Encouragement.Tie.EVENT])
        if (row.on is not None and row.tie == "event" and on_its_day(local, row.on))
        or (row.clock_time is not None and row.tie == "time" and at_its_time(local, row.clock_time))
    ]
    return timed[:AT_MOST]
