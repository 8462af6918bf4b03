"""Telling devices what changed: rows written in the change's own transaction, pushed after it committed.

Flows open `changes()` around their work and call `publish(...)` inside. The events of one
transaction are written together at its end, persons in order of their id, so that two
transactions can never wait for each other's cursor rows.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from wiseline.lib import clock
from wiseline.live import bus
from wiseline.live.models import Cursor, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class _Pending:
    person_id: uuid.UUID
    kind: str
    data: dict[str, Any]


_pending: ContextVar[list[_Pending] | None] = ContextVar("live_pending", default=None)


@contextmanager
def changes() -> Iterator[None]:
    """One transaction whose published events become rows just before it commits. May be nested."""
    if _pending.get() is not None:
        yield
        return
    token = _pending.set([])
    try:
        with transaction.atomic():
            yield
            _write(_pending.get() or [])
    finally:
        _pending.reset(token)


def publish(*, to: Iterable[uuid.UUID | None], kind: str, **data: Any) -> None:
    """Tell each person's devices of a change of `kind`; equal events within one transaction are told once.

    Raises RuntimeError outside of `changes()`: an event without its change would be a lie.
    """
    pending = _pending.get()
    if pending is None:
        raise RuntimeError("publish() is called inside live.publish.changes() only.")
    for person_id in {person_id for person_id in to if person_id is not None}:
        event = _Pending(person_id, kind, data)
        if event not in pending:
            pending.append(event)


def _write(pending: list[_Pending]) -> None:
    if not pending:
        return
    now = clock.now()
    by_person: dict[uuid.UUID, list[_Pending]] = {}
    for event in pending:
        by_person.setdefault(event.person_id, []).append(event)
    newest = _reserve({person_id: len(by_person[person_id]) for person_id in sorted(by_person)})
    Event.objects.bulk_create(
        Event(
            person_id=person_id,
            seq=newest[person_id] - len(events) + 1 + index,
            kind=event.kind,
            data=event.data,
            at=now,
        )
        for person_id, events in by_person.items()
        for index, event in enumerate(events)
    )
    transaction.on_commit(lambda: bus.wake(list(by_person)))


def _reserve(counts: dict[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """Take sequence numbers for persons, in the order given, and hold their cursor rows until commit.

    One statement for all of them; returns each person's newest number.
    """
    field = Cursor._meta.pk
    rows = ", ".join(["(%s, %s)"] * len(counts))
    values: list[Any] = []
    for person_id, count in counts.items():
        values += [field.get_db_prep_value(person_id, connection), count]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO live_cursor (person_id, seq) VALUES {rows} "  # noqa: S608 only placeholders are built in
            "ON CONFLICT (person_id) DO UPDATE SET seq = live_cursor.seq + excluded.seq RETURNING person_id, seq",
            values,
        )
        return {uuid.UUID(str(person_id)): seq for person_id, seq in cursor.fetchall()}


def last_seq(person_id: uuid.UUID) -> int:
    """The newest sequence number of a person; what a page that is rendered now has already seen."""
    return Cursor.objects.filter(person_id=person_id).values_list("seq", flat=True).first() or 0
