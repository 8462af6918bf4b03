"""A person's own phone number: given, verified by a code, chosen how it rings, tested, taken away.

New and changed numbers do nothing until a code that reached them was entered (goalert PR #54), so that nobody can let
somebody else's phone ring, or call in as somebody else.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from wiseline.audit.trail import record
from wiseline.calls.models import PhoneLine
from wiseline.calls.providers import ProviderError, the_provider
from wiseline.lib import clock
from wiseline.live.bus import wake_engine
from wiseline.live.publish import changes
from wiseline.reach.flows.lines import ring_phone
from wiseline.reach.flows.texts import stop, text_code
from wiseline.reach.models import Delivery, Notices, PhoneNumber, PhoneText
from wiseline.reach.numbers import digest, number_of
from wiseline.reach.routing import VOICE, Topic
from wiseline.reach.ways import can_text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wiseline.people.models import Person

CODE_GOOD_FOR = timedelta(minutes=10)
CODE_DIGITS = 6
CODE_TRIES = 5
CODES_AN_HOUR = 5


class TooMany(Exception):
    """Too many codes were asked for within an hour."""


def give_number(*, person: Person, number: str, by_text: bool = False) -> PhoneNumber:
    """Keep a number and ring it with a code, or text the code. `number` is as `numbers.written` gives it.

    A number that works goes on ringing until the new one is verified. Raises TooMany. Asks the provider what kind of
    number it is, so call it outside of a transaction. A landline is rung whatever was asked for.
    """
    _count_code(person)
    kind = _kind_of(number)
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    now = clock.now()
    with changes():
        row = number_of(person) or PhoneNumber(person=person, number="", digest="")
        row.next_number, row.next_kind = number, kind
        if not row.works:
            _take_next(row)
        row.code_hash, row.code_until, row.code_tries = _hash(person, code), now + CODE_GOOD_FOR, 0
        row.save()
        Delivery.objects.filter(person=person, kind="code", status=Delivery.Status.PENDING).update(
            status=Delivery.Status.DROPPED  # of two codes the newer holds
        )
        if by_text and kind != PhoneNumber.Kind.LANDLINE and can_text():
            text_code(person=person, number=number, code=code, until=now + CODE_GOOD_FOR)
        else:
            line = ring_phone(row=row, part=PhoneLine.Part.CODE, kind="code", number=number)
            PhoneLine.objects.filter(pk=line.pk).update(state={"code": code})
        record(actor=person, action="phone.given", subject=person, programme_id=person.programme_id)
    wake_engine()
    return row


def _take_next(row: PhoneNumber) -> None:
    """The number that was given last is the person's from now on. It is not verified by that, and not saved yet."""
    given = row.next_number or ""
    if row.texts and row.digest != digest(given):  # they agreed to texts to the old one
        stop(person=row.person)
        row.texts = ""
    row.number, row.digest, row.kind = given, digest(given), row.next_kind
    row.next_number, row.next_kind = None, ""
    row.verified_at = row.disabled_at = row.tested_at = None
    row.disabled_why = row.texts_why = ""
    row.changed_at = clock.now()


def _kind_of(number: str) -> str:
    try:
        return the_provider().kind_of(number)
    except ProviderError:
        return ""  # not known is no reason to refuse it


def _count_code(person: Person) -> None:
    key = f"phone-codes:{person.pk}"
    count = cache.get(key, 0)
    if count >= CODES_AN_HOUR:
        raise TooMany
    cache.set(key, count + 1, timeout=3600)


def _hash(person: Person, code: str) -> str:
    return salted_hmac(f"wiseline.phone-code.{person.pk}", code, algorithm="sha256").hexdigest()


def verify(*, person: Person, code: str) -> bool:
    """The code that was heard. Returns whether it is right, in time, and not tried too often.

    Where another person verified the same number in the meantime, it is not: a number means one person.
    """
    now = clock.now()
    with changes():
        row = PhoneNumber.objects.select_for_update().filter(person=person).first()
        if row is None or not row.code_hash or row.code_until is None or now > row.code_until:
            return False
        PhoneNumber.objects.filter(pk=row.pk).update(code_tries=row.code_tries + 1)
        if row.code_tries >= CODE_TRIES or not constant_time_compare(row.code_hash, _hash(person, code)):
            return False
        try:
            with transaction.atomic():
                if row.next_number:
                    _take_next(row)
                row.verified_at, row.code_hash, row.code_until, row.code_tries = now, "", None, 0
                row.save()
        except IntegrityError:
            return False
        record(actor=person, action="phone.verified", subject=person, programme_id=person.programme_id)
    return True


def choose_ring(*, person: Person, ring: str, after: int) -> None:
    """When a contact rings this phone: at once, after so many seconds in which the app rings alone, or never."""
    with changes():
        PhoneNumber.objects.filter(person=person).update(ring=ring, ring_after=after)
        _forget_choice(person)  # of two places the one where they chose last
        record(actor=person, action="phone.chosen", subject=person, programme_id=person.programme_id)


def _forget_choice(person: Person) -> None:
    row = Notices.objects.select_for_update().filter(person=person).first()
    if row is None:
        return
    for part in (row.day, row.night):
        part.get(Topic.RING, {}).pop(VOICE, None)
    row.save(update_fields=["day", "night"])


def set_pin(*, person: Person, pin: str) -> None:
    """The digits that are asked for on the phone before anything is said; none where `pin` is empty."""
    with changes():
        PhoneNumber.objects.filter(person=person).update(
            pin_hash=make_password(pin) if pin else "", pin_digits=len(pin)
        )
        record(actor=person, action="phone.pin", subject=person, programme_id=person.programme_id)


def remove_number(*, person: Person) -> None:
    """The number is forgotten: it is not rung, who calls from it is a stranger, no call or text names it any more."""
    with changes():
        if PhoneNumber.objects.filter(person=person).exclude(texts="").exists():
            stop(person=person)
        if PhoneNumber.objects.filter(person=person).delete()[0]:
            Delivery.objects.filter(person=person, channel__in=["voice", "sms"], status=Delivery.Status.PENDING).update(
                status=Delivery.Status.DROPPED
            )
            _forget_in(PhoneText.objects.filter(person=person))
            _forget_in(PhoneLine.objects.filter(person=person, ended_at__isnull=False))
            record(actor=person, action="phone.removed", subject=person, programme_id=person.programme_id)


def _forget_in(rows: QuerySet[PhoneText] | QuerySet[PhoneLine]) -> None:
    """What is sealed is changed row by row."""
    for row in rows.iterator():
        if row.number:
            row.number = ""
            row.save(update_fields=["number"])


def test_call(*, person: Person) -> bool:
    """Ring the person's verified number, to be sure that it rings. A second tap within a minute rings once."""
    row = number_of(person)
    if row is None or not row.works or not cache.add(f"phone-test:{person.pk}", 1, timeout=60):
        return False
    with changes():
        ring_phone(row=row, part=PhoneLine.Part.TEST, kind="test")
    wake_engine()
    return True


def heard_it(*, person: Person) -> None:
    """The person heard the test call."""
    PhoneNumber.objects.filter(person=person, verified_at__isnull=False).update(tested_at=clock.now())
