"""How a command ends when it cannot go on: one sentence on what happened, one on what to do."""

from __future__ import annotations


class Stop(Exception):
    """Ends the command with exit code 1. `mend` says what the person can do about it."""

    def __init__(self, happened: str, *, mend: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.happened}\n{self.mend}".strip()
