"""Each check says what is so, and how to mend it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.cast import Cast
from tests.cli.conftest import PATIENCE, Place
from tests.cli.fake_turn import FakeTurn
from wiseline.cli import doctor
from wiseline.cli.doctor import keeping, reaching, running, turn
from wiseline.cli.doctor.finding import Finding, Level
from wiseline.cli.rotate_keys import sealed_fields
from wiseline.engine.models import Beat
from wiseline.engine.switchboard import CYCLES
from wiseline.lib import clock
from wiseline.people.models import Programme
from wiseline.reach.models import Delivery, Device

SECRET = "shared with the relay"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_a_server_that_is_well_has_nothing_that_fails(harbour: Place, serving: Callable[..., str]) -> None:
    serving(harbour)
    deadline = time.monotonic() + PATIENCE  # each cycle must have gone round once
    while (done := harbour.command("doctor")).returncode and time.monotonic() < deadline:
        pass
    assert done.returncode == 0, done.stdout
    assert "0 failed" in done.stdout
    assert f"ok        switchboard: All {len(CYCLES)} cycles run." in done.stdout


def test_what_fails_makes_the_command_fail(harbour: Place) -> None:
    (harbour.folder / "keys").write_text("other:" + "A" * 43 + "=\n")
    done = harbour.command("doctor")
    assert done.returncode == 1
    assert "fail      sealed text" in done.stdout


def test_before_the_first_start_it_says_so_without_failing(place: Place) -> None:
    done = place.command("doctor")
    assert done.returncode == 0, done.stdout
    assert "attention tables" in done.stdout


def test_every_check_that_is_not_well_says_how_to_mend_it(place: Place) -> None:
    lines = place.command("doctor").stdout.splitlines()
    for line, following in pairwise(lines):
        if line.startswith(("attention", "fail")):
            assert following.strip().startswith("→")


def test_a_check_that_breaks_is_a_finding_and_not_the_end() -> None:
    def broken() -> Finding:
        raise RuntimeError("the disk bit me")

    found = doctor._run(broken)
    assert found.level == Level.FAIL
    assert "the disk bit me" in found.says


def test_a_secret_that_others_can_read_fails(folder: Path) -> None:
    (folder / "keys").write_text("k")
    (folder / "keys").chmod(0o644)
    found = keeping.folder()
    assert found.level == Level.FAIL
    assert found.mend == f"chmod 600 {folder / 'keys'}"
    (folder / "keys").chmod(0o600)
    assert keeping.folder().level == Level.OK


@pytest.mark.parametrize(("free", "level"), [(10**7, Level.FAIL), (5 * 10**8, Level.ATTENTION), (10**10, Level.OK)])
def test_room_on_the_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert keeping.space().level == level


def test_a_short_secret_key_fails(settings: Settings) -> None:
    settings.SECRET_KEY = "short"
    assert keeping.secret_key().level == Level.FAIL


def test_a_second_key_is_remembered(settings: Settings) -> None:
    settings.WISELINE_KEYS = [*settings.WISELINE_KEYS, "old:" + "A" * 43 + "="]
    found = keeping.key_ring()
    assert found.level == Level.ATTENTION
    assert "--forget-old" in found.mend


def test_text_whose_key_is_lost_fails(cast: Cast, settings: Settings) -> None:
    Device.objects.create(person=cast.mia, key="sealed", label="Phone", subscription={"endpoint": "x"})
    assert keeping.sealed_values().level == Level.OK
    settings.WISELINE_KEYS = ["other:" + "A" * 43 + "="]
    found = keeping.sealed_values()
    assert found.level == Level.FAIL
    assert "reach.Device.subscription" in found.says


def test_every_sealed_column_is_looked_at() -> None:
    found = {field.context for field in sealed_fields()}
    assert {"reach.Device.subscription", "coaching.Contact.primer"} <= found


@pytest.mark.django_db
def test_a_moved_clock_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WISELINE_CLOCK_FILE", os.devnull)
    assert running.clock().level == Level.FAIL


def test_a_time_zone_without_rules_fails(cast: Cast) -> None:
    assert running.time_zones().level == Level.OK
    cast.mia.timezone = "Atlantis/Capital"
    cast.mia.save()
    assert "Atlantis/Capital" in running.time_zones().says


def test_the_demo_with_a_real_programme_fails(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    assert running.programmes().level == Level.FAIL
    settings.DEMO = False
    assert running.programmes().level == Level.OK
    Programme.objects.filter(pk=cast.elsewhere.pk).update(is_demo=True)
    assert running.programmes().level == Level.ATTENTION


@pytest.mark.parametrize(
    ("base_url", "hosts", "level", "says"),
    [
        ("", ["localhost"], Level.ATTENTION, "not set"),
        ("http://harbour.example", ["harbour.example"], Level.ATTENTION, "not https"),
        ("https://harbour.example", ["localhost"], Level.FAIL, "WISELINE_HOSTS"),
        ("https://127.0.0.1:9", ["127.0.0.1"], Level.ATTENTION, "can't be reached"),
    ],
)
def test_the_address(settings: Settings, base_url: str, hosts: list[str], level: Level, says: str) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS, settings.DEMO = base_url, hosts, False
    found = running.address()
    assert (found.level, says in found.says) == (level, True)


def test_redis_that_does_not_answer_fails(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert running.redis().level == Level.FAIL
    settings.REDIS_URL = ""
    assert running.redis().level == Level.OK


@pytest.mark.django_db
def test_a_cycle_that_stands_still_while_the_server_runs_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert running.switchboard().level == Level.ATTENTION  # nothing runs here
    monkeypatch.setattr(running, "_in_use", lambda: True)
    for cycle in CYCLES:
        Beat.objects.create(cycle=cycle.name, at=clock.now())
    assert running.switchboard().level == Level.OK
    Beat.objects.filter(cycle="escalate").update(at=clock.now() - timedelta(minutes=2))
    found = running.switchboard()
    assert found.level == Level.FAIL
    assert "escalate" in found.says


@pytest.mark.django_db
def test_what_the_auditor_could_not_repair_fails() -> None:
    assert running.auditor().level == Level.ATTENTION
    beat = Beat.objects.create(cycle="auditor", at=clock.now())
    assert running.auditor().level == Level.OK
    beat.trouble = "1 contacts do not move"
    beat.save()
    assert running.auditor().level == Level.FAIL


def test_a_server_that_nobody_watches_wants_attention(settings: Settings) -> None:
    settings.DEMO = False
    assert running.heartbeat().level == Level.ATTENTION
    settings.HEARTBEAT_URL = "https://heartbeat.example/wiseline"
    assert running.heartbeat().level == Level.OK
    settings.HEARTBEAT_URL = "heartbeat.example"
    assert running.heartbeat().level == Level.FAIL


@pytest.mark.parametrize(
    ("subject", "level"),
    [
        ("mailto:lead@harbour.example", Level.OK),
        ("https://harbour.example/contact", Level.OK),
        ("mailto:wiseline@example.org", Level.ATTENTION),
        ("lead@harbour.example", Level.FAIL),
        ("mailto:lead", Level.FAIL),
        ("https:", Level.FAIL),
    ],
)
def test_the_push_subject(settings: Settings, subject: str, level: Level) -> None:
    settings.VAPID_SUBJECT, settings.DEMO = subject, False
    assert reaching.push_subject().level == level


def test_what_waits_too_long_to_be_sent_fails(cast: Cast) -> None:
    assert reaching.deliveries().level == Level.OK
    delivery = Delivery.objects.create(
        person=cast.dana, channel="web_push", kind="ring", expires_at=clock.now() + timedelta(hours=1), dedupe="1"
    )
    assert reaching.deliveries().level == Level.OK
    Delivery.objects.filter(pk=delivery.pk).update(due_at=clock.now() - timedelta(minutes=5))
    assert reaching.deliveries().level == Level.FAIL
    Delivery.objects.filter(pk=delivery.pk).update(status="failed", error="address refused")
    found = reaching.deliveries()
    assert found.level == Level.ATTENTION
    assert "web_push: address refused" in found.says


def test_a_coach_without_a_tested_device_is_named(cast: Cast) -> None:
    Device.objects.filter(person=cast.sam).update(tested_at=None)
    Device.objects.create(person=cast.toni, key="tested", label="Phone", tested_at=clock.now())
    found = reaching.coaches()
    assert found.level == Level.ATTENTION
    assert "Sam Okafor" in found.says
    assert "Dana Reyes" not in found.says


def test_a_mail_server_that_does_not_answer_fails(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    assert reaching.email().level == Level.FAIL


def test_a_relay_with_the_same_secret_is_well_and_gets_its_relay_back(settings: Settings) -> None:
    with FakeTurn(SECRET) as server:
        settings.TURN_URLS, settings.TURN_SECRET = [server.url], SECRET
        assert reaching.relay().level == Level.OK
        assert server.refreshed == 1


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        ({"secret": "another secret"}, "the secret is not the one"),
        ({"secret": SECRET, "asks_for_nothing": True}, "relays to anybody"),
        ({"secret": SECRET, "says_nothing": True}, "does not answer"),
    ],
)
def test_a_relay_that_would_not_help_a_call_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, behaviour: dict[str, Any], says: str
) -> None:
    monkeypatch.setattr(turn, "TIMEOUT", 0.3)
    with FakeTurn(**behaviour) as server:
        settings.TURN_URLS, settings.TURN_SECRET = [server.url], SECRET
        found = reaching.relay()
    assert found.level == Level.FAIL
    assert says in found.says


def test_half_a_relay_fails_and_none_wants_attention(settings: Settings) -> None:
    assert reaching.relay().level == Level.ATTENTION
    settings.TURN_URLS = ["turn:relay.example"]
    assert "WISELINE_TURN_SECRET" in reaching.relay().says
    settings.TURN_URLS, settings.TURN_SECRET = [], SECRET
    assert "WISELINE_TURN_URLS" in reaching.relay().says


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("turn:relay.example", turn.Server("relay.example", 3478, tls=False, tcp=False)),
        ("turn:relay.example:80?transport=tcp", turn.Server("relay.example", 80, tls=False, tcp=True)),
        ("turns:relay.example", turn.Server("relay.example", 5349, tls=True, tcp=True)),
        ("turn:[2001:db8::1]:3479", turn.Server("2001:db8::1", 3479, tls=False, tcp=False)),
        ("turn:[2001:db8::1]", turn.Server("2001:db8::1", 3478, tls=False, tcp=False)),
    ],
)
def test_the_address_of_a_relay_is_read(url: str, server: turn.Server) -> None:
    assert turn.parse(url) == server


@pytest.mark.parametrize(
    "url", ["stun:relay.example", "turn:", "relay.example", "turn:relay.example:port", "turn::3478"]
)
def test_what_is_not_the_address_of_a_relay_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"turn|host"):
        turn.parse(url)


def test_a_relay_that_nobody_listens_on_is_refused_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises((OSError, turn.Refused)):
        turn.relay(turn.Server("127.0.0.1", port, tls=False, tcp=False), username="u", credential="c")
