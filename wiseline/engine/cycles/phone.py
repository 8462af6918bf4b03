"""Phone lines: told when something changed, and looked after while they are up. Nothing to do without a provider."""

from __future__ import annotations

from wiseline.coaching.phone.settle import look_after, tell_lines
from wiseline.coaching.phone.spoken import fetch_due
from wiseline.lib import clock


def run() -> int:
    """Tell lines whose contact changed; return how many were told."""
    return tell_lines()


def care() -> int:
    """Keep talks alive, end lines that vanished, fetch what was spoken."""
    look_after()
    fetch_due(clock.now())
    return 0
