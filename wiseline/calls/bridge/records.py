"""What a bridge reads and writes of a call: it hears signals as a device of the phone's person does, and says its own.

Every function is called in the one thread that the bridges have for the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from wiseline.calls import flows
from wiseline.calls.ice import ice_servers
from wiseline.calls.models import Leg, PhoneLine
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.live.publish import last_seq

if TYPE_CHECKING:
    from collections.abc import Collection

GOOD_FOR = timedelta(seconds=20)
"""An older signal is of an attempt that was given up."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What a page said to us."""

    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """What is so, and what was said since: `page` is the leg on the other side, None where there is none."""

    over: bool
    page: UUID | None
    page_first: bool
    signals: tuple[Signal, ...]
    seq: int


def begins(leg_id: UUID) -> tuple[UUID, int, list[dict[str, Any]]]:
    """Whose leg it is, after which event to read, and which servers may help to find a way."""
    leg = Leg.objects.get(pk=leg_id)
    since = clock.now() - GOOD_FOR
    first = Event.objects.filter(person_id=leg.person_id, kind="signal", at__gte=since).order_by("seq").first()
    after = first.seq - 1 if first is not None else last_seq(leg.person_id)
    return leg.person_id, after, ice_servers(leg.person_id)


def news(leg_id: UUID, after: int) -> News:
    """What the bridge of this leg has to know."""
    leg = Leg.objects.get(pk=leg_id)
    rows = Event.objects.filter(person_id=leg.person_id, seq__gt=after).order_by("seq")
    found = list(rows.values_list("seq", "kind", "data")[:200])
    page = _pages().filter(call_id=leg.call_id, left_at=None).exclude(person_id=leg.person_id).first()
    mine = str(leg.pk)
    signals = tuple(
        Signal(str(data["signal"]), data["body"])
        for _seq, kind, data in found
        if kind == "signal" and data["to_leg"] == mine and page is not None and data["from_leg"] == str(page.pk)
    )
    return News(
        over=leg.left_at is not None,
        page=page.pk if page is not None else None,
        page_first=page is not None and (page.joined_at, page.pk) < (leg.joined_at, leg.pk),
        signals=signals,
        seq=found[-1][0] if found else after,
    )


def say(leg_id: UUID, kind: str, body: dict[str, Any]) -> None:
    """Our own signal."""
    leg = Leg.objects.select_related("person").get(pk=leg_id)
    if leg.left_at is None:
        flows.signal(leg=leg, kind=kind, data=body)


def bridged(line_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which of these phones need a bridge: those that are in a call with a page. Line to leg."""
    if not line_ids:
        return {}
    other = _pages().filter(call_id=OuterRef("leg__call_id"), left_at=None).exclude(person_id=OuterRef("person_id"))
    lines = PhoneLine.objects.filter(pk__in=line_ids, ended_at=None, joined_at__isnull=False, leg__left_at=None)
    rows = lines.annotate(page=Subquery(other.values("pk")[:1])).filter(page__isnull=False)
    return dict(rows.values_list("pk", "leg_id"))


def _pages() -> Any:
    """Legs that are pages, the newest first: every other one is a phone's."""
    phones = PhoneLine.objects.filter(leg__isnull=False, ended_at=None).values("leg_id")
    return Leg.objects.exclude(pk__in=phones).order_by("-joined_at", "-id")
