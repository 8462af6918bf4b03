"""When something was written on a device, by our clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wiseline.lib import clock


def written_at(written: str, device_now: str) -> datetime | None:
    """The moment of writing, never after now: how long ago it was is the same on a device whose clock is wrong.

    Both are ISO 8601 by the device's clock: when it was written, and when it was sent. None where neither says.
    """
    moment, sent = _moment(written), _moment(device_now)
    if moment is None or sent is None:
        return moment
    return clock.now() - max(sent - moment, timedelta())


def _moment(text: str) -> datetime | None:
    try:
        parsed = parse_datetime(text)
    except ValueError:
        return None
    return parsed if parsed is None or timezone.is_aware(parsed) else None
