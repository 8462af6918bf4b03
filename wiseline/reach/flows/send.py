"""Sending what lies in the outbox: claimed, tried, retried with growing pauses, given up with its reason."""

from __future__ import annotations

import logging
import random
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F

from wiseline.calls import outage
from wiseline.calls.models import PhoneLine
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.reach.channels import CHANNELS, Undelivered, channel
from wiseline.reach.flows import lines
from wiseline.reach.flows.broken import REFUSALS, fail_over, give_up_way, refuses_all
from wiseline.reach.models import Delivery, PhoneText

if TYPE_CHECKING:
    from uuid import UUID

logger = logging.getLogger(__name__)
AT_ONCE = 16
"""How many deliveries of one channel are on their way at the same time: a channel that hangs holds up no other."""
CLAIM = timedelta(seconds=30)
"""What a process claimed, and neither finished nor renewed within this, is tried by another: at least once."""
RENEWED = timedelta(minutes=5)
"""A claim holds for so long where its process lives and the channel has not answered; then others may try."""
RENEW_EVERY = timedelta(seconds=5)
PAUSES = (15, 30, 60, 120, 300)
"""Seconds between tries, give or take a fifth."""
PHONE = frozenset({"voice", "sms"})
UNKNOWN = 60
"""Seconds: where a call may ring although nobody said so, its ring is waited out before the phone is rung again."""
_threads = ThreadPoolExecutor(AT_ONCE * len(CHANNELS), thread_name_prefix="deliver")


class Sender:
    """Tries deliveries that are due, each in a thread of its own; the database is used in the caller's alone."""

    def __init__(self) -> None:
        self._on_their_way: dict[Future[str | None], Delivery] = {}
        self._since: dict[UUID, datetime] = {}
        self._renewed_at = datetime.min.replace(tzinfo=UTC)

    def run(self, patience: float | None) -> int:
        """Begin to send what is due; return how many were begun.

        Waits for them, but no longer than `patience` seconds (None: for all). What takes longer is settled by a
        later call or, where this process dies, tried again once its claim has run out.
        """
        self._renew(clock.now())
        begun = sum(self._begin(name) for name in {*CHANNELS, *_unknown_channels()})
        wait(self._on_their_way, timeout=patience)
        for future in [future for future in self._on_their_way if future.done()]:
            self._settle(future)
        return begun

    def settle(self) -> None:
        """Wait for everything that is on its way, and note what became of it."""
        wait(self._on_their_way)
        for future in list(self._on_their_way):
            self._settle(future)

    def _settle(self, future: Future[str | None]) -> None:
        delivery = self._on_their_way.pop(future)
        self._since.pop(delivery.pk, None)
        _settle(delivery, future)

    def _held(self, now: datetime) -> list[UUID]:
        """What this process still sends. What hangs for too long is let go of, and may go out a second time."""
        return [pk for pk, since in self._since.items() if now - since < RENEWED]

    def _renew(self, now: datetime) -> None:
        """A channel that is slow to answer, or this process, which was busy: nobody else sends the same meanwhile."""
        held = self._held(now) if now - self._renewed_at >= RENEW_EVERY else []
        if held:
            self._renewed_at = now
            rows = Delivery.objects.filter(pk__in=held, status=Delivery.Status.PENDING)
            rows.update(due_at=now + CLAIM)

    def _begin(self, name: str) -> int:
        free = AT_ONCE - sum(delivery.channel == name for delivery in self._on_their_way.values())
        due = Delivery.objects.filter(channel=name, status=Delivery.Status.PENDING, due_at__lte=clock.now())
        due = due.exclude(pk__in=self._held(clock.now()))
        begun = 0
        for delivery in list(
            due.select_related("person", "device__person", "route__person").order_by("due_at")[: max(0, free)]
        ):
            if not _claimed(delivery):
                continue
            begun += 1
            if clock.now() >= delivery.expires_at:
                _finish(delivery, Delivery.Status.DROPPED, "too late")
            elif delivery.channel == "voice" and (external_id := lines.was_placed(delivery)):
                delivery.external_id = external_id
                _finish(delivery, Delivery.Status.SENT, "")
            elif delivery.channel == "voice" and lines.is_up_already(delivery):
                _finish(delivery, Delivery.Status.DROPPED, "their phone rings already")
            else:
                _address(delivery)
                self._since[delivery.pk] = clock.now()
                self._on_their_way[_threads.submit(_send, delivery)] = delivery
        return begun


def send_due() -> int:
    """Try a batch of deliveries that are due, and wait for what becomes of them; return how many were tried."""
    return Sender().run(patience=None)


