"""The client's own photos beside the plan: made small, and rid of everything but the picture."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import IO, TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.safety.models import PlanPhoto

if TYPE_CHECKING:
    from wiseline.people.models import Person

MOST = 6
LONGEST_SIDE = 1280
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPhoto(ValueError):
    """What was sent can't be read as a picture, or is far too large."""


class Enough(ValueError):
    """There are as many as a phone keeps."""


def small_jpeg(file: IO[bytes]) -> tuple[bytes, int, int]:
    """The picture upright, at most LONGEST_SIDE each way, as a JPEG with its pixels only, with width and height.

    Place, time and camera stay behind. Raises NotAPhoto.
    """
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPhoto("too many pixels")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is read small from the start
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", upright.size, "white")  # a new picture: nothing that came along can stay
            opaque = upright.convert("RGBA")
            flat.paste(opaque, mask=opaque.getchannel("A"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto(str(error)) from error
    out = BytesIO()
    flat.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue(), flat.width, flat.height


def add_photo(*, client: Person, file: IO[bytes]) -> PlanPhoto:
    """Keep a picture beside the plan; the same one again is the same. Raises NotAPhoto, Enough."""
    image, width, height = small_jpeg(file)
    key = hashlib.sha256(image).hexdigest()
    with changes():
        known = PlanPhoto.objects.filter(client=client)
        if same := known.filter(key=key).first():
            return same
        if known.count() >= MOST:
            raise Enough
        photo = PlanPhoto.objects.create(
            client=client,
            programme_id=client.programme_id,
            image=image,
            width=width,
            height=height,
            key=key,
            added_at=clock.now(),
        )
        record(actor=client, action="photo.added", subject=photo, programme_id=client.programme_id, client_id=client.pk)
        publish(to=[client.pk], kind="plan")
    return photo


def remove_photo(*, client: Person, photo: PlanPhoto) -> None:
    """Take a picture away for good."""
    with changes():
        record(
            actor=client, action="photo.removed", subject=photo, programme_id=client.programme_id, client_id=client.pk
        )
        photo.delete()
        publish(to=[client.pk], kind="plan")


def photos_of(client: Person) -> list[PlanPhoto]:
    """The client's pictures without their bytes, the first added first."""
    return list(PlanPhoto.objects.filter(client=client).defer("image"))
