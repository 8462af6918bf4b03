"""Who wants to know that a notification arrived. Filled in by the app that owns the subject (see coaching.apps)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

_find: list[Callable[[UUID], set[UUID]]] = []


def watch(find: Callable[[UUID], set[UUID]]) -> None:
    """Register how the persons who watch a contact are found."""
    _find.append(find)


def watchers_of(contact_id: UUID) -> set[UUID]:
    """Everybody whose screen shows whether the notification about a contact arrived."""
    return {person_id for find in _find for person_id in find(contact_id)}
