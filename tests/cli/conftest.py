"""The `wiseline` command, run as people run it: in a process and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds that a command may take on a busy machine


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Commands in places of their own use their own database: once is enough, whatever the run uses."""
    here = Path(__file__).parent
    for item in items:
        own = {"place", "harbour", "copy"} & set(getattr(item, "fixturenames", ()))
        if here in item.path.parents and own and not item.get_closest_marker("services"):
            item.add_marker("own_place")


@dataclass
class Place:
    """A data folder, and the environment of commands that use it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `wiseline` with these arguments to its end."""
        return self._run([sys.executable, "-m", "wiseline", *arguments], typed)

    def python(self, code: str) -> str:
        """Run Python with Django set up on this place, and return what it printed."""
        done = self._run([sys.executable, "-c", "import django; django.setup()\n" + code], None)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `wiseline` with these arguments."""
        return subprocess.Popen(
            [sys.executable, "-m", "wiseline", *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _run(self, command: list[str], typed: str | None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self._environment(),
            input=typed or "",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WISELINE_")}
        return kept | {
            "WISELINE_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "wiseline.conf.settings",
            **self.environment,
        }


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty place."""
    return Place(tmp_path / "data")


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("furnished") / "data"
    done = Place(folder).command("setup", *HARBOUR)
    assert done.returncode == 0, done.stderr
    Place(folder).python(
        "from wiseline.people.models import Person, Programme\n"
        "from wiseline.people.flows.join import add_person\n"
        "from wiseline.coaching.models import Contact\n"
        "from wiseline.lib import clock\n"
        "from wiseline.reach.models import Device\n"
        "programme = Programme.objects.get()\n"
        "for number in range(40):\n"
        "    person = add_person(programme=programme, name=f'Ünal {number} „quoted“', email=f'p{number}@example.org',"
        " roles=['client'])\n"
        "    Device.objects.create(person=person, key=str(number), label='Phone',"
        " subscription={'endpoint': f'secret {number}'}, tested_at=clock.now() if number % 2 else None)\n"
    )
    return folder


HARBOUR = (
    "--programme=Harbour",
    "--country=IE",
    "--timezone=Europe/Dublin",
    "--name=Aoife Byrne",
    "--email=aoife@example.org",
)


@pytest.fixture
def harbour(_furnished: Path, tmp_path: Path) -> Place:
    """A place with a programme, its lead, and forty clients with sealed values of all kinds."""
    folder = tmp_path / "harbour"
    shutil.copytree(_furnished, folder)
    return Place(folder)


@pytest.fixture
def serving() -> Iterator[Callable[..., str]]:
    """Starts a server of a place; returns its address once it answers. All are stopped at the end."""
    running: list[subprocess.Popen[str]] = []

    def serve(place: Place, *more: str) -> str:
        port = free_port()
        server = place.started("serve", f"--port={port}", *more)
        running.append(server)
        wait_until_it_answers(f"http://127.0.0.1:{port}/accounts/login/", server)
        return f"http://127.0.0.1:{port}"

    yield serve
    for server in running:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=PATIENCE)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(url: str, server: subprocess.Popen[str]) -> None:
    """Fails with what the server said if it ends, or does not answer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, server.stdout.read() if server.stdout else ""
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            assert time.monotonic() < deadline, f"{url} did not answer"
            time.sleep(0.05)