def _unknown_channels() -> set[str]:
    names = Delivery.objects.filter(status=Delivery.Status.PENDING).exclude(channel__in=CHANNELS)
    return set(names.values_list("channel", flat=True))


def _claimed(delivery: Delivery) -> bool:
    begun: dict[str, Any] = {"error": ""} if delivery.channel == "voice" else {}  # a try is on its way
    claimed = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.PENDING, due_at=delivery.due_at).update(
        due_at=clock.now() + CLAIM, attempts=F("attempts") + 1, **begun
    )
    delivery.attempts += 1
    return claimed == 1


def _address(delivery: Delivery) -> None:
    """What a channel needs from the database and may not read there itself."""
    if delivery.channel == "voice":
        row = PhoneLine.objects.filter(pk=delivery.pk, ended_at=None).first()
        delivery.line_number = row.number if row else ""
        _route(delivery, row)
    if delivery.channel == "sms":
        text = PhoneText.objects.filter(pk=delivery.pk).first()
        delivery.line_number, delivery.text_body = (text.number, text.body) if text else ("", "")
        _route(delivery, text)


def _route(delivery: Delivery, row: PhoneLine | PhoneText | None) -> None:
    """By which phone provider it goes; the line or the text is that one's from now on."""
    before = row.provider if row is not None and delivery.attempts > 1 else ""
    found = outage.way_out(texts=delivery.channel == "sms", now=clock.now(), after=before)
    delivery.via = found.name if found else ""
    if row is not None and row.provider != delivery.via:
        row.provider = delivery.via
        row.save(update_fields=["provider"])


def _send(delivery: Delivery) -> str | None:
    return channel(delivery.channel).send(delivery)


def _settle(delivery: Delivery, future: Future[str | None]) -> None:
    error = future.exception()
    if delivery.channel in PHONE and delivery.via:
        _judge(delivery.via, error)
    if error is None:
        delivery.external_id = future.result() or ""
        _finish(delivery, Delivery.Status.SENT, "")
    elif isinstance(error, Undelivered):
        _failed(delivery, error)
    else:
        logger.error("Delivery %s failed in an unknown way.", delivery.pk, exc_info=error)
        _failed(delivery, Undelivered("unknown failure"))


def _judge(via: str, error: BaseException | None) -> None:
    """A provider that refuses a number works all the same."""
    if isinstance(error, Undelivered) and error.down:
        outage.failed(via, clock.now())
    elif error is None or (isinstance(error, Undelivered) and error.permanent):
        outage.worked(via)


def _pause(delivery: Delivery, error: Undelivered) -> float:
    """Seconds until it is tried again."""
    usual: float = PAUSES[delivery.attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 jitter, not a secret
    if delivery.channel not in PHONE:
        return usual
    if error.unknown:
        return max(usual, UNKNOWN) if delivery.channel == "voice" else usual
    other = outage.way_out(texts=delivery.channel == "sms", now=clock.now())
    takes_over = other is not None and other.name != delivery.via and not outage.is_out(other.name, clock.now())
    return 0 if takes_over else usual


def _failed(delivery: Delivery, error: Undelivered) -> None:
    if error.permanent:
        give_up_way(delivery, str(error))
    if error.permanent or delivery.attempts > len(PAUSES):
        _finish(delivery, Delivery.Status.FAILED, str(error))
    else:
        pause = _pause(delivery, error)
        waits = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.PENDING).update(
            due_at=clock.now() + timedelta(seconds=pause), error=str(error)[:200]
        )
        if not waits and not error.unknown:  # it was dropped meanwhile; what may ring all the same keeps its line
            _finish(delivery, Delivery.Status.DROPPED, str(error))
    if not error.permanent and refuses_all(delivery):
        give_up_way(delivery, f"nothing taken of the last {REFUSALS}: {error}")
    if delivery.attempts == 1:  # their next way does not wait for the tries that are left
        fail_over(delivery)


def _finish(delivery: Delivery, status: str, error: str) -> None:
    now = clock.now()
    sent = status == Delivery.Status.SENT
    # What was dropped while it was on its way has gone out all the same, and the screen says so.
    from_status = [Delivery.Status.PENDING, Delivery.Status.DROPPED] if sent else [Delivery.Status.PENDING]
    with changes():
        Delivery.objects.filter(pk=delivery.pk, status__in=from_status).update(
            status=status, error=error[:200], **({"sent_at": now, "external_id": delivery.external_id} if sent else {})
        )
        if delivery.contact_id and status != Delivery.Status.DROPPED:
            publish(to=[delivery.person_id], kind="delivery", id=str(delivery.contact_id))
    delivery.status = status
    if delivery.channel == "voice":
        lines.settled(delivery, at=now)
