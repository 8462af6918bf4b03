"""`wiseline rotate-keys`: a fresh key in front of the ring, everything sealed anew with it, old keys forgotten.

With the ring in the file 'keys' of the data folder, servers must be stopped: they know the ring that they read at
their start. With the ring in WISELINE_KEYS, put the new key behind the others and restart every server; then put
it first and restart again; then run this, also while they serve.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models.expressions import ExpressionWrapper

from wiseline.cli.backup.rows import BATCH
from wiseline.cli.django_ready import django_ready
from wiseline.cli.stop import Stop
from wiseline.lib.crypto_fields import EncryptedField


def rotate(*, forget_old: bool) -> None:
    """Seal everything with the first key of the ring, which is made now where the ring is a file. Raises Stop."""
    django_ready()
    from django.conf import settings

    from wiseline.cli import in_use, prepare
    from wiseline.lib import keyring

    from_file = not os.environ.get("WISELINE_KEYS", "").strip()
    if forget_old and not from_file:
        raise Stop("The ring is in WISELINE_KEYS.", mend="Run this without --forget-old, then take old keys out of it.")
    with ExitStack() as stack:
        stack.enter_context(prepare.in_plain_words())
        if from_file:
            stack.enter_context(in_use.alone(settings.DATA_DIR))
        prepare.tables_are_current()
        if from_file and not forget_old and not _unfinished():
            _add_key(settings.DATA_DIR / "keys")
        try:
            count = sum(_reseal(field) for field in sealed_fields())
        except (keyring.UnknownKey, keyring.Tampered) as error:
            raise Stop(str(error), mend="Put the missing key back on the ring; `wiseline doctor` says more.") from error
        print(f"{count} values were sealed anew.")
        if forget_old:
            _keep_ring(settings.DATA_DIR / "keys", settings.WISELINE_KEYS[:1])
            print("The old keys are forgotten. Backups bring the keys that they need.")
        elif from_file:
            print("The old keys are kept, for now. To drop them: wiseline rotate-keys --forget-old")


def sealed_fields() -> Iterator[EncryptedField]:
    """Every sealed field of every model."""
    from django.apps import apps

    for model in apps.get_models():
        yield from (field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedField))


def _unfinished() -> bool:
    """Whether an earlier run was interrupted: it goes on with the key that it had made."""
    from wiseline.lib import keyring

    return any(
        keyring.needs_rotation(token) for field in sealed_fields() for batch in _batches(field) for _, token in batch
    )


def _add_key(path: Path) -> None:
    from django.conf import settings

    fresh = f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    # The ring grows before anything is sealed with the new key: whatever happens next, nothing is lost.
    _keep_ring(path, [fresh, *settings.WISELINE_KEYS])


def _keep_ring(path: Path, ring: list[str]) -> None:
    from django.conf import settings

    from wiseline.cli.secret_file import write_secret

    write_secret(path, ring)
    settings.WISELINE_KEYS = ring


def _reseal(field: EncryptedField) -> int:
    """Seal one column anew, never over a value that changed meanwhile; returns how many values that were."""
    from django.db import connection, transaction

    from wiseline.lib import keyring

    key, quote = field.model._meta.pk, connection.ops.quote_name
    table, column, key_column = (quote(name or "") for name in (field.model._meta.db_table, field.column, key.column))
    statement = f"UPDATE {table} SET {column} = %s WHERE {key_column} = %s AND {column} = %s"  # noqa: S608 our own names
    count = 0
    for batch in _batches(field):
        stale = [(pk, old) for pk, old in batch if keyring.needs_rotation(old)]
        with transaction.atomic(), connection.cursor() as cursor:
            for pk, old in stale:
                fresh = keyring.reseal(field.context, old)
                cursor.execute(statement, [_binary(fresh), key.get_db_prep_value(pk, connection), _binary(old)])
        count += len(stale)
    return count


def _batches(field: EncryptedField) -> Iterator[list[tuple[Any, bytes]]]:
    """All tokens of a column with their rows' keys, a few hundred at a time."""
    token = ExpressionWrapper(models.F(field.attname), output_field=models.BinaryField())
    rows = field.model._base_manager.exclude(**{f"{field.attname}__isnull": True}).annotate(token=token)
    rows = rows.order_by("pk")
    behind = rows
    while batch := [(pk, bytes(old)) for pk, old in behind.values_list("pk", "token")[:BATCH]]:
        yield batch
        behind = rows.filter(pk__gt=batch[-1][0])


def _binary(value: bytes) -> bytes:
    from django.db import connection

    prepared: bytes = models.BinaryField().get_db_prep_value(value, connection)
    return prepared
