"""One file holds everything, and gives all of it back."""

from __future__ import annotations

import base64
import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.cli.conftest import HARBOUR, Place

PASSPHRASE = {"WISELINE_BACKUP_PASSPHRASE": "a harbour at dawn"}
ALL_ROWS = """
import hashlib, io
from django.apps import apps
from wiseline.cli.backup import rows
for model in rows.tables(apps):
    out = io.StringIO()
    print(model._meta.label, rows.write_table(model, out), hashlib.sha256(out.getvalue().encode()).hexdigest())
from wiseline.reach.models import Device
print(sorted(str(device.subscription) for device in Device.objects.all()))
"""


@pytest.fixture(autouse=True)
def _passphrase(harbour: Place, place: Place) -> None:
    harbour.environment |= PASSPHRASE
    place.environment |= PASSPHRASE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "today.backup"


@pytest.fixture
def backup(harbour: Place, file: Path) -> Path:
    """A backup of the harbour."""
    done = harbour.command("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped afterwards."""
    server = os.environ.get("WISELINE_TEST_DATABASE_URL", "")
    if not server.startswith("postgresql"):
        pytest.skip("PostgreSQL is not named by WISELINE_TEST_DATABASE_URL")
    name = f"wiseline_backup_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_restoring_into_an_empty_place_gives_back_the_same(harbour: Place, place: Place, backup: Path) -> None:
    done = place.command("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert place.python(ALL_ROWS) == harbour.python(ALL_ROWS)
    for name in ("keys", "secret-key"):
        assert (place.folder / name).read_text() == (harbour.folder / name).read_text()
        assert stat.S_IMODE((place.folder / name).stat().st_mode) == 0o600


def test_files_in_the_data_folder_come_back_too(harbour: Place, place: Place, file: Path) -> None:
    (harbour.folder / "media" / "voice").mkdir(parents=True)
    (harbour.folder / "media" / "voice" / "note.ogg").write_bytes(b"\x00\xffsound")
    (harbour.folder / "vapid.pem").write_text("a key")
    (harbour.folder / "static").mkdir()
    (harbour.folder / "static" / "app.css").write_text("made again by itself")
    assert harbour.command("backup", str(file)).returncode == 0
    assert place.command("restore", str(file)).returncode == 0
    assert (place.folder / "media" / "voice" / "note.ogg").read_bytes() == b"\x00\xffsound"
    assert (place.folder / "vapid.pem").read_text() == "a key"
    assert not (place.folder / "static").exists()


def test_a_backup_kept_in_the_data_folder_does_not_hold_the_one_before(harbour: Place) -> None:
    sizes = []
    for _ in range(3):
        assert harbour.command("backup", str(harbour.folder / "daily.backup")).returncode == 0
        sizes.append((harbour.folder / "daily.backup").stat().st_size)
    assert max(sizes) < 1.2 * min(sizes)


def test_a_backup_is_locked_and_closed_to_others(harbour: Place, backup: Path) -> None:
    assert b"aoife" not in backup.read_bytes()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    harbour.environment["WISELINE_BACKUP_PASSPHRASE"] = "another passphrase"
    done = harbour.command("restore", "--check", str(backup))
    assert done.returncode == 1
    assert "passphrase is wrong" in done.stderr


def test_a_backup_without_a_passphrase_must_be_wanted(harbour: Place, place: Place, file: Path) -> None:
    del harbour.environment["WISELINE_BACKUP_PASSPHRASE"]
    refused = harbour.command("backup", str(file))
    assert refused.returncode == 1
    assert "needs a passphrase" in refused.stderr
    assert not file.exists()
    done = harbour.command("backup", "--unlocked", str(file))
    assert done.returncode == 0
    assert "not locked" in done.stderr
    assert place.command("restore", str(file)).returncode == 0
    assert place.python(ALL_ROWS) == harbour.python(ALL_ROWS)


def test_a_damaged_file_changes_nothing(harbour: Place, place: Place, file: Path) -> None:
    del harbour.environment["WISELINE_BACKUP_PASSPHRASE"]
    assert harbour.command("backup", "--unlocked", str(file)).returncode == 0
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = place.command("restore", str(file))
    assert done.returncode == 1
    assert "not a whole backup" in done.stderr
    assert not list(place.folder.glob("*.sqlite3*"))


def test_a_file_that_was_cut_off_changes_nothing(place: Place, backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-40])
    done = place.command("restore", str(backup))
    assert done.returncode == 1
    assert not list(place.folder.glob("*.sqlite3*"))


def test_a_programme_is_not_overwritten_unless_it_is_meant(place: Place, backup: Path) -> None:
    place.command("setup", *HARBOUR)
    before = place.python(ALL_ROWS)
    refused = place.command("restore", str(backup))
    assert refused.returncode == 1
    assert "programme in this database already" in refused.stderr
    assert place.python(ALL_ROWS) == before


def test_what_was_there_is_kept_beside_when_it_is_meant(harbour: Place, place: Place, backup: Path) -> None:
    place.command("setup", *HARBOUR[1:], "--programme=The old one")
    done = place.command("restore", "--force", str(backup))
    assert done.returncode == 0, done.stderr
    assert place.python(ALL_ROWS) == harbour.python(ALL_ROWS)
    [aside] = place.folder.glob("replaced-*.sqlite3")
    with sqlite3.connect(aside) as old:
        assert old.execute("SELECT name FROM people_programme").fetchall() == [("The old one",)]


def test_nothing_is_restored_under_a_running_server(harbour: Place, backup: Path, serving: Callable[..., str]) -> None:
    serving(harbour)
    done = harbour.command("restore", "--force", str(backup))
    assert done.returncode == 1
    assert "Wiseline is running" in done.stderr


def test_a_backup_can_be_made_while_others_write(harbour: Place, place: Place, file: Path) -> None:
    """What is being added meanwhile is in it as a whole or not at all: no device without its person."""
    database = sqlite3.connect(harbour.folder / "wiseline.sqlite3", timeout=20, check_same_thread=False)
    stop = threading.Event()
    [template] = database.execute("SELECT * FROM people_person WHERE email = 'p0@example.org'").fetchall()
    columns = [entry[1] for entry in database.execute("PRAGMA table_info(people_person)")]
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            row = dict(zip(columns, template, strict=True)) | {"id": uuid4().hex, "email": f"{uuid4().hex}@x.org"}
            with database:
                marks = ",".join("?" * len(columns))
                database.execute(f"INSERT INTO people_person VALUES ({marks})", [row[name] for name in columns])
                database.execute("INSERT INTO people_personrole (person_id, role) VALUES (?, 'client')", [row["id"]])
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert harbour.command("backup", str(file)).returncode == 0
    finally:
        stop.set()
        writer.join()
        database.close()
    assert written > 20, "the writer was kept waiting"
    assert place.command("restore", str(file)).returncode == 0
    assert (
        place.python(
            "from wiseline.people.models import Person\nprint(Person.objects.filter(role_rows=None).count())"
        ).strip()
        == "0"
    )


def test_a_backup_from_a_later_version_is_refused(harbour: Place, place: Place, file: Path) -> None:
    assert harbour.command("backup", str(file)).returncode == 0
    with sqlite3.connect(harbour.folder / "wiseline.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', '2030-01-01')"
        )
    refused = harbour.command("backup", str(file))
    assert refused.returncode == 1
    assert "later version" in refused.stderr


def test_a_backup_from_before_a_migration_is_brought_up_to_date(harbour: Place, place: Place, file: Path) -> None:
    """The sessions app stands for any: its table does not exist in the older database."""
    harbour.python(
        "from django.core.management import call_command\ncall_command('migrate', 'sessions', 'zero', verbosity=0)"
    )
    assert harbour.command("backup", str(file)).returncode == 0
    assert place.command("restore", str(file)).returncode == 0
    printed = place.python("from django.contrib.sessions.models import Session\nprint(Session.objects.count())")
    assert printed.strip() == "0"


def test_keys_from_the_environment_must_open_what_is_restored(place: Place, backup: Path) -> None:
    place.environment["WISELINE_KEYS"] = "other:" + base64.b64encode(bytes(32)).decode()
    done = place.command("restore", str(backup))
    assert done.returncode == 1
    assert "WISELINE_KEYS lacks a key" in done.stderr


@pytest.mark.services
def test_rows_go_from_sqlite_to_postgresql_and_back(
    harbour: Place, place: Place, backup: Path, postgresql: str, tmp_path: Path
) -> None:
    server = Place(tmp_path / "server", {**PASSPHRASE, "WISELINE_DATABASE_URL": postgresql})
    done = server.command("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert server.python(ALL_ROWS) == harbour.python(ALL_ROWS)
    server.python(
        "from wiseline.people.models import Programme\nfrom wiseline.people.flows.join import add_person\n"
        "add_person(programme=Programme.objects.get(), name='New', email='new@example.org', roles=['client'])"
    )
    assert server.command("restore", str(backup)).returncode == 1
    again = tmp_path / "again.backup"
    assert server.command("backup", str(again)).returncode == 0
    assert place.command("restore", str(again)).returncode == 0
    assert place.python(ALL_ROWS) == server.python(ALL_ROWS)
    assert server.command("restore", "--force", str(backup)).returncode == 0
    assert server.python(ALL_ROWS) == harbour.python(ALL_ROWS)
