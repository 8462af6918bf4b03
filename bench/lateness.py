"""How late due transitions are with 1,000 contacts ringing at once.

Their next steps fall due spread over thirty seconds, as asks that came at that pace would; and, as the worst case,
all at the same instant (then the tail is the time that it takes to advance them all).
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from bench import world
from bench.figures import summary

CONTACTS = 1000
SPREAD_SECONDS = 30


def _lateness(spread: float, label: str) -> dict[str, Any]:
    from wiseline.coaching.models import Contact, ContactEvent
    from wiseline.engine.cycles import escalate
    from wiseline.engine.switchboard import Cycle, Switchboard
    from wiseline.lib import clock

    start = clock.now() + timedelta(seconds=1)
    due = {}
    for index, pk in enumerate(Contact.objects.order_by("pk").values_list("pk", flat=True)):
        due[pk] = start + timedelta(seconds=spread * index / CONTACTS)
        Contact.objects.filter(pk=pk).update(due_at=due[pk])
    newest = ContactEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    board = Switchboard((Cycle("escalate", escalate.run, 0.25),))
    board.start()
    end = time.monotonic() + spread + 60
    while time.monotonic() < end and ContactEvent.objects.filter(pk__gt=newest, kind="rung").count() < CONTACTS:
        time.sleep(0.5)
    board.stop()
    rows = ContactEvent.objects.filter(pk__gt=newest, kind="rung").values_list("contact_id", "at")
    return summary(label, [(at - due[pk]).total_seconds() for pk, at in rows])


def _bare() -> dict[str, Any]:
    """The baseline: the same rows, each claimed and moved by one bare conditional update in its own transaction."""
    from django.db import connection, transaction

    from wiseline.coaching.models import Contact

    times = []
    for pk in list(Contact.objects.values_list("pk", flat=True)):
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE coaching_contact SET nudged_at = NULL WHERE id = %s", [pk.hex])
        times.append(time.perf_counter() - begun)
    return summary("bare conditional update, each", times)


def run() -> list[dict[str, Any]]:
    """The spread case, the same-instant case and the baseline."""
    folder = world.fresh("late")
    try:
        clients, _coaches, _lead = world.people(CONTACTS, 100)
        from wiseline.coaching.flows.ask import ask

        for client in clients:
            ask(client=client, safety="safe")
        return [
            _lateness(SPREAD_SECONDS, "lateness, 1,000 ringing, steps due over 30 s"),
            _lateness(0, "lateness, 1,000 ringing, all due at one instant"),
            _bare(),
        ]
    finally:
        world.remove(folder)


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
