"""Two web processes, a switchboard of its own, PostgreSQL and Redis: one request, rung once, seen everywhere."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import redis

from tests.engine.test_kill import post

PROJECT = Path(__file__).resolve().parents[2]
POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/"
REDIS = "redis://127.0.0.1:6379/7"


class Place:
    """An address, as `post` wants it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    name = f"wiseline_{uuid.uuid4().hex[:12]}"
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=1).ping()
        admin = psycopg.connect(POSTGRESQL + "postgres", autocommit=True, connect_timeout=2)
    except (redis.RedisError, psycopg.Error) as error:
        pytest.skip(f"PostgreSQL or Redis does not answer on this machine: {error}")
    admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory(prefix="wiseline-several-") as folder:
        yield {
            **{key: value for key, value in os.environ.items() if not key.startswith("WISELINE_")},
            "DJANGO_SETTINGS_MODULE": "wiseline.conf.settings",
            "PYTHONPATH": str(PROJECT),
            "WISELINE_DATA_DIR": folder,
            "WISELINE_DATABASE_URL": POSTGRESQL + name,
            "WISELINE_REDIS_URL": REDIS,
            "WISELINE_ENGINE_IN_WEB": "0",
            "WISELINE_DEMO": "1",
        }
    admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
    admin.close()


def python(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], cwd=PROJECT, env=environment)


def asked(environment: dict[str, str], code: str) -> str:
    setup = "import django; django.setup(); "
    done = subprocess.run(
        [sys.executable, "-c", setup + code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.slow
@pytest.mark.services
def test_a_request_to_one_process_rings_in_the_other_and_the_switchboard_goes_on_alone(
    environment: dict[str, str],
) -> None:
    prepare = "from tests.journeys.seed import prepare; prepare(); print('ok')"
    asked(environment, prepare)
    ladder = "Programme.objects.update(ladder={'again_after': 1, 'backup_after': 2, 'lead_after': 3, 'ends_after': 4})"
    crowd = json.loads(
        asked(
            environment,
            "import json; from tests.engine.crowd import make_crowd; from wiseline.people.models import Programme; "
            f"found = make_crowd(clients=2, coaches=1); {ladder}; print(json.dumps(found))",
        )
    )
    ports = [free_port(), free_port()]
    options = ["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    running = [
        python(environment, "-m", "uvicorn", "wiseline.conf.asgi:application", "--port", str(port), *options)
        for port in ports
    ]
    running.append(python(environment, "-m", "wiseline", "switchboard"))
    try:
        for port in ports:
            _wait_for(port)
        request = urllib.request.Request(
            f"http://127.0.0.1:{ports[1]}/live/?after=0",
            headers={"Cookie": f"wiseline_session={crowd['coaches'][0]}"},
        )
        with urllib.request.urlopen(request, timeout=15) as stream:
            begun = time.monotonic()
            status, _body = post(Place(ports[0]), "/ask/", "safety=safe&client_key=one", crowd["clients"][0])
            assert status == 201
            while not stream.readline().startswith(b"event: ring"):
                assert time.monotonic() - begun < 10
            assert time.monotonic() - begun < 2, "the bus did not carry the ring to the other process"
        status_of = "from wiseline.coaching.models import Contact; print(Contact.objects.get().status)"
        deadline = time.monotonic() + 20
        while (found := asked(environment, status_of)) != "unreached":
            assert time.monotonic() < deadline, found
        faults = json.loads(
            asked(environment, "import json; from tests.engine.crowd import verdict; print(json.dumps(verdict()))")
        )
        for fault in ("doubled", "forgotten", "unheld", "broken", "rung_twice", "gaps"):
            assert faults[fault] == [], fault
    finally:
        for process in running:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/away/", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")
