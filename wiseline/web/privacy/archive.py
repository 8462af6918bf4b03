"""Everything that is kept about a client, as one file for them: rows as JSON, pictures and voices, a page to read.

It is given while it is written, row by row: however much there is, no more of it than one row's picture or voice is in
memory, and nothing of it touches the disk unsealed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from asgiref.sync import sync_to_async
from django.apps import apps
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from wiseline.audit.models import Entry
from wiseline.lib import clock
from wiseline.lib.crypto_fields import EncryptedBytesField
from wiseline.people.models import Person
from wiseline.web.privacy.saved import KEPT, OURS, Kind

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from django.db import models

_AT_ONCE = 100
_PIECE = 64 * 1024
Row = dict[str, Any]


class Table(NamedTuple):
    """The rows of one kind, read anew each time that `rows` is called, and the files that stand in them."""

    name: str
    title: str
    rows: Callable[[], Iterator[Row]]
    files: Callable[[], Iterator[tuple[str, bytes]]] = lambda: iter(())


class _Pipe(io.RawIOBase):
    """What the ZIP is written into: it keeps nothing that was taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked for."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def archive_of(client: Person, now: datetime) -> Iterator[bytes]:
    """The file, piece by piece: a JSON file for each kind of row, and `index.html` to read."""
    gathered = bytearray()
    for part in _written(client, now):
        gathered += part
        if len(gathered) >= _PIECE:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)


def _written(client: Person, now: datetime) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        told: list[tuple[Table, int]] = []
        for table in _tables_of(client):
            for name, data in table.files():
                file.writestr(name, data)
                yield pipe.taken()
            written = 0
            for line in _json(table):
                if not written:
                    entry = file.open(f"{table.name}.json", "w")
                written += 1
                entry.write(line)
                yield pipe.taken()
            if written:
                entry.write(b"\n]")
                entry.close()
                told.append((table, written))
        with file.open("index.html", "w") as entry:
            for part in _page(told, clock.in_zone(now, client.timezone)):
                entry.write(part.encode())
                yield pipe.taken()
    yield pipe.taken()


def _json(table: Table) -> Iterator[bytes]:
    """The rows as elements of a list that is not closed yet."""
    before = "[\n"
    for row in table.rows():
        yield (before + json.dumps(row, default=str, ensure_ascii=False, indent=1)).encode()
        before = ",\n"


def _page(told: list[tuple[Table, int]], local: datetime) -> Iterator[str]:
    yield render_to_string("privacy/saved_begins.html", {"tables": told, "now": local})
    for table, _count in told:
        yield format_html('<h2 id="{}">{}</h2>\n', table.name, table.title)
        found = table.rows()
        while rows := list(islice(found, _AT_ONCE)):
            lines = [[(name, value) for name, value in row.items() if value not in (None, "")] for row in rows]
            yield render_to_string("privacy/saved_rows.html", {"lines": lines})
    yield "</body>\n</html>\n"


def _tables_of(client: Person) -> Iterator[Table]:
    me = {name: getattr(client, name) for name in ("name", "email", "phone", "country", "timezone", "created_at")}
    names = dict(Person.objects.filter(programme_id=client.programme_id).values_list("pk", "name"))
    yield Table("me", str(_("You")), lambda: iter([me]))
    for label, kind in KEPT.items():
        yield _table(label, kind, client, names)
    looks = Entry.objects.filter(client_id=client.pk).order_by("at").values_list("at", "actor_id", "action")

    def told() -> Iterator[Row]:
        for at, actor, action in looks.iterator(_AT_ONCE):
            yield {"at": at, "who": names.get(actor, "") if actor else "", "what": action}

    yield Table("audit", str(_("Who looked at what, and who changed what")), told)


def _table(label: str, kind: Kind, client: Person, names: dict[Any, str]) -> Table:
    model = apps.get_model(label)
    found = model._default_manager.filter(**{kind.whose: client}, **dict(kind.where)).order_by("pk")
    columns = [
        column
        for column in model._meta.concrete_fields
        if (column.name in kind.only if kind.only else column.name not in OURS)
    ]
    binary = [column for column in columns if isinstance(column, EncryptedBytesField)]
    file_names: dict[tuple[Any, str], str] = {}

    def files() -> Iterator[tuple[str, bytes]]:
        for row in found.iterator(1) if binary else ():
            for column in binary:
                if data := getattr(row, column.attname):
                    name = f"files/{model._meta.model_name}-{row.pk}.{_ending(bytes(data))}"
                    file_names[row.pk, column.name] = name
                    yield name, bytes(data)

    def rows() -> Iterator[Row]:
        for row in found.defer(*(column.name for column in binary)).iterator(_AT_ONCE):
            yield {column.name: _said(row, column, names, file_names) for column in columns}

    return Table(label.replace(".", "-").lower(), str(kind.title), rows, files)


def _said(
    row: models.Model, column: models.Field[Any, Any], names: dict[Any, str], files: dict[tuple[Any, str], str]
) -> Any:
    if isinstance(column, EncryptedBytesField):
        return files.get((row.pk, column.name))
    value = getattr(row, column.attname)
    return names.get(value, "") if column.related_model is Person else value


def _ending(data: bytes) -> str:
    kinds = {b"\xff\xd8\xff": "jpg", b"\x1aE\xdf": "webm", b"OggS": "ogg", b"RIFF": "wav", b"ID3": "mp3"}
    return next((ending for start, ending in kinds.items() if data.startswith(start)), "bin")


async def given(parts: Iterator[bytes], within: Callable[[], AbstractContextManager[Any]]) -> AsyncIterator[bytes]:
    """The parts for a server that gives them as they come; each is made `within` what holds for the request."""

    def another() -> bytes | None:
        with within():
            return next(parts, None)

    while (part := await sync_to_async(another)()) is not None:
        yield part
