"""Which recorded sound is taken, and as what: told by its first bytes, not by its name. Pure."""

from __future__ import annotations

LONGEST_SECONDS = 120
MOST_BYTES = 2_000_000
_SPREAD = 5  # a recorder stops a moment late


class NotASound(ValueError):
    """Neither WebM, Ogg nor MP4."""


class TooLong(ValueError):
    """More than two minutes, or more than two megabytes."""


def type_of(sound: bytes) -> str:
    """The content type by which browsers play it. Raises NotASound."""
    if sound[:4] == b"\x1a\x45\xdf\xa3":
        return "audio/webm"
    if sound[:4] == b"OggS":
        return "audio/ogg"
    if sound[4:8] == b"ftyp":
        return "audio/mp4"
    raise NotASound("Not a sound that a browser records.")


def checked(sound: bytes, seconds: int) -> str:
    """The content type of a sound that may be kept. Raises NotASound or TooLong."""
    if len(sound) > MOST_BYTES or seconds > LONGEST_SECONDS + _SPREAD:
        raise TooLong("Two minutes and two megabytes are the most.")
    return type_of(sound)
