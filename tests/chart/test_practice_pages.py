"""The pages of the practice plan: forms that lose nothing, calendars, counts, and what goes into a guided practice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.chart.models import PlannedPractice, PlannedVersion, SkillUse
from wiseline.chart.practice_plan.answering import answer
from wiseline.chart.practice_plan.hard_events import LARGEST, Coming, NoCalendar, coming
from wiseline.chart.practice_plan.measures import measures_of
from wiseline.chart.practice_plan.when import Kind, When, read
from wiseline.chart.practice_plan.writing import propose
from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import Person, Role

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
SAID = {
    "skill": "paced-breathing",
    "situation": "When it is too quiet",
    "kind": "cue",
    "cue": "When I come home",
    "weekdays": ["0", "2"],
    "spaced": "on",
    "remind": "on",
    "size": "whole",
}


def new(cast: Cast, who: Person, **more: Any) -> Any:
    return browser_of(who).post(reverse("practice:new", args=[cast.mia.pk]), {**SAID, **more})


def test_a_plan_is_written_as_it_was_said(cast: Cast) -> None:
    assert new(cast, cast.mia).status_code == 302
    version = PlannedVersion.objects.get()
    assert (version.skill, version.situation, version.size) == ("paced-breathing", "When it is too quiet", "whole")
    assert read(version.when) == When(kind=Kind.CUE, cue="When I come home", weekdays=(0, 2))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cue": ""}, "Please write what happens then."),
        ({"kind": "clock", "time": ""}, "Please choose a time."),
        ({"kind": "clock", "time": "25:00"}, "Enter a valid time."),
        ({"kind": "event", "event_on": "", "event_time": "12:00"}, "Please choose the day."),
        ({"kind": "event", "event_on": "2026-11-23", "event_time": "19:00"}, "That is over already."),
        ({"kind": ""}, "This field is required."),
        ({"situation": "x" * 301}, "at most 300"),
        ({"skill": "no-such-skill"}, "Select a valid choice."),
    ],
)
def test_a_faulty_plan_says_what_is_wrong_and_loses_nothing(cast: Cast, wrong: dict[str, str], said: str) -> None:
    response = new(cast, cast.mia, **{"situation": "The stairs at night", **wrong})
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert wrong.get("situation", "The stairs at night") in page
    assert not PlannedPractice.objects.exists()


def test_what_somebody_changed_meanwhile_is_told_and_the_next_tap_keeps_it(cast: Cast) -> None:
    new(cast, cast.mia)
    address = reverse("practice:edit", args=[PlannedPractice.objects.get().pk])
    browser_of(cast.dana).post(address, {**SAID, "situation": "Dana's words", "seen": "1", "together": "on"})
    mia = browser_of(cast.mia)
    answer = mia.post(address, {**SAID, "situation": "My words", "seen": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dana Reyes has changed it in the meantime" in page
    assert "My words" in page
    assert 'name="seen" value="2"' in page
    mia.post(address, {**SAID, "situation": "My words", "seen": "2"})
    assert PlannedVersion.objects.latest("number").situation == "My words"


def test_the_therapist_asks_and_the_client_sees_who_suggests(cast: Cast) -> None:
    new(cast, cast.dana)
    mia = browser_of(cast.mia)
    assert "Dana Reyes suggests" in mia.get(reverse("practice:mine")).content.decode()
    mia.post(reverse("practice:reply", args=[PlannedPractice.objects.get().pk]), {"agrees": "yes"})
    page = mia.get(reverse("practice:mine")).content.decode()
    assert "suggests" not in page
    assert "When I come home" in page


def test_a_change_by_the_therapist_shows_by_whom_and_on_which_day(cast: Cast) -> None:
    new(cast, cast.mia)
    planned = PlannedPractice.objects.get()
    said = {**SAID, "size": "part", "seen": "1", "together": "on"}
    browser_of(cast.dana).post(reverse("practice:edit", args=[planned.pk]), said)
    page = browser_of(cast.mia).get(reverse("practice:planned", args=[planned.pk])).content.decode()
    assert "Changed by Dana Reyes" in page
    assert "Written by Mia Berg" in page


def test_after_a_no_the_form_opens_with_what_holds_and_can_be_kept(cast: Cast) -> None:
    new(cast, cast.mia)
    planned = PlannedPractice.objects.get()
    address = reverse("practice:edit", args=[planned.pk])
    browser_of(cast.dana).post(address, {**SAID, "situation": "Dana's words", "seen": "1"})
    mia = browser_of(cast.mia)
    mia.post(reverse("practice:reply", args=[planned.pk]), {"agrees": "no"})
    page = mia.get(address).content.decode()
    assert "When it is too quiet" in page
    assert 'name="seen" value="2"' in page
    assert mia.post(address, {**SAID, "situation": "My words", "seen": "2"}).status_code == 302


def test_an_answer_without_a_page_is_refused_in_words_and_kept_nowhere(cast: Cast) -> None:
    new(cast, cast.mia)
    planned = PlannedPractice.objects.get()
    mia = browser_of(cast.mia)
    address = reverse("practice:answer", args=[planned.pk])
    page = mia.post(address, {"day": "2026-12-24", "said": "done"}, follow=True).content.decode()
    assert "has not come yet" in page
    assert mia.post(address, {"day": "nonsense", "said": "done"}).status_code == 404
    assert mia.post(address, {"day": "2026-11-23", "said": "streak"}).status_code == 404
    assert not SkillUse.objects.exists()


def test_what_did_not_help_is_met_at_once(cast: Cast) -> None:
    new(cast, cast.mia)
    planned = PlannedPractice.objects.get()
    row = answer(planned=planned, day=TODAY, said="done")
    said = reverse("practice:said", args=[planned.pk, TODAY.isoformat()])
    page = browser_of(cast.mia).post(said, {"effect": "not"}, follow=True).content.decode()
    assert "What got in the way?" in page
    row.refresh_from_db()
    assert row.use is not None
    assert row.use.effect == "not"


def test_a_rehearsal_knows_the_event_and_its_end_is_the_days_answer(cast: Cast) -> None:
    when = When(kind=Kind.EVENT, event_at=NOW + timedelta(days=2))
    planned = propose(client=cast.mia, by=cast.mia, skill="cope-ahead", situation="Lunch with Ida", when=when)
    mia = browser_of(cast.mia)
    address = reverse("skills:practice", args=["cope-ahead"])
    page = mia.get(f"{address}?planned={planned.pk}").content.decode()
    assert "Lunch with Ida (Wednesday 25 November, 19:30)" in page
    for _tap in range(2):
        mia.post(address, {"planned": str(planned.pk), "effect": "helped", "client_key": "k"})
    row = planned.occasions.get(day=TODAY)
    assert row.answer == "done"
    assert row.use == SkillUse.objects.get()


def test_somebody_elses_plan_does_not_fill_a_practice(cast: Cast) -> None:
    when = When(kind=Kind.EVENT, event_at=NOW + timedelta(days=2))
    planned = propose(client=cast.mia, by=cast.mia, skill="cope-ahead", situation="Lunch with Ida", when=when)
    address = reverse("skills:practice", args=["cope-ahead"])
    assert "Ida" not in browser_of(cast.noah).get(f"{address}?planned={planned.pk}").content.decode()
    assert browser_of(cast.noah).get(f"{address}?planned=x").status_code == 200


# Calendar files


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{index}\r\n{event}\r\nEND:VEVENT\r\n" for index, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def titles(file: bytes) -> list[str]:
    return [row.title for row in coming(file, NOW, "Europe/Berlin")]


def test_what_is_coming_is_read_in_order_with_what_repeats() -> None:
    file = calendar(
        "SUMMARY:Dinner\r\nDTSTART:20261126T180000Z",
        "SUMMARY:Group\r\nDTSTART:20260105T180000Z\r\nRRULE:FREQ=WEEKLY;COUNT=60",
        "SUMMARY:Long ago\r\nDTSTART:20200101T180000Z",
        "SUMMARY:Far ahead\r\nDTSTART:20270601T180000Z",
    )
    assert titles(file) == ["Dinner", "Group", "Group", "Group", "Group"]


def test_a_floating_time_and_a_whole_day_are_of_the_clients_zone() -> None:
    file = calendar("SUMMARY:Here\r\nDTSTART:20261125T120000", "SUMMARY:All day\r\nDTSTART;VALUE=DATE:20261126")
    assert coming(file, NOW, "Europe/Berlin") == [
        Coming("Here", datetime(2026, 11, 25, 11, tzinfo=UTC)),
        Coming("All day", datetime(2026, 11, 26, 8, tzinfo=UTC)),
    ]


BROKEN = (b"", b"hello", b"\x00\xff" * 50, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"x" * LARGEST + b"x")


@pytest.mark.parametrize("file", BROKEN)
def test_what_is_no_calendar_is_said_to_be_none(file: bytes) -> None:
    with pytest.raises(NoCalendar):
        coming(file, NOW, "Europe/Berlin")


def test_what_repeats_every_second_or_since_the_middle_ages_is_left_out() -> None:
    file = calendar(
        "SUMMARY:Each second\r\nDTSTART:20261123T180000Z\r\nRRULE:FREQ=SECONDLY",
        "SUMMARY:Old\r\nDTSTART:10000101T180000Z\r\nRRULE:FREQ=DAILY",
        "SUMMARY:Dinner\r\nDTSTART:20261126T180000Z",
    )
    assert titles(file) == ["Dinner"]


def test_one_from_the_calendar_is_prepared_for_once_and_the_file_is_not_kept(cast: Cast) -> None:
    mia = browser_of(cast.mia)
    file = SimpleUploadedFile("mine.ics", calendar("SUMMARY:Dinner\r\nDTSTART:20261126T180000Z"))
    page = mia.post(reverse("practice:events"), {"file": file}).content.decode()
    assert "Thursday 26 November, 19:00" in page
    assert not PlannedPractice.objects.exists()
    for _tap in range(2):
        mia.post(reverse("practice:prepare"), {"title": "Dinner", "at": "2026-11-26T19:00:00+01:00"})
    version = PlannedVersion.objects.get()
    assert (version.skill, version.situation) == ("cope-ahead", "Dinner")
    assert read(version.when).event_at == datetime(2026, 11, 26, 18, tzinfo=UTC)


def test_a_file_that_is_no_calendar_is_told_with_another_way(cast: Cast) -> None:
    file = SimpleUploadedFile("mine.ics", b"not one")
    response = browser_of(cast.mia).post(reverse("practice:events"), {"file": file})
    assert response.status_code == 422
    assert "by hand instead" in response.content.decode()


# The programme's counts


def test_counts_of_fewer_than_five_clients_are_not_shown_and_no_name_ever(cast: Cast) -> None:
    when = When(kind=Kind.CUE, cue="when I come home")
    clients = [cast.mia, cast.noah]
    for index in range(3):
        named = {"name": f"Client {index}", "email": f"c{index}@example.org", "roles": [Role.CLIENT]}
        clients.append(add_person(programme=cast.programme, **named))
    for count, client in enumerate(clients, 1):
        planned = propose(client=client, by=client, skill="stop", situation="x", when=when)
        answer(planned=planned, day=TODAY, said="done" if count < 5 else "harder")
        found = measures_of(cast.programme.pk, clock.now())
        assert found.plans.count == (count if count >= 5 else None)
    assert found.done.count is None
    assert found.harder.count is None
    assert [count for _low, _high, count in found.shares if count] == []
    answer(planned=planned, day=TODAY, said="done")
    found = measures_of(cast.programme.pk, clock.now())
    assert (found.done.count, found.done.clients) == (5, 5)
    assert found.shares[-1] == (75, 100, 5)
    page = browser_of(cast.lea).get(reverse("practice:measures")).content.decode()
    assert "Mia" not in page
    assert measures_of(cast.elsewhere.pk, clock.now()).plans.count is None


def test_a_part_of_what_was_harder_than_thought_counts_as_a_use_and_moves_nothing_else(cast: Cast) -> None:
    assert new(cast, cast.mia).status_code == 302
    planned = PlannedPractice.objects.get()
    row = answer(planned=planned, day=TODAY, said="harder")
    page = reverse("practice:said", args=[planned.pk, TODAY.isoformat()])
    assert "I did a part of it" in browser_of(cast.mia).get(page).content.decode()
    for _tap in range(2):
        browser_of(cast.mia).post(page, {"part": "yes"})
    read = browser_of(cast.mia).get(page).content.decode()
    assert "You did a part of it" in read
    assert "I did a part of it" not in read
    row.refresh_from_db()
    use = SkillUse.objects.get()
    assert (row.answer, row.use, use.skill, use.source) == ("harder", use, "paced-breathing", "practice")
    answer(planned=planned, day=TODAY, said="not_today")
    assert not SkillUse.objects.exists(), "what is taken back was no use"


def test_the_lines_that_change_by_themselves_can_be_had_alone(cast: Cast) -> None:
    assert new(cast, cast.mia).status_code == 302
    part = browser_of(cast.mia).get("/?part=next").content.decode()
    assert "Paced breathing" in part
    assert "Get coaching" not in part
    assert 'hx-trigger="wl:planned from:body"' in part
    assert 'hx-trigger="wl:planned from:body"' in browser_of(cast.mia).get(reverse("practice:mine")).content.decode()
