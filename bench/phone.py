"""Phones: from an ask to the INVITE at the coach's phone, 200 callers at once, 10,000 calls in the outbox.

And before that, 10,000 deliveries routed by what coaches chose, each step told twice.

The first runs against a real Asterisk where one can be had (as the tests do), beside a bare program that tells the
same Asterisk to ring; else it is left out, and says why. The others run against the tests' PBX, which answers at once.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from bench import world
from bench.figures import summary

ASKS = 60
CALLERS = 200
DELIVERIES = 10_000
SENDERS = 2
WARM = 5


class Ringer:
    """A phone that only notes when it is rung, and is busy."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(10)
        self.port = self.socket.getsockname()[1]

    def rung(self) -> float:
        """When the next INVITE came."""
        while True:
            packet, place = self.socket.recvfrom(65536)
            at = time.perf_counter()
            if packet.startswith(b"INVITE "):
                self._busy(packet, place)
                return at

    def _busy(self, packet: bytes, place: tuple[str, int]) -> None:
        kept = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:")
        lines = [line for line in packet.split(b"\r\n\r\n")[0].split(b"\r\n")[1:] if line.lower().startswith(kept)]
        lines = [line + b";tag=busy" if line.lower().startswith(b"to:") else line for line in lines]
        answer = [b"SIP/2.0 486 Busy Here", *lines, b"Content-Length: 0", b"", b""]
        self.socket.sendto(b"\r\n".join(answer), place)


def _number(index: int) -> str:
    return f"+4930{index:07d}"


def _give_numbers(people: list[Any]) -> None:
    from wiseline.lib import clock
    from wiseline.reach import numbers
    from wiseline.reach.models import PhoneNumber

    for index, person in enumerate(people):
        PhoneNumber.objects.create(
            person=person,
            number=_number(index),
            digest=numbers.digest(_number(index)),
            kind="mobile",
            verified_at=clock.now(),
            ring="at_once",
        )


def _ask_to_invite(clients: list[Any], coaches: list[Any]) -> list[dict[str, Any]]:
    """Wiseline and the bare program take turns, so that a busy moment of the machine is both's."""
    from tests.fakes.asterisk import Unavailable, asterisk

    ringer = Ringer()
    try:
        with asterisk() as pbx:
            return _measured(clients, coaches, ringer, pbx.address(ringer.port))
    except Unavailable as error:
        return [{"name": "ask → INVITE: no real Asterisk", "why": str(error)[:120]}]


def _measured(clients: list[Any], coaches: list[Any], ringer: Ringer, address: str) -> list[dict[str, Any]]:
    from django.conf import settings

    from wiseline.calls.providers import the_provider
    from wiseline.calls.providers.asterisk.rest import Asterisk
    from wiseline.coaching.flows.ask import ask
    from wiseline.engine.switchboard import CYCLES, Switchboard

    settings.PHONE, settings.PHONE_NUMBER = address, "+4930900900"
    provider = the_provider()
    if not isinstance(provider, Asterisk):
        raise TypeError("the bench has a PBX")
    _give_numbers(coaches)
    ari = provider.ari()
    board = Switchboard(tuple(one for one in CYCLES if one.name in {"escalate", "deliver", "phone", "pbx"}))
    board.start()
    while not provider.listens(ari):
        time.sleep(0.1)
    asked, bare = [], []
    for index, client in enumerate(clients[:ASKS]):
        begun = time.perf_counter()
        ask(client=client, safety="safe")
        asked.append(ringer.rung() - begun)
        time.sleep(0.3)
        begun = time.perf_counter()
        ari.post(
            "channels", f"bare-{index}", endpoint=provider.address.dialled(_number(1)), app="wiseline", timeout="20"
        )
        bare.append(ringer.rung() - begun)
        time.sleep(0.2)
    board.stop()
    ours, theirs = (
        summary("ask → INVITE at the coach's phone", asked[WARM:]),
        summary("a bare ARI program", bare[WARM:]),
    )
    ours["ratio_p50"] = round(float(str(ours["p50_ms"])) / float(str(theirs["p50_ms"])), 2)
    return [ours, theirs]


def _callers(clients: list[Any]) -> list[dict[str, Any]]:
    """All dial within the same instant: until each hears the first sentence, their request stored before it."""
    from django.conf import settings

    from tests.fakes.pbx import Pbx, as_names
    from wiseline.calls.providers import the_provider
    from wiseline.calls.providers.asterisk import speech
    from wiseline.calls.providers.asterisk.rest import Asterisk
    from wiseline.calls.providers.asterisk.talker import Talker
    from wiseline.coaching.models import Contact
    from wiseline.reach.models import PhoneNumber

    PhoneNumber.objects.all().delete()
    Contact.objects.all().delete()
    _give_numbers(clients[:CALLERS])
    speech.sounds = as_names
    with Pbx() as pbx:
        settings.PHONE = pbx.address
        provider = the_provider()
        if not isinstance(provider, Asterisk):
            raise TypeError("the bench has a PBX")
        talker = Talker(provider)
        talker.turn(1)
        begun = time.perf_counter()
        channels = [pbx.dials(_number(index)) for index in range(CALLERS)]
        heard: dict[str, float] = {}
        while len(heard) < CALLERS and time.perf_counter() - begun < 120:
            talker.turn(0.05)
            at = time.perf_counter() - begun
            heard |= {one.id: one.first_heard - begun for one in channels if one.heard and one.id not in heard}
        talker.stop()
        if Contact.objects.count() != CALLERS or len(heard) != CALLERS:
            raise RuntimeError(f"{len(heard)} heard, {Contact.objects.count()} stored after {at} s")
        return [summary(f"{CALLERS} callers at once → each hears the first sentence", list(heard.values()))]


