"""Building a database out of a backup's rows: the tables as they were, the rows, then the migrations since."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from wiseline.cli.backup import rows
from wiseline.cli.stop import Stop

_BESIDE = ("", "-wal", "-shm")


def sqlite_beside(place: Path, lines: Path, migrations: list[rows.Migration]) -> Path:
    """A new SQLite database next to `place`, complete and closed."""
    made = place.with_name(f".{place.name}.new")
    _remove_sqlite(made)
    connection.close()
    connection.settings_dict["NAME"] = str(made)
    try:
        _known(migrations)
        MigrationExecutor(connection).migrate(rows.leaves(migrations))
        with transaction.atomic():
            _fill(lines, migrations)
        call_command("migrate", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except BaseException:
        connection.close()
        _remove_sqlite(made)
        raise
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(place)
    return made


def move_sqlite(source: Path, target: Path) -> None:
    """Move a database that nobody uses, with its log."""
    for suffix in reversed(_BESIDE):  # a log is never next to a database that is not its own
        with suppress(FileNotFoundError):
            Path(f"{target}{suffix}").unlink()
        with suppress(FileNotFoundError):
            os.replace(f"{source}{suffix}", f"{target}{suffix}")


def in_one_transaction(lines: Path, migrations: list[rows.Migration]) -> None:
    """Replace Wiseline's tables in PostgreSQL; either all of it happens or nothing."""
    _known(migrations)
    with transaction.atomic():
        _drop_tables()
        MigrationExecutor(connection).migrate(rows.leaves(migrations))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # migrations had asked for the contrary
            _fill(lines, migrations)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        call_command("migrate", interactive=False, verbosity=0)


def _known(migrations: list[rows.Migration]) -> None:
    if unknown := set(migrations) - set(MigrationLoader(connection).disk_migrations):
        app, name = min(unknown)
        raise Stop(
            f"The backup was made by a later version of Wiseline: it has {app}.{name}.",
            mend="Restore it with that version, or a later one.",
        )


def _fill(lines: Path, migrations: list[rows.Migration]) -> None:
    found = rows.tables(rows.models_at(migrations))
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in found:  # what migrations put there is in the backup as well
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 our own names
    for model in found:
        with (lines / f"{model._meta.label_lower}.jsonl").open(encoding="utf-8") as file:
            rows.read_table(model, file)
    rows.number_on(found)


def _drop_tables() -> None:
    present = set(connection.introspection.table_names())
    ours = {model._meta.db_table for model in rows.tables(MigrationLoader(connection).project_state().apps)}
    ours.add(MigrationRecorder.Migration._meta.db_table)
    with connection.cursor() as cursor:
        for table in sorted(present & ours):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def _remove_sqlite(path: Path) -> None:
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").unlink()
