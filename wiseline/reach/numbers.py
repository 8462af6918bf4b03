"""Phone numbers: how they are written, whose one is, and which may be rung."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from wiseline.lib import clock
from wiseline.reach.models import PhoneNumber

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person

_SALT = "wiseline.phone-number"
SHORTEST, LONGEST = 7, 15
"""Digits of a number with its country (E.164 has at most 15)."""


def written(number: str) -> str:
    """A number as `+` and digits (E.164). Raises ValueError for what is not one with its country."""
    kept = "".join(sign for sign in number.strip() if sign not in " -()./\u00a0\u2011")
    if kept.startswith("00"):
        kept = f"+{kept[2:]}"
    digits = kept.removeprefix("+")
    if not kept.startswith("+") or not (digits.isascii() and digits.isdigit()) or digits.startswith("0"):
        raise ValueError("not a number with its country")
    if not SHORTEST <= len(digits) <= LONGEST:
        raise ValueError("too short or too long")
    return kept


def digest(number: str) -> str:
    """What a number is found by; the number can't be read from it without this server's secret."""
    return salted_hmac(_SALT, number, algorithm="sha256").hexdigest()


def person_at(number: str) -> Person | None:
    """The active person who verified the number that calls or texts; None for a stranger, and for a hidden number."""
    try:
        found = digest(written(number))
    except ValueError:
        return None
    row = (
        PhoneNumber.objects.filter(digest=found, verified_at__isnull=False, person__is_active=True)
        .select_related("person", "person__programme")
        .first()
    )
    return row.person if row else None


def number_of(person: Person) -> PhoneNumber | None:
    """The person's number, whether it was verified or not."""
    return PhoneNumber.objects.filter(person=person).first()


def awaits_code(row: PhoneNumber, now: datetime) -> bool:
    """Whether its person is still to write the code; a number that works stays theirs where they never do."""
    return bool(row.code_hash) and (not row.works or (row.code_until is not None and now <= row.code_until))


def masked(number: str) -> str:
    """A number of which only the end can be read."""
    return f"… {number[-3:]}" if number else ""


def disable(*, person_id: UUID, number: str, why: str) -> bool:
    """The phone network says that this number will never work: it is not tried again until its person changes it.

    Returns whether that is new.
    """
    row = PhoneNumber.objects.filter(person_id=person_id, disabled_at=None, verified_at__isnull=False).first()
    if row is None or row.number != number:
        return False
    rows = PhoneNumber.objects.filter(pk=row.pk, disabled_at=None)
    return bool(rows.update(disabled_at=clock.now(), disabled_why=why[:200]))