def _routed(coaches: list[Any]) -> list[dict[str, Any]]:
    """Rings put into the outbox by what each coach chose, each step twice as after a crash."""
    from wiseline.coaching.plan import FIRST
    from wiseline.lib import clock
    from wiseline.lib.ids import new_id
    from wiseline.live.publish import changes
    from wiseline.reach.flows.notify import ring
    from wiseline.reach.models import Delivery, Notices, PhoneNumber, Route

    Delivery.objects.all().delete()
    PhoneNumber.objects.all().delete()  # the callers'
    _give_numbers(coaches)
    for person in coaches:
        Route.objects.create(person=person, label="Pager", address="json://127.0.0.1:9/")
        Notices.objects.create(
            person=person, day={"ring": {"voice": 30, "email": 60}}, night={"ring": {"voice": 0, "email": 90}}
        )
    ways = 4  # in the app, the pager, a call, e-mail
    took = []
    for index in range(DELIVERIES // ways):
        contact, coach = new_id(), coaches[index % len(coaches)].pk
        for _again in range(2):
            begun = time.perf_counter()
            with changes():
                until = clock.now() + timedelta(minutes=2)
                ring(person_id=coach, contact_id=contact, kind="ring", step=1, until=until, channels=FIRST)
            took.append(time.perf_counter() - begun)
    steps = Counter(Delivery.objects.values_list("contact_id", "channel"))
    if len(steps) != DELIVERIES:
        raise RuntimeError(f"{len(steps)} deliveries")
    measured = summary(f"a ring routed into the outbox by four ways, {DELIVERIES} deliveries, each step twice", took)
    return [measured | {"twice": steps.total() - len(steps)}]


def _outbox(coaches: list[Any]) -> list[dict[str, Any]]:
    """Calls that are due, sent by two processes at once: how many a second, and how many twice."""
    from tests.fakes.pbx import Pbx
    from wiseline.calls.models import PhoneLine
    from wiseline.lib import clock
    from wiseline.reach.models import Delivery

    now = clock.now()
    given = {
        "channel": "voice",
        "kind": "ring",
        "due_at": now,
        "created_at": now,
        "expires_at": now + timedelta(hours=1),
    }
    rows = [
        Delivery(person=coaches[index % len(coaches)], dedupe=f"bench:{index}", **given) for index in range(DELIVERIES)
    ]
    Delivery.objects.all().delete()
    Delivery.objects.bulk_create(rows, batch_size=500)
    lines = [
        PhoneLine(
            id=row.pk,
            programme_id=row.person.programme_id,
            provider="asterisk",
            part="test",
            person=row.person,
            number=_number(index),
        )
        for index, row in enumerate(rows)
    ]
    PhoneLine.objects.bulk_create(lines, batch_size=500)
    with Pbx(apps=("wiseline",)) as pbx:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "bench.phone", "send", pbx.address]
        senders = [subprocess.Popen(command) for _number in range(SENDERS)]  # noqa: S603
        for sender in senders:
            sender.wait(900)
        seconds = time.perf_counter() - begun
        placed = Counter(path for method, path, _query in pbx.asked if method == "POST")
    sent = Delivery.objects.filter(status=Delivery.Status.SENT).count()
    twice = sum(count - 1 for count in placed.values())
    return [
        {
            "name": f"{DELIVERIES} calls in the outbox, {SENDERS} processes",
            "sent": sent,
            "placed": len(placed),
            "twice": twice,
            "seconds": round(seconds, 1),
            "per_second": round(sent / seconds),
        }
    ]


def _send(address: str) -> None:
    """One of the processes that empty the outbox."""
    import django

    django.setup()
    from django.conf import settings

    from wiseline.reach.flows.send import Sender
    from wiseline.reach.models import Delivery

    settings.PHONE, settings.PHONE_NUMBER = address, "+4930900900"
    sender = Sender()
    while Delivery.objects.filter(status=Delivery.Status.PENDING).exists():
        sender.run(0.25)
    sender.run(None)


def run() -> list[dict[str, Any]]:
    """All four."""
    folder = world.fresh("phone")
    try:
        clients, coaches, _lead = world.people(CALLERS, CALLERS)
        return [*_ask_to_invite(clients, coaches), *_callers(clients), *_routed(coaches), *_outbox(coaches)]
    finally:
        world.remove(folder)


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        _send(sys.argv[2])
    else:
        print(json.dumps(run(), indent=1))
