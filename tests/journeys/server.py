"""The real server for journeys, with a database and a clock of its own, and devices that its people hold.

    def test_something(journey: Journey) -> None:
        mia, dana = journey.device("mia"), journey.device("dana")
        contact = journey.ask("mia", answered_by="dana")
        mia.open(f"/c/{contact}/")

Every test gets a programme of its own; the server and the browser are started once a run. Where the run names
PostgreSQL and Redis (WISELINE_TEST_DATABASE_URL, WISELINE_TEST_REDIS_URL), the server uses them, in a database that
is dropped afterwards.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import deque
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.browser import DESK, PHONE, close

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

PROJECT = Path(__file__).resolve().parents[2]
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
"""A Monday, 19:30 in Berlin: Dana is within her hours. The first test begins here, each next one a day later."""
STARTS_WITHIN = 40.0
_KEPT_LINES = 200


class Server:
    """One uvicorn process with everything in it, and a hand in its data. Use as a context manager."""

    def __init__(self, **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="wiseline-journeys-")
        self.data = Path(self._folder.name)
        self._clock = self.data / "clock"
        self._days = -1
        self.set_clock(EVENING)
        self._stack = ExitStack()
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WISELINE_")},
            "DJANGO_SETTINGS_MODULE": "wiseline.conf.settings",
            "PYTHONPATH": str(PROJECT),
            "WISELINE_DATA_DIR": str(self.data),
            "WISELINE_CLOCK_FILE": str(self._clock),
            "WISELINE_DEMO": "1",
            **self._stack.enter_context(_services()),
            **environment,
        }
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.log: deque[str] = deque(maxlen=_KEPT_LINES)
        self._hand: subprocess.Popen[str] | None = None
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._hand = self._python("-m", "tests.journeys.hand", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.hand("prepare")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._process, self._hand):
            if process is not None:
                process.kill()
                process.wait()
        self._socket.close()
        self._stack.close()
        self._folder.cleanup()

    def start(self) -> None:
        """Start the server and wait until it answers. The address stays the same over a restart."""
        descriptor = str(self._socket.fileno())
        self._process = self._python(
            "-m", "uvicorn", "wiseline.conf.asgi:application", "--fd", descriptor, "--no-access-log",
            "--log-level", "warning", "--timeout-graceful-shutdown", "1",
            pass_fds=(self._socket.fileno(),),
        )  # fmt: skip
        try:  # the socket listens already, so this waits until the server takes the connection
            urllib.request.urlopen(f"{self.url}/away/", timeout=STARTS_WITHIN).close()
        except OSError as error:
            pytest.fail(f"The server did not start ({error}).\n{self.tail()}")

    def kill(self) -> None:
        """End the server at whatever instruction it is (SIGKILL); `start` brings it back."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def hand(self, function: str, **arguments: Any) -> Any:
        """Call a function of `tests.journeys.seed` (or `module:function`) in the server's data."""
        assert self._hand is not None
        assert self._hand.stdin is not None
        assert self._hand.stdout is not None
        call = function if ":" in function else f"tests.journeys.seed:{function}"
        self._hand.stdin.write(json.dumps({"call": call, "arguments": arguments}) + "\n")
        self._hand.stdin.flush()
        line = self._hand.stdout.readline()
        assert line, f"The hand is gone.\n{self.tail()}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def set_clock(self, moment: datetime) -> None:
        """Let it be that moment for the server; time goes on from there."""
        self._offset = moment - datetime.now(UTC)
        self._write_clock()

    def advance_clock(self, seconds: float) -> None:
        """Let so many seconds pass for the server at once."""
        self._offset += timedelta(seconds=seconds)
        self._write_clock()

    def _write_clock(self) -> None:
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(self._offset.total_seconds()))
        fresh.replace(self._clock)  # never half written

    def next_evening(self) -> None:
        """The evening at which the next test begins: 19:30 there, in summer, too."""
        self._days += 1
        self.set_clock(EVENING.astimezone(BERLIN) + timedelta(days=self._days))

    def tail(self) -> str:
        """The last lines that the server and the hand wrote."""
        return "\n".join(self.log)

    def _python(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        threading.Thread(target=self._keep, args=(process.stderr,), daemon=True).start()
        return process

    def _keep(self, lines: Any) -> None:
        for line in lines:
            self.log.append(line.rstrip())


@contextmanager
def _services() -> Iterator[dict[str, str]]:
    """The environment for a database and a bus of this server alone; SQLite and none where the run names none."""
    server, redis = (os.environ.get(f"WISELINE_TEST_{kind}_URL", "") for kind in ("DATABASE", "REDIS"))
    found = {"WISELINE_REDIS_URL": redis} if redis else {}
    if not server.startswith("postgresql"):
        yield found
        return
    name = f"wiseline_journeys_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield {**found, "WISELINE_DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Device:
    """A browser of one person, signed in. `page` is the page that was opened last."""

    journey: Journey
    context: BrowserContext
    person: str
    page: Page

    def open(self, path: str) -> Page:
        """Go to an address of the server."""
        self.page.goto(self.journey.server.url + path)
        return self.page

    def new_page(self) -> Page:
        """Another tab of the same browser."""
        self.page = self.journey.watched(self.context.new_page())
        return self.page


@dataclass
class Journey:
    """One test's people, devices and time. An error that no page's code caught fails the test."""

    server: Server
    browser: Browser
    people: dict[str, dict[str, str]]
    script: str = ""  # runs in every page before the page's own
    errors: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def device(self, person: str, *, permissions: tuple[str, ...] = ("microphone",), **options: Any) -> Device:
        """A new browser of a person, signed in: a phone for clients, a desk for staff, unless `options` say else."""
        size = PHONE if person in {"mia", "noah", "otto"} else DESK
        context = self.browser.new_context(**{"viewport": size, "permissions": list(permissions), **options})
        context.set_default_timeout(15_000)
        if self.script:
            context.add_init_script(self.script)
        self._contexts.append(context)
        answer = context.request.get(self.server.url + self.people[person]["sign_in"], max_redirects=0)
        assert answer.status == 302, f"{answer.status} for {person}\n{self.server.tail()}"
        return Device(self, context, person, self.watched(context.new_page()))

    def watched(self, page: Page) -> Page:
        """Keep the page's errors."""
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def id_of(self, person: str) -> str:
        """A person's id."""
        return self.people[person]["id"]

    def ask(self, client: str = "mia", *, answered_by: str = "", **choices: str) -> str:
        """A request without a screen: the client asks, and perhaps a coach answers. Returns the contact's id."""
        coach = self.id_of(answered_by) if answered_by else ""
        contact: str = self.server.hand("ask", client=self.id_of(client), coach=coach, **choices)
        return contact

    def answer(self, contact: str, coach: str) -> None:
        """A coach answers on a device that the test does not show; open pages hear of it at once."""
        self._post(coach, f"/c/{contact}/answer/")

    def ask_now(self, client: str) -> None:
        """A client asks on a device that the test does not show; open pages hear of it at once."""
        self._post(client, "/ask/", safety="safe")

    def _post(self, person: str, path: str, **form: str) -> None:
        context = self.device(person).context
        context.request.get(f"{self.server.url}/away/")
        token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "wiseline_csrf")
        reply = context.request.post(
            self.server.url + path, headers={"X-CSRFToken": token}, form=dict(form), max_redirects=0
        )
        assert reply.status == 302, f"{reply.status}\n{self.server.tail()}"

    def hand(self, function: str, **arguments: Any) -> Any:
        """See `Server.hand`. What it changes, open pages hear of within seconds only: it is another process."""
        return self.server.hand(function, **arguments)

    def advance_clock(self, seconds: float) -> None:
        """See `Server.advance_clock`."""
        self.server.advance_clock(seconds)

    def until(self, true: Callable[[], object], *, seconds: float = 10) -> None:
        """Wait until the server has done something that no page shows. Fails with the server's last lines."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"It did not happen.\n{self.server.tail()}"
            time.sleep(0.02)

    def close(self) -> None:
        """Close every device."""
        for context in self._contexts:
            close(context)
