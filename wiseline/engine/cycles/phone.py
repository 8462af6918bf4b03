"""Phone lines: told when something changed, and looked after while they are up. Nothing to do without a provider."""

from __future__ import annotations

from wiseline.coaching.phone.settle import look_after, tell_lines


def run() -> int:
    """Tell lines whose contact changed; return how many were told."""
    return tell_lines()


def care() -> int:
    """Keep talks alive, and end lines that vanished."""
    look_after()
    return 0
