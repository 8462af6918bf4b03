"""`wiseline restore`: everything is checked and built beside what is there; only then it takes its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from wiseline.cli import in_use
from wiseline.cli.backup import archive
from wiseline.cli.django_ready import django_ready
from wiseline.cli.prepare import folder_is_fit, in_plain_words
from wiseline.cli.secret_file import write_secret
from wiseline.cli.stop import Stop
from wiseline.lib import clock

_TAKE_OVER = "To replace it, stop every server that uses it, make a backup of it, and say --force."


def check(source: Path, *, passphrase: str) -> None:
    """Read a whole backup and say what it is. Raises Stop if anything in it is amiss."""
    _say_what(source, archive.unpack(source, None, passphrase=passphrase))


def restore(source: Path, *, passphrase: str, force: bool) -> None:
    """Put a backup in the place of an empty database, or with `force` of any. Raises Stop; nothing is changed then."""
    django_ready()
    from django.conf import settings

    folder_is_fit(settings.DATA_DIR)
    with (
        in_use.alone(settings.DATA_DIR),
        in_plain_words(),
        tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as scratch,
    ):
        occupied = _occupied()
        if occupied and not force:
            raise Stop("There is a programme in this database already.", mend=_TAKE_OVER)
        folder = Path(scratch)
        manifest = archive.unpack(source, folder, passphrase=passphrase)
        _keys_will_do((folder / "files" / "keys").read_text().split())
        _put_back(folder, manifest, occupied=occupied)
    _say_what(source, manifest)
    print("It is restored. Start Wiseline as usual.")


def _say_what(source: Path, manifest: archive.Manifest) -> None:
    count = sum(member.rows or 0 for member in manifest.members.values())
    print(f"{source}: made {manifest.made_at} by Wiseline {manifest.wiseline}, {count} rows, whole.")


def _occupied() -> bool:
    from django.db import connection

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    if "people_programme" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_programme LIMIT 1")
        return cursor.fetchone() is not None


def _keys_will_do(ring: list[str]) -> None:
    """Keys from the environment win over those in the folder, so they must be able to open what is restored."""
    from django.conf import settings

    if os.environ.get("WISELINE_KEYS", "").strip() and not set(ring) <= set(settings.WISELINE_KEYS):
        raise Stop(
            "WISELINE_KEYS lacks a key that the backup's text is sealed with.",
            mend="Unset it: the backup brings its keys, into the file 'keys' of the data folder.",
        )


def _put_back(folder: Path, manifest: archive.Manifest, *, occupied: bool) -> None:
    from django.conf import settings
    from django.db import connection

    from wiseline.cli.backup import rebuilding

    data: Path = settings.DATA_DIR
    ring = (folder / "files" / "keys").read_text().split()
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        made = rebuilding.sqlite_beside(place, folder / "rows", manifest.migrations)
        # A crash between here and the end leaves one database or the other, and keys that open both.
        write_secret(data / "keys", list(dict.fromkeys([*ring, *settings.WISELINE_KEYS])))
        if occupied:
            aside = place.with_name(f"replaced-{clock.now():%Y%m%d-%H%M%S}.sqlite3")
            rebuilding.move_sqlite(place, aside)
            print(f"What was there is now {aside}; delete it when you are sure.")
        rebuilding.move_sqlite(made, place)
    else:
        write_secret(data / "keys", list(dict.fromkeys([*ring, *settings.WISELINE_KEYS])))
        rebuilding.in_one_transaction(folder / "rows", manifest.migrations)
    if not occupied:
        write_secret(data / "keys", ring)
    for path in sorted((folder / "files").rglob("*")):
        if path.is_file() and path != folder / "files" / "keys":
            target = data / path.relative_to(folder / "files")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(path, target)
