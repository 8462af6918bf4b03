"""Send what lies in the outbox."""

from __future__ import annotations

from wiseline.reach.flows.send import Sender

PATIENCE_SECONDS = 0.25
_sender = Sender()


def run() -> int:
    """Begin to send what is due; return how many were begun. What hangs is left to a later run."""
    return _sender.run(PATIENCE_SECONDS)
