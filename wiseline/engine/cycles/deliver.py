"""Send what lies in the outbox."""

from __future__ import annotations

from wiseline.reach.flows.send import Sender

PATIENCE_SECONDS = 0.25
_sender = Sender()


def run() -> int:
    """Begin to send what is due; return how many were begun. What hangs is left to a later run."""
    return _sender.run(PATIENCE_SECONDS)


def settle() -> None:
    """Wait for what hangs, and note what became of it: before its rows go away, as at the end of a test."""
    _sender.settle()
