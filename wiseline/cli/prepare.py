"""What must be true before the server answers: a folder to keep things in, tables, static files, perhaps the demo."""

from __future__ import annotations

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from wiseline import __version__
from wiseline.cli.stop import Stop

LITTLE_SPACE = 50_000_000  # bytes: SQLite needs room for its log, and people for their voice notes
# Parts of htmx that no page uses; some name files that their package does not ship.
UNUSED_STATIC = ("django_htmx/ext/*", "django_htmx/htmax*", "django_htmx/htmx-4*", "django_htmx/htmx-2.js")
_FREE_SPACE = "Free some space on its disk, or set WISELINE_DATA_DIR to a folder on another one."


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what the disk and the database say into a Stop."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        raise _explained(error) from error


def _explained(error: OSError | DatabaseError) -> Stop:
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in said:
        return Stop(f"The disk of {settings.DATA_DIR} is full.", mend=_FREE_SPACE)
    if "readonly" in said or "unable to open database" in said:
        return Stop(
            f"The database in {settings.DATA_DIR} cannot be written ({said}).",
            mend="Make the folder and the files in it belong to the person who runs Wiseline.",
        )
    if isinstance(error, DatabaseError):
        return Stop(
            f"The database does not answer as it should: {said}",
            mend="See WISELINE_DATABASE_URL, and whether the server that it names is running. "
            "A damaged file is replaced by `wiseline restore`.",
        )
    return Stop(f"{settings.DATA_DIR}: {said}", mend="Check that the folder can be written and its disk is well.")


def folder_is_fit(folder: Path) -> None:
    """Raises Stop where the data folder can't be written or its disk has no room."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".try-") as file:
            file.write(b"x" * 4096)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Stop(f"The disk of {folder} is full.", mend=_FREE_SPACE) from error
        raise Stop(
            f"The folder {folder} cannot be written: {error.strerror}.",
            mend="Make it belong to the person who runs Wiseline, or set WISELINE_DATA_DIR to another folder.",
        ) from error
    if (free := shutil.disk_usage(folder).free) < LITTLE_SPACE:
        raise Stop(f"The disk of {folder} has only {free // 1_000_000} MB left.", mend=_FREE_SPACE)


def tables_are_current() -> bool:
    """Apply the migrations that are missing, if any; says whether there were some.

    Raises Stop where the database was made by a later version.
    """
    executor = MigrationExecutor(connection)
    if unknown := later_migrations(executor.loader):
        raise Stop(
            f"The database is newer than this version of Wiseline ({__version__}): it has {unknown}.",
            mend="Start the version that made it, or restore a backup that this version made.",
        )
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def later_migrations(loader: MigrationLoader | None = None) -> str:
    """The migrations of the database that this version does not know, in words; empty where it knows all."""
    loader = loader or MigrationLoader(connection)
    unknown = sorted(set(loader.applied_migrations) - set(loader.disk_migrations))
    shown = ", ".join(f"{app}.{name}" for app, name in unknown[:3])
    return shown if len(unknown) <= 3 else f"{shown} and {len(unknown) - 3} more"


def static_files_are_current() -> bool:
    """Collect, hash and compress the static files if they changed since the last time; says whether they had."""
    stamp = settings.DATA_DIR / "static.stamp"
    state = _fingerprint()
    if stamp.is_file() and stamp.read_text() == state and Path(settings.STATIC_ROOT).is_dir():
        return False
    # What was there stays: a phone may still show a page of the version before.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED_STATIC))
    stamp.write_text(state)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{__version__} {settings.STORAGES['staticfiles']['BACKEND']}".encode())
    found = [(path, storage) for finder in get_finders() for path, storage in finder.list(UNUSED_STATIC)]
    for path, storage in sorted(found, key=lambda entry: entry[0]):
        facts = Path(storage.path(path)).stat()
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def demo_function(name: str) -> Callable[..., object] | None:
    """A function of wiseline.demo; None where this copy of Wiseline has no demo."""
    try:
        function: Callable[..., object] | None = getattr(import_module("wiseline.demo"), name, None)
    except ModuleNotFoundError as error:
        if error.name != "wiseline.demo":
            raise
        return None
    return function


def demo_is_loaded() -> bool:
    """Fill an empty database with the demo programme, where WISELINE_DEMO asks for it; says whether it did.

    Raises Stop where it is asked for on top of a real programme: the demo is laxer about signing in.
    """
    from wiseline.people.models import Programme

    if not settings.DEMO:
        return False
    if real := Programme.objects.filter(is_demo=False).first():
        raise Stop(
            f"WISELINE_DEMO=1 would open the sign-in of “{real.name}”, which is a real programme.",
            mend="Start with WISELINE_DEMO=0, or try the demo with another WISELINE_DATA_DIR.",
        )
    load = demo_function("load")
    if load is None or Programme.objects.exists():
        return False
    load()
    return True
