"""Bring commitments back to the client at the time that was chosen."""

from __future__ import annotations

from wiseline.coaching.flows.commit import ask_due


def run() -> int:
    """Ask about every commitment whose time has come; return how many."""
    return ask_due()
