"""The practice plan: written together, answered with one tap, arranged anew, reminded of quietly, read back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wiseline.chart.diary.days import NotADay
from wiseline.chart.models import Commitment, PlannedOccasion, PlannedPractice, PlannedVersion, SkillUse
from wiseline.chart.practice_plan.answering import answer, say_effect
from wiseline.chart.practice_plan.arranging import close_days, remind_due, set_limits
from wiseline.chart.practice_plan.reading import kept_between, next_today, plan_of, said_by_others
from wiseline.chart.practice_plan.when import Kind, Part, When, read
from wiseline.chart.practice_plan.writing import (
    ChangedMeanwhile,
    change,
    end,
    keep_commitment,
    make_smaller,
    propose,
    reply,
    take_up,
)
from wiseline.chart.uses import Went, log_use
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.models import Delivery

TODAY = date(2026, 11, 23)  # a Monday, 19:30
EVENING = When(kind=Kind.CLOCK, time=time(20))
HOME = When(kind=Kind.CUE, cue="when I come home")
DAYS = [TODAY + timedelta(days=ahead) for ahead in range(40)]


def plan(cast: Cast, when: When = EVENING, by: Person | None = None, **more: object) -> PlannedPractice:
    said = {"skill": "paced-breathing", "situation": "When I come home and it is quiet", **more}
    return propose(client=cast.mia, by=by or cast.mia, when=when, **said)  # type: ignore[arg-type]


def open_day(planned: PlannedPractice) -> date | None:
    row = planned.occasions.filter(answer="", closed_at=None).first()
    return row.day if row else None


def reminders(person: Person) -> int:
    return Delivery.objects.filter(person=person, kind="practice", channel="in_app").count()


def newest(planned: PlannedPractice) -> PlannedVersion:
    return planned.versions.latest("number")


def test_what_the_client_writes_holds_at_once_and_the_therapist_sees_it(cast: Cast) -> None:
    planned = plan(cast)
    assert open_day(planned) == TODAY
    assert [version.planned for version in said_by_others(cast.mia, cast.dana)] == [planned]
    assert said_by_others(cast.mia, cast.mia) == []


def test_what_the_therapist_writes_alone_waits_for_the_clients_yes(cast: Cast) -> None:
    planned = plan(cast, by=cast.dana)
    assert open_day(planned) is None
    assert plan_of(cast.mia)[0].proposal == newest(planned)
    reply(version=newest(planned), by=cast.mia, agrees=True)
    assert open_day(planned) == TODAY
    assert plan_of(cast.mia)[0].proposal is None


def test_nobody_agrees_to_their_own_proposal(cast: Cast) -> None:
    planned = plan(cast, by=cast.dana)
    reply(version=newest(planned), by=cast.dana, agrees=True)
    assert open_day(planned) is None


def test_what_was_never_agreed_is_gone_with_a_no(cast: Cast) -> None:
    planned = plan(cast, by=cast.dana)
    reply(version=newest(planned), by=cast.mia, agrees=False)
    assert plan_of(cast.mia) == []


def test_a_no_to_a_change_leaves_what_held(cast: Cast) -> None:
    planned = plan(cast)
    change(planned=planned, by=cast.dana, skill="stop", situation="At work", when=HOME, seen=newest(planned).number)
    assert plan_of(cast.mia)[0].version.skill == "paced-breathing"
    reply(version=newest(planned), by=cast.mia, agrees=False)
    assert [row.version.skill for row in plan_of(cast.mia)] == ["paced-breathing"]


def test_written_together_it_holds_at_once_and_the_client_still_reads_who_wrote_it(cast: Cast) -> None:
    planned = plan(cast, by=cast.dana, together=True)
    assert open_day(planned) == TODAY
    assert [version.planned for version in said_by_others(cast.mia, cast.mia)] == [planned]
    reply(version=newest(planned), by=cast.mia, agrees=True)
    assert said_by_others(cast.mia, cast.mia) == []


def test_what_was_seen_stays_seen_and_an_older_version_does_not_come_back(cast: Cast) -> None:
    planned = plan(cast)
    make_smaller(planned=planned, by=cast.mia)
    reply(version=newest(planned), by=cast.dana, agrees=True)
    assert said_by_others(cast.mia, cast.dana) == []


def test_what_was_declined_can_be_changed_and_proposed_again(cast: Cast) -> None:
    planned = plan(cast)
    for _time in range(2):
        seen = newest(planned).number
        change(planned=planned, by=cast.dana, skill="stop", situation="At work", when=HOME, seen=seen)
        reply(version=newest(planned), by=cast.mia, agrees=False)
    assert planned.versions.count() == 3


def test_a_guided_practice_after_the_tap_is_one_use(cast: Cast) -> None:
    planned = plan(cast)
    answer(planned=planned, day=TODAY, said="done")
    use = log_use(client=cast.mia, skill="paced-breathing", went=Went("helped"), key="guided")
    answer(planned=planned, day=TODAY, said="done", use=use)
    assert SkillUse.objects.get() == use


def test_a_change_on_an_old_page_is_refused_and_every_version_is_kept(cast: Cast) -> None:
    planned = plan(cast)
    for size in ("part", "first_step"):
        change(
            planned=planned,
            by=cast.mia,
            skill="stop",
            situation="x",
            when=HOME,
            size=size,
            seen=newest(planned).number,
        )
    with pytest.raises(ChangedMeanwhile):
        change(planned=planned, by=cast.dana, skill="stop", situation="y", when=HOME, seen=1)
    assert list(planned.versions.order_by("number").values_list("size", flat=True)) == ["whole", "part", "first_step"]


def test_the_same_words_again_are_no_new_version(cast: Cast) -> None:
    planned = plan(cast)
    said = newest(planned)
    change(planned=planned, by=cast.mia, skill=said.skill, situation=said.situation, when=EVENING, seen=1)
    assert planned.versions.count() == 1


def test_the_same_form_sent_twice_is_one_practice(cast: Cast) -> None:
    assert plan(cast, key="k") == plan(cast, key="k")
    assert PlannedPractice.objects.count() == 1


def test_done_is_a_use_of_the_skill_once_and_the_next_day_is_arranged(cast: Cast) -> None:
    planned = plan(cast)
    for _tap in range(2):
        answer(planned=planned, day=TODAY, said="done")
    use = SkillUse.objects.get()
    assert (use.skill, use.source, use.how, use.prompted) == ("paced-breathing", "practice", "alone", None)
    assert use.situation == "When I come home and it is quiet"
    assert open_day(planned) == DAYS[1]


def test_what_helps_comes_less_often_and_what_is_harder_more_often(cast: Cast, now: time_machine.Traveller) -> None:
    planned = plan(cast)
    gaps = []
    for said in ("helped", "helped", "helped", "harder", "not_today", "not_today"):
        day = open_day(planned)
        assert day is not None
        now.shift(timedelta(days=(day - clock.now().date()).days))
        row = answer(planned=planned, day=day, said="done" if said == "helped" else said)
        if said == "helped":
            say_effect(occasion=row, effect="helped")
        following = open_day(planned)
        assert following is not None
        gaps.append((following - day).days)
    assert gaps == [2, 4, 7, 4, 1, 1]


def test_a_word_taken_back_takes_the_skill_use_back(cast: Cast) -> None:
    planned = plan(cast)
    answer(planned=planned, day=TODAY, said="done")
    answer(planned=planned, day=TODAY, said="harder")
    assert SkillUse.objects.count() == 0
    assert kept_between(cast.mia, clock.now(), clock.now()).rows[0].harder == 1


def test_an_older_word_that_comes_late_changes_nothing(cast: Cast, now: time_machine.Traveller) -> None:
    planned = plan(cast)
    now.shift(timedelta(hours=1))
    answer(planned=planned, day=TODAY, said="done")
    answer(planned=planned, day=TODAY, said="not_today", at=clock.now() - timedelta(minutes=30))
    assert planned.occasions.get(day=TODAY).answer == "done"


def test_a_day_passes_without_an_answer_and_the_next_comes(cast: Cast, now: time_machine.Traveller) -> None:
    planned = plan(cast)
    now.shift(timedelta(hours=4))  # 23:30
    assert close_days() == 0
    now.shift(timedelta(hours=1))
    assert [close_days(), close_days()] == [1, 0]
    assert open_day(planned) == DAYS[1]
    row = kept_between(cast.mia, clock.now() - timedelta(days=1), clock.now()).rows[0]
    assert (row.no_answer, row.open, row.due) == (1, 1, 2)


def test_what_was_written_offline_yesterday_counts_for_yesterday(cast: Cast, now: time_machine.Traveller) -> None:
    planned = plan(cast)
    written = clock.now() + timedelta(hours=1)
    now.shift(timedelta(days=1))
    close_days()
    answer(planned=planned, day=TODAY, said="done", at=written)
    assert SkillUse.objects.get().at == written
    assert open_day(planned) == DAYS[1]
    week = kept_between(cast.mia, written, clock.now())
    assert (week.total("done"), week.total("no_answer")) == (1, 0)


def test_a_day_that_has_not_come_or_is_long_past_is_refused(cast: Cast) -> None:
    planned = plan(cast)
    for day in (DAYS[1], TODAY - timedelta(days=14)):
        with pytest.raises(NotADay):
            answer(planned=planned, day=day, said="done")


def test_the_reminder_is_one_neutral_note_at_its_time_and_marks_the_use(
    cast: Cast, now: time_machine.Traveller
) -> None:
    planned = plan(cast)
    plan(cast, skill="stop")
    assert remind_due() == 0
    now.shift(timedelta(minutes=31))
    assert [remind_due(), remind_due()] == [1, 0]
    assert reminders(cast.mia) == 1, "two at once are one note"
    answer(planned=planned, day=TODAY, said="done")
    assert SkillUse.objects.get().prompted is True


def test_no_more_reminders_a_day_than_the_client_wants(cast: Cast, now: time_machine.Traveller) -> None:
    set_limits(client=cast.mia, quiet_from=time(23), quiet_until=time(8), most_a_day=1)
    for hour in (20, 21):
        plan(cast, When(kind=Kind.CLOCK, time=time(hour)))
    for _hour in range(4):
        now.shift(timedelta(minutes=40))
        remind_due()
    assert reminders(cast.mia) == 1


def test_quiet_hours_hold_for_what_is_arranged_already(cast: Cast, now: time_machine.Traveller) -> None:
    plan(cast)
    set_limits(client=cast.mia, quiet_from=time(19), quiet_until=time(8), most_a_day=3)
    now.shift(timedelta(hours=1))
    assert remind_due() == 0


def test_a_late_server_wakes_nobody(cast: Cast, now: time_machine.Traveller) -> None:
    plan(cast)
    now.shift(timedelta(hours=4))
    assert remind_due() == 0
    assert reminders(cast.mia) == 0


def test_nothing_reminds_after_three_days_without_an_answer_until_there_is_one(
    cast: Cast, now: time_machine.Traveller
) -> None:
    planned = plan(cast)
    for _day in range(6):
        now.shift(timedelta(hours=1))
        remind_due()
        now.shift(timedelta(hours=23))
        close_days()
    assert reminders(cast.mia) == 3
    answer(planned=planned, day=DAYS[6], said="not_today")
    now.shift(timedelta(hours=25))
    remind_due()
    assert reminders(cast.mia) == 4


def test_smaller_by_a_tap_until_it_can_not_be_smaller(cast: Cast) -> None:
    planned = plan(cast)
    for _tap in range(3):
        assert make_smaller(planned=planned, by=cast.mia)
    assert make_smaller(planned=planned, by=cast.mia) is None
    last = newest(planned)
    assert (last.size, read(last.when).weekdays, last.reason) == ("first_step", (0, 2, 4), "smaller")
    assert last.situation == "When I come home and it is quiet"


def test_what_ended_asks_no_more_and_can_be_taken_up_again(cast: Cast) -> None:
    planned = plan(cast)
    end(planned=planned, by=cast.mia)
    assert open_day(planned) is None
    assert plan_of(cast.mia) == []
    take_up(planned=planned, by=cast.mia)
    assert open_day(planned) == TODAY


def test_a_commitment_becomes_a_planned_practice_once(cast: Cast) -> None:
    said = {"client": cast.mia, "programme_id": cast.programme.pk, "coach": cast.dana}
    promise = Commitment.objects.create(**said, text="Breathe before I call her", ask_at=clock.now())
    planned = keep_commitment(commitment=promise, by=cast.mia)
    assert keep_commitment(commitment=promise, by=cast.mia) == planned
    assert planned.current is not None
    assert (planned.current.situation, planned.current.skill) == ("Breathe before I call her", "")
    assert read(planned.current.when).part == Part.EVENING
    answer(planned=planned, day=DAYS[0], said="done")
    assert SkillUse.objects.count() == 0, "no skill was named"


def test_a_hard_event_is_rehearsed_and_then_it_is_over(cast: Cast, now: time_machine.Traveller) -> None:
    event = clock.now() + timedelta(days=2)
    planned = plan(cast, When(kind=Kind.EVENT, event_at=event), skill="cope-ahead", situation="Dinner at my sister’s")
    assert open_day(planned) == TODAY
    answer(planned=planned, day=TODAY, said="done")
    for _day in range(4):
        now.shift(timedelta(days=1))
        close_days()
    planned.refresh_from_db()
    assert planned.ended_at is not None
    assert open_day(planned) is None


def test_a_client_who_travels_gets_the_day_of_where_they_are(cast: Cast, now: time_machine.Traveller) -> None:
    planned = plan(cast)
    cast.mia.timezone = "America/Los_Angeles"
    cast.mia.save()
    now.shift(timedelta(hours=5))  # past midnight in Berlin, half past three in the afternoon there
    close_days()
    assert open_day(planned) == TODAY
    row = PlannedOccasion.objects.get(answer="", closed_at=None)
    assert row.remind_at is not None
    assert row.remind_at > clock.now()


def test_a_new_time_zone_moves_the_reminder_at_once(cast: Cast) -> None:
    planned = plan(cast)
    browser = Client()
    browser.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    said = {"name": "Mia", "phone": "", "country": "GB", "timezone": "Europe/London"}
    assert browser.post(reverse("people:me"), said).status_code == 302
    row = planned.occasions.get(answer="", closed_at=None)
    assert row.remind_at == clock.now() + timedelta(minutes=90)  # 20:00 there


def test_home_names_what_is_next_today(cast: Cast) -> None:
    assert next_today(cast.mia) is None
    planned = plan(cast)
    found = next_today(cast.mia)
    assert found is not None
    assert found.planned == planned
    answer(planned=planned, day=TODAY, said="done")
    assert next_today(cast.mia) is None
