"""Every row of every table as lines of JSON, the same from SQLite and from PostgreSQL, and back.

Sealed fields stay sealed: their tokens are copied, not their text. The first line of a table names its columns;
each further line is one row, a list of values in that order.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.expressions import ExpressionWrapper
from django.utils.duration import duration_iso_string

from wiseline.lib.crypto_fields import EncryptedField

BATCH = 500
Model = type[models.Model]
Migration = tuple[str, str]


def models_at(migrations: Iterable[Migration]) -> Apps:
    """The models as they were when exactly these migrations had been applied."""
    state = MigrationLoader(connection).project_state(leaves(migrations))
    apps: Apps = state.apps
    return apps


def leaves(migrations: Iterable[Migration]) -> list[Migration]:
    """The last of these migrations in each app. Those that were squashed away since stand for nothing."""
    graph = MigrationLoader(connection).graph
    known = {migration for migration in migrations if migration in graph.nodes}
    followed = {
        parent.key
        for migration in known
        for parent in graph.node_map[migration].parents
        if parent.key[0] == migration[0]
    }
    return sorted(known - followed)


def tables(apps: Apps) -> list[Model]:
    """Every model that has a table of its own, the hidden ones between many and many as well."""
    found = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy),
        key=lambda model: model._meta.label_lower,
    )


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:  # atomic() would take SQLite's one write lock for as long as this lasts
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def write_table(model: Model, out: IO[str]) -> int:
    """Write a table's lines; returns how many rows there are."""
    fields = _columns(model)
    out.write(_line([field.attname for field in fields]))
    sealed = {
        f"sealed_{number}": ExpressionWrapper(models.F(field.attname), output_field=models.BinaryField())
        for number, field in enumerate(fields)
        if isinstance(field, EncryptedField)
    }
    names = [f"sealed_{number}" if f"sealed_{number}" in sealed else f.attname for number, f in enumerate(fields)]
    rows = model._base_manager.annotate(**sealed).order_by("pk").values_list(*names)
    count = 0
    for row in rows.iterator(chunk_size=BATCH):
        out.write(_line(row))
        count += 1
    return count


def read_table(model: Model, lines: IO[str]) -> int:
    """Insert the rows that `write_table` wrote into an empty table; returns how many there were."""
    by_name = {field.attname: field for field in _columns(model)}
    fields = [by_name[name] for name in json.loads(next(lines))]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 our own names
    count = 0
    with connection.cursor() as cursor:
        while batch := [_prepared(fields, json.loads(line)) for line in islice(lines, BATCH)]:
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def number_on(found: list[Model]) -> None:
    """Let the database's own counters go on behind the highest number that was put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)


def _columns(model: Model) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _line(values: Iterable[Any]) -> str:
    return json.dumps(list(values), default=_plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: object) -> object:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case timedelta():
            return duration_iso_string(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is not something that a backup knows how to write.")


def _prepared(fields: list[models.Field[Any, Any]], values: list[Any]) -> list[Any]:
    return [_to_database(field, value) for field, value in zip(fields, values, strict=True)]


def _to_database(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.BinaryField):
        plain = None if value is None else base64.b64decode(value)
        return models.BinaryField().get_db_prep_value(plain, connection)
    if isinstance(field, models.JSONField):
        if value is None and field.null:
            return None
        return connection.ops.adapt_json_value(value, field.encoder)
    return field.get_db_prep_save(field.to_python(value), connection)
