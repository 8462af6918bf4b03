"""The switchboard: small named cycles, each in a thread of its own, in any number of processes.

A cycle looks for rows that are due, does what is due to each in a transaction of its own, and says when it
wants to look again. It keeps nothing in memory: killed at any instruction, the next one finds the same rows.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from django.db import close_old_connections, connections

from wiseline.engine.cycles import audit, deliver, escalate, follow_up, pbx, phone, sweep
from wiseline.engine.models import Beat
from wiseline.lib import clock
from wiseline.live import bus
from wiseline.rota.flows.calendar import read_due_calendars

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cycle:
    """`run` does what is due and returns how many things it did; it is called again at most `every` seconds later.

    `prompt`: also called as soon as a flow says that something may be due. `end`: lets go of what it holds.
    """

    name: str
    run: Callable[[], int]
    every: float
    prompt: bool = False
    end: Callable[[], None] | None = None


CYCLES = (
    Cycle("escalate", escalate.run, 0.25, prompt=True),
    Cycle("deliver", deliver.run, 0.25, prompt=True),
    Cycle("phone", phone.run, 0.5, prompt=True),
    Cycle("phone_care", phone.care, 15),
    Cycle("pbx", pbx.run, 1, end=pbx.end),
    Cycle("follow_up", follow_up.run, 5),
    Cycle("calendars", read_due_calendars, 60),
    Cycle("audit", audit.run, 20),
    Cycle("sweep", sweep.run, 600),
)
BEAT_SECONDS = 10
SETTLE_SECONDS = 0.01
"""Between a wake-up and the cycle: the open devices that the same change concerns are told first."""


class Switchboard:
    """All cycles of one process."""

    def __init__(self, cycles: tuple[Cycle, ...] = CYCLES) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(cycle,), name=f"engine-{cycle.name}", daemon=True)
            for cycle in cycles
        ]

    def start(self) -> None:
        """Start every cycle; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 5) -> None:
        """Let each cycle finish what it is doing, and end."""
        self._stopping.set()
        bus.wake_engine()
        for thread in self._threads:
            thread.join(timeout)

    def wait(self) -> None:
        """Wait until the switchboard is stopped."""
        self._stopping.wait()

    def _loop(self, cycle: Cycle) -> None:
        woken = threading.Event()
        last_beat = 0.0
        with ExitStack() as stack:
            if cycle.prompt:
                stack.enter_context(bus.engine_listening(woken))
            while not self._stopping.is_set():
                woken.clear()
                did = 0
                try:
                    close_old_connections()
                    did = cycle.run()
                    now = clock.now().timestamp()
                    if abs(now - last_beat) >= BEAT_SECONDS:
                        Beat.objects.update_or_create(cycle=cycle.name, defaults={"at": clock.now()})
                        last_beat = now
                except Exception:
                    logger.exception("The cycle %s failed; it runs again.", cycle.name)
                    connections.close_all()
                    self._stopping.wait(0.5)
                if not did and self._sleep(cycle, woken):
                    self._stopping.wait(SETTLE_SECONDS)
        if cycle.end is not None:
            cycle.end()
        connections.close_all()

    def _sleep(self, cycle: Cycle, woken: threading.Event) -> bool:
        """Until the cycle's next turn, or until it is woken; whether it was."""
        return woken.wait(cycle.every) if cycle.prompt else self._stopping.wait(cycle.every)


def run_cycles_once() -> None:
    """Every cycle, once, in this thread: for tests, where time is moved by hand."""
    for cycle in CYCLES:
        cycle.run()
