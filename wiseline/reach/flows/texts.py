"""Text messages: agreed to in words that are kept, sent by the outbox, ended by STOP at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Consent
from wiseline.reach.flows.lines import provider_name
from wiseline.reach.models import Delivery, PhoneNumber, PhoneText
from wiseline.reach.numbers import number_of
from wiseline.reach.segments import parts, plain
from wiseline.reach.ways import can_text

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wiseline.people.models import Person

SUBJECT = "texts"
KEEP_TRYING = timedelta(hours=6)
BETWEEN_PARTS = timedelta(seconds=1)
ANSWER, ASKS_SAFETY, ASKS_CONSENT, ASKS_BOTH = "answer", "asks_safety", "asks_consent", "asks_both"
"""Kinds of answers to their own text, by what these ask in turn: a bare "yes" or "1" answers nothing else."""
OF_A_TALK = "text:"
"""What the `dedupe` of each text of a talk begins with; notices and codes have others."""
ASKED_FOR = timedelta(hours=24)
"""So long what a text asked is answered by one word."""


def wording(*, full: bool, staff: bool = False) -> str:
    """What somebody agrees to, in the words that they read (HIPAA, clinical.md [66]: the risk is explained first).

    It says what texts really hold: for clients coaching.texts, for staff reach.words.
    """
    told = [
        _("Wiseline may send text messages to my number."),
        _("Texts are not sealed: the phone company, and whoever holds my phone, can read them."),
        _("I can end this at any time: here, or by answering STOP."),
    ]
    if full:
        told.insert(1, _("They may hold what my coach writes to me, in full."))
    elif staff:
        told.insert(1, _("They say only that there is something for me, and nothing about what."))
    else:
        told.insert(
            1, _("They say that there is a message for me, whether someone was reached, and when someone calls me.")
        )
        told.insert(2, _("They name the emergency number, and never say what it is about."))
    return " ".join(told)


def agree(*, person: Person, full: bool, words: str = "") -> bool:
    """Keep that the person agreed, and to what. False where their number takes no texts, or is not verified."""
    row = number_of(person)
    if row is None or not row.works or row.kind == PhoneNumber.Kind.LANDLINE or not can_text():
        return False
    with changes():
        _withdraw(person)
        Consent.objects.create(
            person=person, subject=SUBJECT, wording=words or wording(full=full, staff=not person.is_client)
        )
        chosen = PhoneNumber.Texts.FULL if full else PhoneNumber.Texts.NEUTRAL
        PhoneNumber.objects.filter(pk=row.pk).update(texts=chosen, texts_why="")
        record(actor=person, action="texts.agreed", subject=person, programme_id=person.programme_id)
    return True


def stop(*, person: Person) -> None:
    """No text goes out any more, not even one that waits. Twice is the same as once."""
    with changes():
        _withdraw(person)
        PhoneNumber.objects.filter(person=person).update(texts="")
        Delivery.objects.filter(person=person, channel="sms", status=Delivery.Status.PENDING).update(
            status=Delivery.Status.DROPPED
        )
        record(actor=person, action="texts.stopped", subject=person, programme_id=person.programme_id)


def asked_at(person: Person, *kinds: str) -> datetime | None:
    """When a text of these kinds last went out to them; None where none did within a day."""
    rows = Delivery.objects.filter(person=person, channel="sms", kind__in=kinds, status=Delivery.Status.SENT)
    rows = rows.filter(created_at__gt=clock.now() - ASKED_FOR).order_by("-created_at")
    return rows.values_list("created_at", flat=True).first()


def wording_agreed(person: Person) -> str:
    """The words that they agreed to last, whether or not they took it back; nothing where they never did."""
    rows = Consent.objects.filter(person=person, subject=SUBJECT).order_by("-given_at")
    return rows.values_list("wording", flat=True).first() or ""


def _withdraw(person: Person) -> None:
    """What they agreed to ends, and what they were asked is answered."""
    asked = Delivery.objects.filter(person=person, channel="sms")
    asked.filter(kind=ASKS_CONSENT).update(kind=ANSWER)
    asked.filter(kind=ASKS_BOTH).update(kind=ASKS_SAFETY)
    Consent.objects.filter(person=person, subject=SUBJECT, withdrawn_at=None).update(withdrawn_at=clock.now())


def send_text(
    *, row: PhoneNumber, body: str, kind: str, key: str, contact_id: UUID | None = None, unasked: bool = False
) -> int:
    """Put a text into the outbox, in as many parts as it needs; the same `key` again is the same text.

    Nothing goes to somebody who did not agree, nor to a number that refused us, but an answer to their own text of
    this moment (`unasked`). Call inside `changes()`.
    """
    if row.verified_at is None or not (unasked or (row.works and row.texts)):
        return 0
    now = clock.now()
    deliveries = [
        Delivery(
            person=row.person,
            channel="sms",
            kind=kind,
            contact_id=contact_id,
            due_at=now + number * BETWEEN_PARTS,
            created_at=now,
            expires_at=now + KEEP_TRYING,
            dedupe=f"{OF_A_TALK}{key}:{number}",
        )
        for number, _part in enumerate(parts(plain(body)))
    ]
    if Delivery.objects.filter(dedupe=deliveries[0].dedupe).exists():
        return 0
    Delivery.objects.bulk_create(deliveries)
    PhoneText.objects.bulk_create(
        text_for(delivery, row.number, part) for delivery, part in zip(deliveries, parts(plain(body)), strict=True)
    )
    return len(deliveries)


def text_code(*, person: Person, number: str, code: str, until: datetime) -> None:
    """Text the code that shows whose number this is. They asked for it this moment. Call inside `changes()`."""
    now = clock.now()
    delivery = Delivery(person=person, channel="sms", kind="code", due_at=now, created_at=now, expires_at=until)
    delivery.dedupe = f"code:{delivery.pk}"
    delivery.save(force_insert=True)
    text_for(delivery, number, _("Wiseline: your code is %(code)s.") % {"code": code}).save(force_insert=True)


def text_for(delivery: Delivery, number: str, body: str) -> PhoneText:
    """The text, not yet saved, that a delivery by SMS will send."""
    return PhoneText(
        id=delivery.pk,
        programme_id=delivery.person.programme_id,
        person=delivery.person,
        contact_id=delivery.contact_id,
        provider=provider_name(),
        number=number,
        body=body,
        at=delivery.due_at,
    )
