"""Dying at a chosen write: as a power cut would, except that the test lives on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

WATCHED = ("audit", "live", "chart", "reach", "calls", "safety", "coaching", "agenda")


class Killed(BaseException):
    """The process died here. No code of ours catches it."""


@contextmanager
def dying_at(write: int, *, after: bool) -> Iterator[None]:
    """Raise Killed at the n-th row that is written from here on: before it, or `after` it (and before the commit)."""
    seen = 0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal seen
        writing = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        seen += writing
        fatal = writing and seen == write
        if fatal and not after:
            raise Killed
        result = execute(sql, params, many, context)
        if fatal:
            raise Killed
        return result

    with connection.execute_wrapper(watch):
        yield


def everything_kept() -> dict[str, list[str]]:
    """Every row of what Wiseline keeps about contacts, as the database has it: what is sealed stays sealed."""
    tables = [
        model._meta.db_table
        for app in WATCHED
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in tables}


def _rows(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(repr(row) for row in cursor.fetchall())
