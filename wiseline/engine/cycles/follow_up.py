"""Bring commitments back to the client at the time that was chosen, and remind of the card."""

from __future__ import annotations

from wiseline.chart.diary.cards import remind_due
from wiseline.coaching.flows.commit import ask_due


def run() -> int:
    """Ask about every commitment whose time has come, and remind who wants to be; return how many."""
    return ask_due() + remind_due()
