"""Starting and stopping the server."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import ssl
import time
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from cryptography import x509

from tests.cli.conftest import PATIENCE, Place, free_port, wait_until_it_answers
from wiseline.cli import prepare, serve
from wiseline.cli.lan import address
from wiseline.cli.stop import Stop


def test_it_prepares_everything_answers_and_stops_cleanly(place: Place) -> None:
    port = free_port()
    server = place.started("serve", f"--port={port}")
    wait_until_it_answers(f"http://127.0.0.1:{port}/accounts/login/", server)
    urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/?next=/a-private-place/").close()
    server.send_signal(signal.SIGINT)
    said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0, said
    assert f"http://127.0.0.1:{port}" in said
    assert "no programme yet" in said
    assert "Traceback" not in said
    assert "a-private-place" not in said
    assert "GET /accounts/login/ HTTP/1.1" in said


def test_static_files_are_compressed_and_kept_for_ever(harbour: Place, serving: Callable[..., str]) -> None:
    at = serving(harbour)
    page = urllib.request.urlopen(f"{at}/breathe/").read().decode()
    [style] = set(re.findall(r'href="(/static/web/app\.[^"]+\.css)"', page))
    asked = urllib.request.Request(at + style, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_second_start_finds_nothing_to_prepare(harbour: Place, serving: Callable[..., str]) -> None:
    serving(harbour)
    done = harbour.python(
        "from wiseline.cli import prepare\nprint(prepare.tables_are_current(), prepare.static_files_are_current())"
    )
    assert done.split() == ["False", "False"]


def test_a_port_that_is_taken_is_named_and_nothing_is_touched(place: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = place.command("serve", f"--port={port}")
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert not place.folder.exists()


def test_a_database_of_a_later_version_is_left_alone(harbour: Place) -> None:
    with sqlite3.connect(harbour.folder / "wiseline.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', '2030-01-01')"
        )
    done = harbour.command("serve", "--port=0")
    assert done.returncode == 1
    assert "newer than this version" in done.stderr
    assert "people.9999_later" in done.stderr


def test_a_folder_that_cannot_be_made_is_said_in_plain_words(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    place.folder = tmp_path / "file" / "data"
    done = place.command("serve", "--port=0")
    assert done.returncode == 1
    assert "WISELINE_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_said_in_plain_words(place: Place) -> None:
    place.folder.mkdir()
    (place.folder / "wiseline.sqlite3").write_bytes(b"this is no database" * 100)
    done = place.command("serve", "--port=0")
    assert done.returncode == 1
    assert "not a database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(place: Place) -> None:
    place.environment["WISELINE_DEMO"] = "maybe"
    done = place.command("serve", "--port=0")
    assert done.returncode == 1
    assert "WISELINE_DEMO must be 1 or 0" in done.stderr


def test_a_full_disk_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000_000}))
    with pytest.raises(Stop, match="only 1 MB left"):
        prepare.folder_is_fit(tmp_path)


def test_the_demo_never_opens_a_real_programme(harbour: Place) -> None:
    harbour.environment["WISELINE_DEMO"] = "1"
    done = harbour.command("serve", "--port=0")
    assert done.returncode == 1
    assert "“Harbour”, which is a real programme" in done.stderr


def test_several_processes_are_refused_without_a_bus_between_them(harbour: Place) -> None:
    done = harbour.command("serve", "--port=0", "--workers=2")
    assert done.returncode == 1
    assert "WISELINE_REDIS_URL" in done.stderr


@pytest.mark.services
def test_several_processes_share_one_port(harbour: Place, serving: Callable[..., str]) -> None:
    harbour.environment["WISELINE_REDIS_URL"] = os.environ.get("WISELINE_TEST_REDIS_URL") or pytest.skip("no Redis")
    at = serving(harbour, "--workers=2")
    for _ in range(5):
        assert urllib.request.urlopen(f"{at}/accounts/login/").status == 200


def test_the_switchboard_runs_alone_and_ends_when_it_is_told(harbour: Place) -> None:
    board = harbour.started("switchboard")
    beats = "from wiseline.engine.models import Beat\nprint(Beat.objects.count())"
    deadline = time.monotonic() + PATIENCE
    while harbour.python(beats).strip() == "0":
        assert board.poll() is None
        assert time.monotonic() < deadline
    board.send_signal(signal.SIGTERM)
    said, _ = board.communicate(timeout=PATIENCE)
    assert board.returncode == 0, said
    assert "has stopped" in said


@pytest.mark.skipif(not address.addresses(), reason="this machine is on no network")
def test_on_the_local_network_a_phone_that_trusts_the_authority_connects(harbour: Place) -> None:
    port = free_port()
    server = harbour.started("serve", "--lan", f"--port={port}")
    at = f"https://{address.addresses()[0]}:{port}"
    deadline = time.monotonic() + PATIENCE
    while not (harbour.folder / "lan" / "certificate.pem").exists():
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    trusting = ssl.create_default_context(cafile=str(harbour.folder / "lan" / "authority.pem"))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting))
    with opener.open(f"{at}/accounts/login/") as page:
        assert page.status == 200
        assert "secure" in str(page.headers.get_all("Set-Cookie")).lower()
    with opener.open(f"{at}/lan.crt") as offered:
        assert offered.headers["Content-Type"] == "application/x-x509-ca-cert"
        x509.load_der_x509_certificate(offered.read())
    server.send_signal(signal.SIGINT)
    said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0, said
    assert at in said
    assert "▄▄▄▄▄" in said
    assert "not private" in said


def test_an_address_that_is_not_this_machines_is_named() -> None:
    with pytest.raises(Stop, match=r"203\.0\.113\.9"):
        serve._bound(serve.Wish(host="203.0.113.9", port=0, workers=1, lan=False))


def test_the_demo_is_filled_and_each_link_signs_somebody_in(place: Place) -> None:
    place.environment["WISELINE_DEMO"] = "1"
    port = free_port()
    server = place.started("serve", f"--port={port}")
    wait_until_it_answers(f"http://127.0.0.1:{port}/breathe/", server)
    names = place.python(
        "from wiseline.people.models import Person\nprint(*Person.objects.values_list('name', flat=True), sep='\\n')"
    ).splitlines()
    server.send_signal(signal.SIGINT)
    said, _ = server.communicate(timeout=PATIENCE)
    links = re.findall(r"^  (.+?)  .*http://\S+?:\d+(/demo/in/\S+)$", said, re.MULTILINE)
    assert sorted(name for name, _ in links) == sorted(names)
    assert len(links) >= 6
    server = place.started("serve", f"--port={port}")
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/breathe/", server)
        for _, path in links:
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            with browser.open(f"http://127.0.0.1:{port}{path}") as page:
                assert page.status == 200
                assert "/login" not in page.url
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=PATIENCE)
    assert "The demo programme is filled" not in said, "starting again keeps what is there"
