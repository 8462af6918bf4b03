"""What the sections of a session's page read: a client's chart since the last session, each part fetched once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wiseline.chart.diary.cards import items_of
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import Chain, Commitment, DiaryDay, Note, SkillUse
from wiseline.coaching.models import Contact

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from wiseline.agenda.models import Session
    from wiseline.chart.diary.card import Item
    from wiseline.people.models import Person


@dataclass
class Look:
    """A client from `start` to `end`; `last` is the session before, where there was one."""

    client: Person
    start: datetime
    end: datetime
    last: Session | None = None

    @cached_property
    def first_day(self) -> date:
        """The client's day on which the period begins."""
        return today_of(self.client, self.start)

    @cached_property
    def last_day(self) -> date:
        """The client's day on which it ends."""
        return today_of(self.client, self.end)

    @cached_property
    def days(self) -> list[DiaryDay]:
        """The days of the diary that were filled, in order. The day of the last session belongs to what came after."""
        rows = DiaryDay.objects.filter(client=self.client, day__range=(self.first_day, self.last_day))
        return list(rows.select_related("card").order_by("day"))

    @cached_property
    def items(self) -> dict[str, Item]:
        """What the cards of these days ask, by id; the newest card's wording counts."""
        found: dict[str, Item] = {}
        for version in sorted({row.card_id: row.card for row in self.days}.values(), key=lambda card: -card.number):
            for item in items_of(version):
                found.setdefault(item.id, item)
        return found

    def values(self, item: str) -> list[tuple[date, Any]]:
        """The days on which an item was answered, with the answer."""
        return [(row.day, row.answers[item]) for row in self.days if row.answers.get(item) is not None]

    @cached_property
    def contacts(self) -> list[Contact]:
        """The contacts that were asked for in this time, in order; what was taken back is left out."""
        rows = Contact.objects.filter(client=self.client, asked_at__gte=self.start, asked_at__lt=self.end)
        return list(rows.exclude(status="withdrawn").select_related("holder").order_by("asked_at"))

    @cached_property
    def unreached(self) -> frozenset[UUID]:
        """Those of the contacts in which for a time nobody was reached."""
        rows = Contact.objects.filter(pk__in=[row.pk for row in self.contacts], events__after="unreached")
        return frozenset(rows.values_list("pk", flat=True))

    @cached_property
    def notes(self) -> dict[UUID | None, Note]:
        """The signed note of each contact; where a contact has several, the latest."""
        ids = [row.pk for row in self.contacts]
        rows = Note.objects.filter(contact_id__in=ids, signed_at__isnull=False).select_related("author")
        return {row.contact_id: row for row in rows.order_by("signed_at")}

    @cached_property
    def uses(self) -> list[SkillUse]:
        """The skill uses of this time, in order."""
        rows = SkillUse.objects.filter(client=self.client, at__gte=self.start, at__lt=self.end)
        return list(rows.order_by("at"))

    @cached_property
    def commitments(self) -> list[Commitment]:
        """What the client said in this time that they would do, and what was answered in it."""
        rows = Commitment.objects.filter(client=self.client)
        return [
            row
            for row in rows.order_by("at")
            if self.start <= row.at < self.end or (row.answered_at and self.start <= row.answered_at < self.end)
        ]

    @cached_property
    def chains(self) -> list[Chain]:
        """The analyses that are not finished or were begun in this time, in order."""
        rows = Chain.objects.filter(client=self.client).order_by("at")
        return [row for row in rows if row.finished_at is None or row.at >= self.start]
