"""What the server says once it answers."""

from __future__ import annotations

import pytest

from wiseline.cli import greeting

MIA = ("Mia Brennan", "client", "https://192.168.1.20:8000/demo/in/mia/")
DANA = ("Dana Reyes", "her individual therapist", "https://192.168.1.20:8000/demo/in/dana/")


def test_phones_get_a_code_for_the_client_and_one_for_her_therapist() -> None:
    said = greeting._phones("https://192.168.1.20:8000", [MIA, DANA, ("Sam", "coach", "https://192.168.1.20:8000/s")])
    for name, role, url in (MIA, DANA):
        assert f"{name} ({role}):\n\n{greeting.qr(url)}" in said
    assert "Sam" not in said
    assert "https://192.168.1.20:8000/lan.crt" in said


def test_without_the_demo_phones_get_a_code_for_the_address() -> None:
    assert greeting.qr("https://192.168.1.20:8000") in greeting._phones("https://192.168.1.20:8000", [])


def test_people_who_share_an_address_need_a_private_window() -> None:
    assert "private window" in greeting._cast([MIA, DANA])
    apart = [(name, role, url.replace("192.168.1.20", f"{name[:3]}.localhost")) for name, role, url in (MIA, DANA)]
    assert "side by side in one browser" in greeting._cast(apart)


def test_a_code_reads_the_same_in_a_light_and_a_dark_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = greeting.qr("https://192.168.1.20:8000").splitlines()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    coloured = greeting.qr("https://192.168.1.20:8000").splitlines()
    assert coloured == [f"\x1b[97;40m{line}\x1b[0m" for line in plain]
