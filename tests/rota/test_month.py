"""Wishes, a suggested month in a lead's hand, calendars in and out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import Settings

from tests.cast import Cast
from tests.people.test_access import as_
from wiseline.lib.fetching import CannotFetch, fetch
from wiseline.people.models import Person
from wiseline.rota.calendars import Unreadable, busy_in, feed
from wiseline.rota.flows.calendar import feed_of, keep_address, keep_file, new_feed, read_due_calendars
from wiseline.rota.flows.limits import add_day_off
from wiseline.rota.flows.month import accept_all, blocks_of, draft_month, offer_draft, say_wishes
from wiseline.rota.hours import Interval
from wiseline.rota.models import OwnCalendar, RotaDraft, RotaOverride, RotaWish
from wiseline.rota.roster import who_is_on_call
from wiseline.rota.selectors import roster_of

MONDAY = date(2026, 11, 30)


def wish(cast: Cast, person: Person, **more: int | None) -> RotaWish:
    names = [block.name for block in blocks_of(cast.programme)]
    said = {"share": 100, "most_hours": None, "most_nights": None} | more
    return say_wishes(coach=person, blocks=names, **said)  # type: ignore[arg-type]


def test_a_month_is_suggested_changed_offered_and_taken(cast: Cast) -> None:
    for person in (cast.dana, cast.lea):
        wish(cast, person)
    as_(cast.lea).post(reverse("rota:suggest"), {"first": MONDAY.isoformat()})
    draft = RotaDraft.objects.get()
    assert {row["coach"] for row in draft.rows} == {str(cast.dana.pk), str(cast.lea.pk)}
    assert not RotaOverride.objects.exists(), "nothing counts yet"
    page = reverse("rota:month", args=[draft.pk])
    assert as_(cast.lea).get(page).status_code == 200
    choices = {f"row_{number}": row["coach"] for number, row in enumerate(draft.rows)}
    as_(cast.lea).post(page, {**choices, "row_0": str(cast.dana.pk), "row_1": ""})
    as_(cast.lea).post(reverse("rota:offer_month", args=[draft.pk]))
    as_(cast.lea).post(reverse("rota:offer_month", args=[draft.pk]))
    assert RotaOverride.objects.count() == 27, "offered once, and not what was left open"
    start = datetime.fromisoformat(draft.rows[0]["start"])
    roster = roster_of(cast.programme, start=start, end=start + timedelta(days=1))
    assert who_is_on_call(roster, start) == cast.sam.pk, "not before Dana has taken it"
    as_(cast.dana).post(reverse("rota:take_all"))
    roster = roster_of(cast.programme, start=start, end=start + timedelta(days=1))
    assert who_is_on_call(roster, start) == cast.dana.pk


def test_nothing_is_suggested_to_who_has_not_said_anything(cast: Cast) -> None:
    wish(cast, cast.dana)
    draft = draft_month(lead=cast.lea, first=MONDAY)
    assert {row["coach"] for row in draft.rows} <= {str(cast.dana.pk), ""}


def test_days_off_and_the_own_calendar_are_left_free(cast: Cast) -> None:
    wish(cast, cast.dana)
    add_day_off(coach=cast.dana, first=MONDAY, last=MONDAY)
    busy = Interval(datetime(2026, 12, 2, 9, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC))
    content = feed([(busy.start, busy.end, "Dentist")], of=cast.dana.pk, now=busy.start, name="x")
    keep_file(coach=cast.dana, content=content)
    draft = draft_month(lead=cast.lea, first=MONDAY, days=7)
    given = [bool(row["coach"]) for row in draft.rows]
    assert (given[0], given[2]) == (False, False)
    assert sum(given) == 3, "never two whole days in a row"
    assert "Dentist" not in str(OwnCalendar.objects.get().busy)


def test_what_somebody_has_taken_for_once_stays_theirs(cast: Cast) -> None:
    for person in (cast.dana, cast.lea):
        wish(cast, person)
    first = draft_month(lead=cast.lea, first=MONDAY, days=7)
    offer_draft(lead=cast.lea, draft=first)
    accept_all(coach=cast.dana)
    again = draft_month(lead=cast.lea, first=MONDAY, days=7)
    assert all(row["fixed"] for row in again.rows)
    assert [row["coach"] for row in again.rows] == [row["coach"] for row in first.rows]


def test_wishes_that_make_no_sense_are_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    page = as_(cast.dana).post(reverse("rota:wishes"), {"share": "500", "most_nights": "7"})
    assert page.status_code == 422
    assert b'value="7"' in page.content
    assert not RotaWish.objects.exists()


def test_the_pieces_of_the_week_are_read_from_lines(cast: Cast) -> None:
    page = as_(cast.lea).post(reverse("rota:months"), {"lines": "Mon-Wed 18:00-08:00\nwhenever"})
    assert page.status_code == 422
    assert b"Line 2 could not be read" in page.content
    assert b"whenever" in page.content
    as_(cast.lea).post(reverse("rota:months"), {"lines": "Fri-Mon 18:00-08:00\n\nSat 08:00–20:00"})
    assert [block.name for block in blocks_of(cast.programme)] == [
        "0 18:00-08:00",
        "4 18:00-08:00",
        "5 08:00-20:00",
        "5 18:00-08:00",
        "6 18:00-08:00",
    ]


@pytest.mark.parametrize("name", ["rota:months", "rota:suggest"])
def test_only_who_edits_the_rota_plans_months(cast: Cast, name: str) -> None:
    assert as_(cast.dana).post(reverse(name)).status_code == 404
    assert as_(cast.mia).post(reverse(name)).status_code == 403


def test_a_draft_of_another_programme_does_not_exist(cast: Cast) -> None:
    draft = draft_month(lead=cast.lea, first=MONDAY, days=7)
    for name in ("rota:month", "rota:offer_month"):
        assert as_(cast.eve).post(reverse(name, args=[draft.pk])).status_code == 404


# Calendars


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
    page = as_(cast.sam).post(reverse("rota:make_feed"))
    assert ".ics" in page.content.decode()
    assert ".ics</code>" not in as_(cast.sam).get(reverse("rota:wishes")).content.decode()


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
    page = as_(cast.dana).post(reverse("rota:keep_calendar"), {"file": SimpleUploadedFile("mine.ics", content or b" ")})
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
    assert "did not give the calendar out" in as_(cast.dana).get(reverse("rota:wishes")).content.decode()


def test_the_page_takes_an_address_and_forgets_it(cast: Cast, calendars: str) -> None:
    as_(cast.dana).post(reverse("rota:keep_calendar"), {"address": f"{calendars}/ok"})
    assert OwnCalendar.objects.get().address == f"{calendars}/ok"
    page = as_(cast.dana).post(reverse("rota:keep_calendar"), {"address": f"{calendars}/page"})
    assert page.status_code == 422
    assert f"{calendars}/page" in page.content.decode()
    as_(cast.dana).post(reverse("rota:forget_calendar"))
    assert not OwnCalendar.objects.exists()
