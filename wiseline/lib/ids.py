"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 (RFC 9562)."""
    return uuid7()
