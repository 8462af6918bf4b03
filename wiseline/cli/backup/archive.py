"""The file of a backup: a compressed tar whose first member says what the others are and how they must read.

With a passphrase all of it is locked (see locking).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from wiseline.cli.backup import locking
from wiseline.cli.passphrase import ask_for_known
from wiseline.cli.stop import Stop

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_DAMAGED = "Take another copy of it, or an earlier backup. Nothing was changed."


@dataclass(slots=True)
class Member:
    """One file inside."""

    sha256: str
    size: int
    rows: int | None = None


@dataclass(slots=True)
class Manifest:
    """What a backup holds, and what it was made from. Times are ISO 8601, in UTC."""

    wiseline: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]]
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT


def pack(folder: Path, manifest: Manifest, target: Path, *, passphrase: str) -> None:
    """Write everything below `folder` into `target`, whole or not at all."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            rows = manifest.members[name].rows if name in manifest.members else None
            manifest.members[name] = Member(_digest(path), path.stat().st_size, rows)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            _write(folder, manifest, out, passphrase)
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _write(folder: Path, manifest: Manifest, out: IO[bytes], passphrase: str) -> None:
    locked = locking.Writer(out, passphrase) if passphrase else None
    with (
        gzip.GzipFile(fileobj=locked or out, mode="wb", compresslevel=6, filename="") as compressed,
        tarfile.open(fileobj=compressed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        described = json.dumps(asdict(manifest), indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(described)
        tar.addfile(entry, io.BytesIO(described))
        for name in manifest.members:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = manifest.members[name].size, 0o600
            with (folder / name).open("rb") as file:
                tar.addfile(entry, file)
    if locked:
        locked.close()


def unpack(source: Path, folder: Path | None, *, passphrase: str) -> Manifest:
    """Check everything in `source`, putting it below `folder` (nowhere if None). Raises Stop if anything is amiss."""
    try:
        with source.open("rb") as file:
            return _read(_unlocked(file, passphrase), folder)
    except locking.Locked as error:
        raise Stop(str(error), mend="Try the passphrase again, or another copy of the file.") from error
    except FileNotFoundError as error:
        raise Stop(f"There is no file {source}.") from error
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, TypeError) as error:
        raise Stop(f"{source} is not a whole backup of Wiseline ({error}).", mend=_DAMAGED) from error


def _unlocked(file: IO[bytes], passphrase: str) -> IO[bytes]:
    if file.read(len(locking.MAGIC)) != locking.MAGIC:
        file.seek(0)
        return file
    return io.BufferedReader(locking.Reader(file, ask_for_known(passphrase)), _CHUNK)


def _read(content: IO[bytes], folder: Path | None) -> Manifest:
    plain = gzip.GzipFile(fileobj=content, mode="rb")
    with tarfile.open(fileobj=plain, mode="r|") as tar:
        entries = iter(tar)
        first = next(entries, None)
        described = tar.extractfile(first) if first and first.name == MANIFEST else None
        if described is None:
            raise ValueError("its description is missing")
        manifest = _manifest(described.read())
        missing = dict(manifest.members)
        for entry in entries:
            _take(tar, entry, missing.pop(entry.name), folder)
    while plain.read(_CHUNK) or content.read(_CHUNK):
        pass  # to the very end: there stands the checksum, and there a locked file shows whether it was cut off
    if missing:
        raise ValueError(f"{len(missing)} of its parts are missing")
    return manifest


def _manifest(described: bytes) -> Manifest:
    facts = json.loads(described)
    if facts["format"] != FORMAT:
        raise Stop(
            f"This backup has format {facts['format']}; this version of Wiseline reads format {FORMAT}.",
            mend="Restore it with the version that made it, or a later one.",
        )
    facts["members"] = {name: Member(**member) for name, member in facts["members"].items()}
    facts["migrations"] = [(app, name) for app, name in facts["migrations"]]
    return Manifest(**facts)


def _take(tar: tarfile.TarFile, entry: tarfile.TarInfo, promised: Member, folder: Path | None) -> None:
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None or ".." in PurePosixPath(entry.name).parts or PurePosixPath(entry.name).is_absolute():
        raise ValueError(f"{entry.name} does not belong in a backup")
    digest, size = hashlib.sha256(), 0
    target = Path(os.devnull) if folder is None else folder / entry.name
    if folder is not None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    if (digest.hexdigest(), size) != (promised.sha256, promised.size):
        raise ValueError(f"{entry.name} is damaged")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
