"""What keeps the data: folder, disk, database, keys."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile

from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.models.expressions import ExpressionWrapper

from wiseline.cli.doctor.finding import Finding, attention, fail, ok
from wiseline.cli.prepare import LITTLE_SPACE, later_migrations
from wiseline.cli.rotate_keys import sealed_fields
from wiseline.lib import keyring

ROOMY = 1_000_000_000  # bytes
SECRET_FILES = ("keys", "secret-key", "vapid.pem")
SAMPLE = 20


def folder() -> Finding:
    """The data folder can be written, and its secrets are closed to others."""
    place = settings.DATA_DIR
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".try-"):
            pass
    except OSError as error:
        return fail(
            "data folder", f"{place} cannot be written: {error.strerror}.", "Make it belong to Wiseline's user."
        )
    secrets = [place / name for name in SECRET_FILES if (place / name).exists()]
    if loose := [path for path in secrets if stat.S_IMODE(path.stat().st_mode) & 0o077]:
        names = " ".join(str(path) for path in loose)
        return fail("data folder", f"Others on this machine can read {names}.", f"chmod 600 {names}")
    return ok("data folder", f"{place} can be written, and its secrets are closed to others.")


def space() -> Finding:
    """There is room on its disk."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    says = f"{free / 1e9:.1f} GB are free."
    if free < LITTLE_SPACE:
        return fail("disk", says, "Free some, or move the data folder to another disk (WISELINE_DATA_DIR).")
    if free < ROOMY:
        return attention("disk", says, "Plan for more room.")
    return ok("disk", says)


def database() -> Finding:
    """The database answers; SQLite keeps a log of writes, so that reading never waits for writing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            cursor.execute("PRAGMA quick_check(1)")
            check = cursor.fetchone()[0]
            if check != "ok":
                return fail("database", f"The SQLite file is damaged: {check}", "Restore the last backup.")
            if mode != "wal":
                return fail("database", f"SQLite's journal is {mode!r}, not 'wal'.", "Keep it on a local disk.")
            return ok("database", "SQLite answers, is whole, and keeps a write-ahead log.")
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return ok("database", f"PostgreSQL {version} answers.")


def migrations() -> Finding:
    """The tables are those that this version expects."""
    executor = MigrationExecutor(connection)
    if unknown := later_migrations(executor.loader):
        return fail("tables", f"They are from a later version: {unknown}.", "Run the version that made them.")
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return attention("tables", f"{missing} changes are still to come.", "They come with the next `wiseline serve`.")
    return ok("tables", "They are up to date.")


def secret_key() -> Finding:
    """The key that signs sessions and links is long enough."""
    if len(settings.SECRET_KEY) < 50:
        return fail("secret key", "WISELINE_SECRET_KEY is short.", "Use at least 50 random characters, or unset it.")
    return ok("secret key", "It is there, and long.")


def key_ring() -> Finding:
    """The ring is well-formed, and there is a copy of it somewhere, one hopes."""
    count = len(settings.WISELINE_KEYS)
    keyring.needs_rotation(b"\0" * 5)  # parses the ring; a malformed key raises with its name
    where = "WISELINE_KEYS" if os.environ.get("WISELINE_KEYS", "").strip() else f"{settings.DATA_DIR / 'keys'}"
    says = f"{count} key{'s' * (count > 1)} in {where}."
    if count > 1:
        return attention("key ring", says, "When all is sealed with the first: wiseline rotate-keys --forget-old")
    return ok("key ring", f"{says} Without it sealed text is lost: backups contain it.")


def sealed_values() -> Finding:
    """The newest sealed values of each column can be opened."""
    opened = 0
    for field in sealed_fields():
        token = ExpressionWrapper(models.F(field.attname), output_field=models.BinaryField())
        rows = field.model._base_manager.exclude(**{f"{field.attname}__isnull": True}).annotate(token=token)
        for value in rows.order_by("-pk").values_list("token", flat=True)[:SAMPLE]:
            try:
                keyring.unseal(field.context, bytes(value))
            except (keyring.UnknownKey, keyring.Tampered) as error:
                return fail("sealed text", f"{field.context}: {error}", "Put the key that is missing back on the ring.")
            opened += 1
    return ok("sealed text", f"{opened} values were tried, and all of them open.")
