"""The one clock: aware, in UTC, standing where it is told to, moved by a file, true in every zone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError, available_timezones

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wiseline.lib import clock

REAL = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
moments = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 made aware
zones = st.sampled_from(sorted(available_timezones()))
with_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


@pytest.fixture(autouse=True)
def _real_time() -> object:
    with time_machine.travel(REAL, tick=False):
        yield


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that moves the clock; each writing of it is a change, however fast the test is."""
    path = tmp_path / "clock"
    monkeypatch.setattr(clock, "_FILE", str(path))
    monkeypatch.setattr(clock, "_read", (0.0, timedelta()))
    return path


def write(path: Path, content: str) -> None:
    """A new version of the file."""
    changed = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(content)
    os.utime(path, ns=(changed + 10**9, changed + 10**9))


def test_without_a_file_it_is_the_real_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_FILE", "")
    assert clock.now() == REAL
    assert clock.now().tzinfo is UTC


@given(st.lists(moments, min_size=1, max_size=5))
def test_it_stands_at_the_innermost_moment_and_goes_back_the_way_it_came(nested: list[datetime]) -> None:
    def go(rest: list[datetime]) -> None:
        before = clock.now()
        if not rest:
            return
        with clock.standing_at(rest[0]):
            assert clock.now() == rest[0]
            go(rest[1:])
            assert clock.now() == rest[0]
        assert clock.now() == before

    go(nested)
    assert clock.now() == REAL


@given(moments)
def test_an_error_does_not_leave_it_standing(moment: datetime) -> None:
    with pytest.raises(RuntimeError), clock.standing_at(moment):
        raise RuntimeError
    assert clock.now() == REAL


def test_it_stands_for_nobody_else() -> None:
    with clock.standing_at(REAL - timedelta(days=9)), ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(clock.now).result() == REAL


@with_files
@given(offset=st.floats(-(10**9), 10**9, allow_nan=False))
def test_the_seconds_of_the_file_are_added_to_the_real_time(file: Path, offset: float) -> None:
    write(file, str(offset))
    assert clock.now() == REAL + timedelta(seconds=offset)
    assert clock.now().tzinfo is UTC


@with_files
@given(offset=st.integers(1, 10**9), broken=st.sampled_from(["later", "nan", "inf", "-inf", "1e308", "1 2", "0x10"]))
def test_a_file_that_says_no_number_leaves_the_time_as_it_was(file: Path, offset: int, broken: str) -> None:
    write(file, str(offset))
    assert clock.now() == REAL + timedelta(seconds=offset)
    write(file, broken)
    assert clock.now() == REAL + timedelta(seconds=offset)


def test_a_file_that_is_gone_leaves_the_time_as_it_was(file: Path) -> None:
    assert clock.now() == REAL
    write(file, "90")
    assert clock.now() == REAL + timedelta(seconds=90)
    file.unlink()
    assert clock.now() == REAL + timedelta(seconds=90)


def test_a_moment_at_which_it_stands_is_not_moved_by_the_file(file: Path) -> None:
    write(file, "3600")
    with clock.standing_at(REAL):
        assert clock.now() == REAL


@given(moments, zones)
def test_a_wall_clock_shows_the_same_moment_in_its_zone(moment: datetime, zone: str) -> None:
    there = clock.in_zone(moment, zone)
    assert there.astimezone(UTC) == moment
    assert getattr(there.tzinfo, "key", None) == zone
    offset = there.utcoffset()
    assert offset is not None
    assert there.replace(tzinfo=UTC) - moment == offset


@pytest.mark.parametrize(
    ("zone", "wall"),
    [("Europe/Berlin", "19:30"), ("America/New_York", "13:30"), ("Asia/Kathmandu", "00:15"), ("UTC", "18:30")],
)
def test_half_past_six_in_utc_is_another_hour_elsewhere(zone: str, wall: str) -> None:
    assert f"{clock.in_zone(REAL, zone):%H:%M}" == wall


def test_a_zone_that_does_not_exist_is_an_error_and_never_a_wrong_hour() -> None:
    with pytest.raises(ZoneInfoNotFoundError, match="Mars"):
        clock.in_zone(REAL, "Mars/Olympus")
