"""Who uses the data folder: servers share it, restoring and rotating keys want it for themselves."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiseline.cli.stop import Stop


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Hold the folder together with other servers. Raises Stop while a command has it alone."""
    with _locked(folder, fcntl.LOCK_SH, "Wiseline is being restored, or its keys are being changed, right now."):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder alone. Raises Stop while a server uses it."""
    with _locked(folder, fcntl.LOCK_EX, "Wiseline is running on this data folder."):
        yield


@contextmanager
def _locked(folder: Path, kind: int, otherwise: str) -> Iterator[None]:
    # The system lets go of the lock when the process ends, however it ends.
    with (folder / "in-use.lock").open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(otherwise, mend="Stop that first, then try again.") from error
        yield
