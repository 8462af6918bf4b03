"""A way that fails: given up with its reason where it never will work, and the person's next way at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wiseline.calls.line import NO_SUCH_NUMBER
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.flows.notify import tell
from wiseline.reach.flows.texts import stop
from wiseline.reach.models import Delivery, Device, Notices, PhoneNumber, PhoneText, Route
from wiseline.reach.numbers import disable
from wiseline.reach.routing import PUSH, Topic, topic_of
from wiseline.reach.ways import reach

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.calls.models import PhoneLine


def give_up_way(delivery: Delivery, why: str) -> None:
    """This way will never work: it is not tried again, and its person is told so, once, by the others."""
    with changes():
        if _given_up(delivery, why[:200]):
            _tell(delivery)


def _tell(delivery: Delivery) -> None:
    quiet = delivery.person.is_client  # nobody waits for a client to be rung
    tell(person_ids=[delivery.person_id], contact_id=delivery.pk, kind="way", step=0, quiet=quiet)


def _given_up(delivery: Delivery, why: str) -> bool:
    now = clock.now()
    gone = {"disabled_at": now, "disabled_why": why}
    match delivery.channel:
        case "web_push" if delivery.device_id:
            return bool(Device.objects.filter(pk=delivery.device_id, disabled_at=None).update(disabled_at=now))
        case "apprise" if delivery.route_id:
            return bool(Route.objects.filter(pk=delivery.route_id, disabled_at=None).update(**gone))
        case "email" if delivery.person.email:
            row, _new = Notices.objects.get_or_create(person_id=delivery.person_id)
            fresh = Notices.objects.filter(pk=row.pk, email_refused_at=None)
            return bool(fresh.update(email_refused_at=now, email_refused_why=why))
        case "sms" if delivery.line_number:
            return end_texting(person_id=delivery.person_id, number=delivery.line_number, why=why)
        case "voice" if delivery.line_number:
            return disable(person_id=delivery.person_id, number=delivery.line_number, why=why)
    return False


def end_texting(*, person_id: UUID, number: str, why: str) -> bool:
    """The network says that this number takes no texts: none is tried again until its person agrees anew.

    Returns whether that is news: a number to which none were sent loses nothing, and who said STOP knows it.
    """
    row = PhoneNumber.objects.filter(person_id=person_id).exclude(texts="").select_related("person").first()
    if row is None or row.number != number:  # it was of a code for a number that is not theirs yet
        return False
    if f"({SAID_STOP})" in why:
        stop(person=row.person)
        return False
    rows = PhoneNumber.objects.filter(pk=row.pk).exclude(texts="")
    return bool(rows.update(texts="", texts_why=why[:200]))


def refuses_all(delivery: Delivery) -> bool:
    """Whether a further way has taken nothing of the last few, over longer than a service is down.

    Services say what they will never take in as many ways as there are services, and apprise tells none of it.
    """
    if delivery.channel != "apprise" or not delivery.route_id:
        return False
    tried = Delivery.objects.filter(route_id=delivery.route_id, attempts__gt=0).order_by("-created_at")[:REFUSALS]
    rows = list(tried.values_list("status", "error", "attempts", "created_at"))
    if len(rows) < REFUSALS or rows[-1][3] > clock.now() - REFUSED_FOR:
        return False
    sent = Delivery.Status.SENT
    return all(status != sent and (tries > 1 or error not in NOT_TRIED) for status, error, tries, _at in rows)


def fail_over(delivery: Delivery) -> None:
    """The person's next way of the same step is due now, unless another device of this one still may take it."""
    step = _step_of(delivery)
    if not step:
        return
    rows = Delivery.objects.filter(
        person_id=delivery.person_id, contact_id=delivery.contact_id, dedupe__startswith=step
    ).exclude(pk=delivery.pk)
    hope = Q(status=Delivery.Status.SENT) | Q(status=Delivery.Status.PENDING, error="")
    if delivery.channel == PUSH and rows.filter(hope, channel=PUSH).exists():
        return
    now = clock.now()
    waiting = rows.filter(status=Delivery.Status.PENDING, attempts=0, due_at__gt=now)
    if topic_of(delivery.kind) is not Topic.RING:  # what was to come in the morning wakes nobody
        morning = reach(delivery.person).preferences.until_morning(now)
        waiting = waiting.filter(due_at__lt=now + morning) if morning else waiting
    first = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    if first is not None:
        waiting.filter(due_at=first).update(due_at=now)


def _step_of(delivery: Delivery) -> str:
    """What all deliveries of one step begin with (see notify); nothing for those that stand alone."""
    contact, _colon, rest = delivery.dedupe.partition(":")
    parts = rest.split(":")
    if delivery.contact_id is None or contact != str(delivery.contact_id) or len(parts) != 4:
        return ""
    return f"{contact}:{parts[0]}:{parts[1]}:"


def not_rung(line: PhoneLine, why: str) -> None:
    """The provider took a call and could not ring with it: that is no call sent. Call inside `changes()`."""
    rows = Delivery.objects.filter(pk=line.pk, received_at=None)
    begun = Q(status=Delivery.Status.SENT) | Q(status=Delivery.Status.PENDING, attempts__gt=0)
    if not rows.filter(begun).update(status=Delivery.Status.FAILED, error=f"phone: {why}"[:200]):
        return
    delivery = Delivery.objects.select_related("person").get(pk=line.pk)
    if why == NO_SUCH_NUMBER:
        delivery.line_number = line.number
        give_up_way(delivery, delivery.error)
    fail_over(delivery)
    if delivery.contact_id:
        publish(to=[delivery.person_id], kind="delivery", id=str(delivery.contact_id))


def delivered(*, text_id: UUID, status: str, code: int = 0) -> None:
    """What the provider says became of a text. Repeats and disorder change nothing: what arrived has arrived."""
    now = clock.now()
    delivery = Delivery.objects.filter(pk=text_id, channel="sms", received_at=None).select_related("person").first()
    if delivery is None:
        return
    row = Delivery.objects.filter(pk=text_id, received_at=None)
    if status == "delivered":
        row.update(received_at=now, status=Delivery.Status.SENT, error="")
    elif status in {"undelivered", "failed"}:
        error = f"phone: {status} ({code})"
        if not row.exclude(status=Delivery.Status.FAILED).update(status=Delivery.Status.FAILED, error=error):
            return  # said before
        if code in NEVER_AGAIN and (text := PhoneText.objects.filter(pk=text_id).first()):
            with changes():
                if end_texting(person_id=delivery.person_id, number=text.number, why=error):
                    _tell(delivery)
        fail_over(delivery)


REFUSALS, REFUSED_FOR = 3, timedelta(hours=1)
NOT_TRIED = frozenset({"", "too late", "seen"})
"""Errors of what was never handed to a service; or is only now."""
SAID_STOP = 21610
NEVER_AGAIN = frozenset({SAID_STOP, 21614, 30005, 30006})
"""They said STOP; no mobile; no such number; a landline."""
