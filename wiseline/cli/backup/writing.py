"""`wiseline backup`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from wiseline import __version__
from wiseline.cli.backup import archive, rows
from wiseline.cli.django_ready import django_ready
from wiseline.cli.prepare import folder_is_fit, in_plain_words, later_migrations
from wiseline.cli.stop import Stop
from wiseline.lib import clock

# Made again by themselves, or of this machine only. The database goes in as rows.
NOT_KEPT = ("static", "static.stamp", "in-use.lock", "lan", "*.sqlite3*", "*.backup", ".*")


def write(target: Path, *, passphrase: str) -> None:
    """Write a backup into `target`, locked unless the passphrase is empty, and read it again to be sure of it."""
    django_ready()
    from django.conf import settings

    target = target.expanduser().resolve()
    if not target.parent.is_dir():
        raise Stop(f"There is no folder {target.parent}.", mend="Make it, or choose another place.")
    folder_is_fit(settings.DATA_DIR)
    with in_plain_words(), tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".backup-") as scratch:
        manifest = _gather(Path(scratch), target)
        archive.pack(Path(scratch), manifest, target, passphrase=passphrase)
    archive.unpack(target, None, passphrase=passphrase)
    count = sum(member.rows or 0 for member in manifest.members.values())
    print(f"{target}: {count} rows, {target.stat().st_size / 1e6:.1f} MB, read again and found whole.")
    if not passphrase:
        print("It is not locked: whoever has this file can read everything in it.", file=sys.stderr)


def _gather(folder: Path, target: Path) -> archive.Manifest:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = sorted(MigrationRecorder(connection).applied_migrations())
    if not applied:
        raise Stop("There is nothing to back up yet.", mend="Start Wiseline once: make run")
    if unknown := later_migrations():
        raise Stop(f"The database was made by a later version of Wiseline ({unknown}).", mend="Back up with that one.")
    manifest = archive.Manifest(
        wiseline=__version__,
        made_at=clock.now().isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=applied,
    )
    (folder / "rows").mkdir()
    with rows.one_moment():
        for model in rows.tables(rows.models_at(applied)):
            name = f"rows/{model._meta.label_lower}.jsonl"
            with (folder / name).open("w", encoding="utf-8") as out:
                manifest.members[name] = archive.Member("", 0, rows.write_table(model, out))
    _copy_files(settings.DATA_DIR, folder / "files", target)
    # The ring and the key as they are in force, be they from the environment or from these files.
    (folder / "files" / "keys").write_text("\n".join(settings.WISELINE_KEYS) + "\n")
    (folder / "files" / "secret-key").write_text(settings.SECRET_KEY + "\n")
    return manifest


def _copy_files(source: Path, target: Path, backup: Path) -> None:
    def left_out(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        unwanted = {name for name in names if (here / name).is_symlink() or here / name == backup}
        if here == source:
            unwanted |= {name for name in names if any(Path(name).match(pattern) for pattern in NOT_KEPT)}
        return unwanted

    shutil.copytree(source, target, ignore=left_out)
