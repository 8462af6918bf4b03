"""Pictures as phones make them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def a_picture(width: int = 64, height: int = 48, *, kind: str = "JPEG", place: bytes = b"") -> BytesIO:
    """A picture, with a place in what the camera wrote where one is given."""
    out = BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010E] = place.decode()  # ImageDescription
        exif[0x0112] = 6  # taken with the phone on its side
    Image.new("RGB", (width, height), (20, 120, 110)).save(out, kind, exif=exif)
    out.seek(0)
    return out
