"""Calendars: the feed of one's own duties, and an own calendar that is read for when its owner is busy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import Settings

from tests.cast import Cast, browser_of
from wiseline.lib.fetching import CannotFetch, fetch
from wiseline.people.models import Person
from wiseline.rota.calendars import Unreadable, busy_in, feed
from wiseline.rota.flows.calendar import feed_of, keep_address, new_feed, read_due_calendars
from wiseline.rota.models import OwnCalendar


def test_the_feed_has_the_coachs_own_duties_and_no_more(cast: Cast) -> None:
    secret = new_feed(person=cast.sam, whole=False)
    answer = Client().get(reverse("rota:feed", args=[secret]))
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert answer["Content-Type"].startswith("text/calendar")
    assert events
    assert {str(event["SUMMARY"]) for event in events} == {"On duty"}
    assert (
        Client().get(reverse("rota:feed", args=[new_feed(person=cast.dana, whole=False)])).content.count(b"VEVENT") == 0
    )


def test_a_new_address_closes_the_one_before_and_a_person_who_left_has_none(cast: Cast) -> None:
    old = new_feed(person=cast.sam, whole=True)
    new = new_feed(person=cast.sam, whole=True)
    assert feed_of(old) is None
    assert b"Sam Okafor" in Client().get(reverse("rota:feed", args=[new])).content
    Person.objects.filter(pk=cast.sam.pk).update(is_active=False)
    assert Client().get(reverse("rota:feed", args=[new])).status_code == 404


def test_the_address_is_shown_once_and_kept_as_a_hash(cast: Cast) -> None:
    page = browser_of(cast.sam).post(reverse("rota:make_feed"))
    assert ".ics" in page.content.decode()
    assert ".ics</code>" not in browser_of(cast.sam).get(reverse("rota:wishes")).content.decode()


EVENT = "BEGIN:VEVENT\r\nUID:1\r\n{}\r\nSUMMARY:x\r\nEND:VEVENT"
DAY_EVENT = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{EVENT}\r\nEND:VCALENDAR\r\n"
START = datetime(2026, 11, 23, tzinfo=UTC)
BUSY = {
    "with a zone": (
        "DTSTART;TZID=America/New_York:20261124T090000\r\nDTEND;TZID=America/New_York:20261124T100000",
        [(38, 39)],
    ),
    "without a zone: the coach's own": ("DTSTART:20261124T090000\r\nDTEND:20261124T100000", [(32, 33)]),
    "a whole day": ("DTSTART;VALUE=DATE:20261124", [(23, 47)]),
    "a duration": ("DTSTART:20261124T080000Z\r\nDURATION:PT90M", [(32, 33.5)]),
    "every day": ("DTSTART:20261123T080000Z\r\nDTEND:20261123T090000Z\r\nRRULE:FREQ=DAILY;COUNT=2", [(8, 9), (32, 33)]),
    "marked as free": ("DTSTART:20261124T080000Z\r\nDTEND:20261124T090000Z\r\nTRANSP:TRANSPARENT", []),
    "cancelled": ("DTSTART:20261124T080000Z\r\nDTEND:20261124T090000Z\r\nSTATUS:CANCELLED", []),
    "began before": ("DTSTART:20261122T080000Z\r\nDTEND:20261123T090000Z", [(0, 9)]),
}


@pytest.mark.parametrize("name", BUSY)
def test_when_a_calendar_says_that_its_owner_is_busy(name: str) -> None:
    lines, expected = BUSY[name]
    found = busy_in(DAY_EVENT.format(lines).encode(), START, START + timedelta(days=5), "Europe/Berlin")
    hours = [((row.start - START) / timedelta(hours=1), (row.end - START) / timedelta(hours=1)) for row in found]
    assert hours == expected


@pytest.mark.parametrize("content", [b"", b"<html>no</html>", b"BEGIN:VCALENDAR", b"\xff\xfe\x00"])
def test_what_is_no_calendar_is_said_to_be_none(cast: Cast, content: bytes) -> None:
    with pytest.raises(Unreadable):
        busy_in(content, START, START + timedelta(days=1), "UTC")
    page = browser_of(cast.dana).post(
        reverse("rota:keep_calendar"), {"file": SimpleUploadedFile("mine.ics", content or b" ")}
    )
    assert page.status_code == 422
    assert b"This is no calendar that can be read" in page.content


class _Calendars(BaseHTTPRequestHandler):
    answers: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, b""))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/ok")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def calendars(settings: Settings) -> Iterator[str]:
    """A server inside the house, which the operator trusts."""
    ok = feed([(START + timedelta(days=9), START + timedelta(days=9, hours=1), "x")], of=_uuid(), now=START, name="x")
    _Calendars.answers = {
        "/ok": (200, ok),
        "/away": (302, b""),
        "/huge": (200, b"x" * 3_000_000),
        "/page": (200, b"<p>"),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Calendars)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CALENDAR_HOSTS = ["127.0.0.1"]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _uuid() -> object:
    from uuid import UUID

    return UUID(int=1)


@pytest.mark.parametrize(("path", "reason"), [("/gone", "refused"), ("/away", "refused"), ("/huge", "too_large")])
def test_an_address_that_gives_nothing_usable_says_why(calendars: str, path: str, reason: str) -> None:
    with pytest.raises(CannotFetch) as caught:
        fetch(calendars + path)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.ics",
        "https://127.0.0.1/a.ics",
        "https://localhost/a.ics",
        "https://[::1]/a.ics",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://user:secret@example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "https://example.org:99999/",
    ],
)
def test_an_address_inside_the_house_is_never_asked(address: str) -> None:
    with pytest.raises(CannotFetch) as caught:
        fetch(address)
    assert caught.value.reason == "not_allowed"


def test_an_address_is_read_again_after_hours_and_what_was_read_stays_when_it_fails(
    cast: Cast, calendars: str, now: time_machine.Traveller
) -> None:
    keep_address(coach=cast.dana, address=f"{calendars}/ok")
    assert read_due_calendars() == 0
    now.shift(timedelta(hours=6))
    assert [read_due_calendars(), read_due_calendars()] == [1, 0]
    _Calendars.answers["/ok"] = (500, b"")
    now.shift(timedelta(hours=6))
    assert read_due_calendars() == 1
    row = OwnCalendar.objects.get()
    assert row.trouble == "refused"
    assert len(row.intervals()) == 1
    assert "did not give the calendar out" in browser_of(cast.dana).get(reverse("rota:wishes")).content.decode()


def test_the_page_takes_an_address_and_forgets_it(cast: Cast, calendars: str) -> None:
    browser_of(cast.dana).post(reverse("rota:keep_calendar"), {"address": f"{calendars}/ok"})
    assert OwnCalendar.objects.get().address == f"{calendars}/ok"
    page = browser_of(cast.dana).post(reverse("rota:keep_calendar"), {"address": f"{calendars}/page"})
    assert page.status_code == 422
    assert f"{calendars}/page" in page.content.decode()
    browser_of(cast.dana).post(reverse("rota:forget_calendar"))
    assert not OwnCalendar.objects.exists()
