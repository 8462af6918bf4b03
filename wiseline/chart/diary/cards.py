"""A client's card: which version holds, a new version, and the reminder."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max

from wiseline.audit.trail import record
from wiseline.chart.diary import card
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import CardReminder, CardVersion, DiaryDay
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiseline.chart.diary.card import Item
    from wiseline.people.models import Person


def card_of(client: Person) -> CardVersion:
    """The newest version of the client's card. Until one is written: the standard card, as its first version."""
    found = CardVersion.objects.filter(client=client).order_by("-number").first()
    return found or _first(client)


def _first(client: Person) -> CardVersion:
    row, _made = CardVersion.objects.get_or_create(
        client=client,
        number=1,
        defaults={
            "programme_id": client.programme_id,
            "items": [item.model_dump(mode="json") for item in card.STANDARD],
            "by": client,
        },
    )
    return row


def items_of(version: CardVersion) -> tuple[Item, ...]:
    """What a version asks."""
    return card.read(version.items)


def write_card(*, client: Person, by: Person, items: Sequence[Item]) -> CardVersion:
    """A new version of the card, unless it says what the newest says. Old days keep theirs."""
    standing = card_of(client)
    rows = [item.model_dump(mode="json") for item in items]
    if standing.items == rows:
        return standing
    with changes():
        newest = CardVersion.objects.filter(client=client).aggregate(newest=Max("number"))["newest"] or 0
        version = CardVersion.objects.create(
            client=client, programme_id=client.programme_id, number=newest + 1, items=rows, by=by
        )
        record(
            actor=by,
            action="card.written",
            subject=version,
            programme_id=client.programme_id,
            client_id=client.pk,
        )
        publish(to=[client.pk], kind="diary")
    return version


def remind_at(*, client: Person, at: time | None) -> None:
    """Remind at this time of the client's day from now on; None: never."""
    if at is None:
        CardReminder.objects.filter(client=client).delete()
        return
    due = next_at(client, at, clock.now())
    CardReminder.objects.update_or_create(client=client, defaults={"time": at, "due_at": due})


def next_at(client: Person, at: time, after: datetime) -> datetime:
    """The first moment after `after` at which it is `at` on the client's clock."""
    day = today_of(client, after)
    found = datetime.combine(day, at, ZoneInfo(client.timezone))
    return found if found > after else datetime.combine(day + timedelta(days=1), at, ZoneInfo(client.timezone))


def remind_due() -> int:
    """Remind every client whose time has come and whose day is not filled, once a day; return how many."""
    now = clock.now()
    reminded = 0
    for row in CardReminder.objects.filter(due_at__lte=now, client__is_active=True).select_related("client")[:100]:
        with changes():
            after = next_at(row.client, row.time, now)
            if not CardReminder.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=after):
                continue
            day = today_of(row.client, row.due_at)
            if now - row.due_at > timedelta(hours=3) or DiaryDay.objects.filter(client=row.client, day=day).exists():
                continue
            step = day.toordinal()
            tell(person_ids=[row.client_id], contact_id=row.client_id, kind="card", step=step, quiet=True)
            reminded += 1
    return reminded
