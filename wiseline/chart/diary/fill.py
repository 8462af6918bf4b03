"""Filling a day, a check-in, and choosing between answers that do not agree. Told twice, each is kept once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from wiseline.chart.diary import card, days
from wiseline.chart.diary.cards import card_of, items_of
from wiseline.chart.diary.merge import merge
from wiseline.chart.models import CheckIn, DiaryAlert, DiaryDay, DiaryEntry, SkillUse
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import CareRelationship

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.chart.models import CardVersion
    from wiseline.people.models import Person

SKILLS = "skills"


def fill_day(
    *,
    client: Person,
    day: date,
    version: CardVersion,
    answers: dict[str, Any],
    seen: int,
    key: str,
    at: datetime | None = None,
) -> DiaryDay:
    """Keep one entry for a day and put it together with what is there.

    `seen` is the day's revision that the writer had before them, 0 for none; `at` when it was written, by our clock.
    Raises NotADay where the day could not be filled then.
    """
    now = clock.now()
    at = min(at or now, now)
    with changes():
        if known := DiaryEntry.objects.filter(client=client, key=key).select_related("day__card").first():
            return known.day
        days.check(day, client, at)
        row = _day(client, day, version, at)
        if row.entries.filter(key=key).exists():  # the same one came while this one waited
            return row
        base = row.entries.filter(number=seen).first() if seen else None
        merged = merge(base.made if base else {}, row.answers, answers)
        asks = _asks(row, version)
        row.open = {name: row.open[name] for name in row.open if name not in answers} | merged.open
        row.mended = row.mended or (row.revision > 0 and days.is_late(day, at, client))
        _make(row, client, version, at, merged.answers, answers, key)
        _keep_skills(client, day, merged.answers.get(SKILLS))
        _alert(client, day, asks, merged.answers, DiaryAlert.Source.DAY)
        publish(to=[client.pk, *carers_of(client)], kind="diary")
    return row


def _day(client: Person, day: date, version: CardVersion, at: datetime) -> DiaryDay:
    """The day's row, held until this transaction ends."""
    row, _made = DiaryDay.objects.get_or_create(
        client=client,
        day=day,
        defaults={"programme_id": client.programme_id, "card": version, "first_at": at, "at": at},
    )
    return DiaryDay.objects.select_for_update().select_related("card").get(pk=row.pk)


def _asks(row: DiaryDay, version: CardVersion) -> tuple[card.Item, ...]:
    """What both the day's card and the sent one ask; a card that is newer than the day's takes its place."""
    old = items_of(row.card)
    if version.number > row.card.number:
        row.card = version
    known = {item.id for item in items_of(row.card)}
    return (*items_of(row.card), *(item for item in (*old, *items_of(version)) if item.id not in known))


def _make(  # noqa: PLR0917
    row: DiaryDay,
    client: Person,
    version: CardVersion,
    at: datetime,
    made: dict[str, Any],
    sent: dict[str, Any],
    key: str,
) -> None:
    row.answers, row.revision, row.updated_at = made, row.revision + 1, at
    row.save(update_fields=["answers", "open", "revision", "updated_at", "mended", "card"])
    DiaryEntry.objects.create(
        client=client,
        programme_id=client.programme_id,
        day=row,
        card=version,
        number=row.revision,
        answers=sent,
        made=made,
        key=key,
        at=at,
    )
    if row.revision == 1:
        add_to_timeline(client=client, kind="diary.filled", actor=client, at=at, day=row.day.isoformat())


def choose(*, client: Person, day: date, item: str, answer: Any, key: str) -> DiaryDay:
    """The client says which of several answers is right. Raises DiaryDay.DoesNotExist, and KeyError for a stray one."""
    now = clock.now()
    with changes():
        row = DiaryDay.objects.select_for_update().select_related("card").get(client=client, day=day)
        offered = row.open.get(item)
        if offered is None:
            return row
        chosen = next((each for each in offered if str(each) == str(answer)), None)
        if chosen is None:
            raise KeyError(item)
        row.open = {name: value for name, value in row.open.items() if name != item}
        made = {**row.answers, item: chosen}
        _make(row, client, row.card, now, made, {item: chosen}, key)
        _alert(client, day, items_of(row.card), made, DiaryAlert.Source.DAY)
        publish(to=[client.pk, *carers_of(client)], kind="diary")
    return row


def check_in(
    *,
    client: Person,
    answers: dict[str, int],
    key: str,
    place: str = "",
    company: str = "",
    at: datetime | None = None,
) -> CheckIn:
    """Keep a few ratings of this moment."""
    now = clock.now()
    at = min(at or now, now)
    with changes():
        try:
            with transaction.atomic():
                row = CheckIn.objects.create(
                    client=client,
                    programme_id=client.programme_id,
                    answers=answers,
                    place=place,
                    company=company,
                    key=key,
                    at=at,
                )
        except IntegrityError:
            return CheckIn.objects.get(client=client, key=key)
        items = items_of(card_of(client))
        _alert(client, days.today_of(client, at), items, answers, DiaryAlert.Source.CHECK_IN)
        publish(to=[client.pk, *carers_of(client)], kind="diary")
        return row


def _keep_skills(client: Person, day: date, ticked: list[str] | None) -> None:
    """A skill ticked on the card is a use of that day, unless one was noted already."""
    first, last = days.bounds(day, client)
    of_day = SkillUse.objects.filter(client=client, at__gte=first, at__lt=last)
    wanted = set(ticked or ())
    of_day.filter(source=SkillUse.Source.DIARY).exclude(skill__in=wanted).delete()
    known = set(of_day.values_list("skill", flat=True))
    SkillUse.objects.bulk_create(
        SkillUse(
            client=client,
            programme_id=client.programme_id,
            skill=skill,
            how=SkillUse.How.ALONE,
            source=SkillUse.Source.DIARY,
            at=days.noon(day, client),
            key=f"diary-{day.isoformat()}-{skill}"[:64],
        )
        for skill in sorted(wanted - known)
    )


def _alert(
    client: Person, day: date, items: tuple[card.Item, ...], answers: dict[str, Any], source: DiaryAlert.Source
) -> None:
    for item, value in card.reached(items, answers):
        row, made = DiaryAlert.objects.get_or_create(
            client=client,
            day=day,
            item=item.id,
            defaults={"programme_id": client.programme_id, "source": source, "value": value, "at": clock.now()},
        )
        if not made and value > row.value:  # it has risen since somebody looked
            row.value, row.seen_at, row.seen_by, row.at = value, None, None, clock.now()
            row.save(update_fields=["value", "seen_at", "seen_by", "at"])


def carers_of(client: Person) -> list[UUID]:
    """Who cares for the client today."""
    return list(CareRelationship.objects.current().filter(client=client).values_list("coach_id", flat=True))


def seen(*, alert: DiaryAlert, by: Person) -> None:
    """Somebody who cares for the client has looked."""
    with changes():
        DiaryAlert.objects.filter(pk=alert.pk, seen_at=None).update(seen_at=clock.now(), seen_by=by)
        publish(to=carers_of(alert.client), kind="diary")


RECENT = timedelta(hours=36)


def asks_for_help(client: Person, day: date) -> list[DiaryAlert]:
    """What was reached on a day that is not long past: help is offered at once."""
    if clock.now() - days.bounds(day, client)[0] > RECENT:
        return []
    return list(DiaryAlert.objects.filter(client=client, day=day))
