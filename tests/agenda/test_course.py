"""A session from its plan to what was agreed: each step once, whatever is tapped twice, and what follows from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.agenda.weeks import planned
from tests.cast import Cast
from wiseline.agenda import course, working
from wiseline.agenda.agreeing import agree, agreements_of, unsay
from wiseline.agenda.changing import Over
from wiseline.agenda.models import Agreement, Session, Wish
from wiseline.agenda.planning import next_session, plan_session, prepared, prompt_today
from wiseline.agenda.wishes import add_wish, open_wishes
from wiseline.alliance.understanding import waits_for_client
from wiseline.chart.models import PlannedPractice, TimelineEntry
from wiseline.chart.needs import needs_for
from wiseline.chart.practice_plan.when import Kind, Part, When
from wiseline.lib import clock
from wiseline.skills.models import Taught


def say(session: Session, cast: Cast, kind: str, key: str, **more: object) -> Agreement:
    return agree(
        session=session,
        by=cast.dana,
        kind=kind,
        key=key,
        **{"skill": "", "text": "", **more},  # type: ignore[arg-type]
    )


def test_what_was_agreed_goes_where_it_belongs_when_the_session_is_closed_and_only_once(cast: Cast) -> None:
    session = planned(cast)
    course.begin(session=session, by=cast.dana)
    say(session, cast, "words", "1", text="You call before nine.")
    say(session, cast, "taught", "2", skill="fast", text="Asking for a day off")
    say(session, cast, "practice", "3", skill="give", text="With Ada", when=When(kind=Kind.PART, part=Part.EVENING))
    say(session, cast, "goal", "4", text="Sleep through the week")
    taken_back = say(session, cast, "taught", "5", skill="stop")
    unsay(agreement=taken_back, by=cast.dana)
    assert not Taught.objects.exists()
    assert not PlannedPractice.objects.exists()
    for _tap in range(2):
        course.close(session=session, by=cast.dana)
    assert [(row.skill, row.practised) for row in Taught.objects.all()] == [("fast", "Asking for a day off")]
    practice = PlannedPractice.objects.get()
    assert practice.current is not None  # agreed together: it holds at once
    assert (practice.current.skill, practice.current.situation) == ("give", "With Ada")
    assert waits_for_client(cast.mia) == 1  # the goal, which holds once the client agrees
    assert TimelineEntry.objects.filter(kind="session.closed").count() == 1
    assert len(agreements_of(session)) == 4
    with pytest.raises(Over):
        say(session, cast, "words", "6", text="And more")


def test_an_agreement_that_is_sent_twice_is_one(cast: Cast) -> None:
    session = planned(cast)
    for _tap in range(2):
        say(session, cast, "words", "1", text="You call before nine.")
    assert Agreement.objects.count() == 1


def test_a_wish_that_was_talked_about_is_done_and_the_others_wait(cast: Cast) -> None:
    first, second = (add_wish(client=cast.mia, text=text, key=text) for text in ("Sundays", "My sister"))
    session = planned(cast)
    working.mark_line(session=session, by=cast.dana, key=f"wish.{first.pk}", act="tick")
    course.close(session=session, by=cast.dana)
    assert open_wishes(cast.mia) == [second]
    assert Wish.objects.get(pk=first.pk).session_id == session.pk


def test_there_is_one_next_session_and_planning_again_moves_it(cast: Cast) -> None:
    first = planned(cast, days=2)
    second = planned(cast, days=3)
    assert first.pk == second.pk
    assert Session.objects.get().planned_for == clock.now() + timedelta(days=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(
            client=cast.mia, programme_id=cast.programme.pk, therapist=cast.dana, planned_for=clock.now()
        )


def test_a_weekly_session_is_followed_by_the_next_at_the_same_hour_across_the_change_of_the_clock(
    cast: Cast, now: time_machine.Traveller
) -> None:
    now.move_to(datetime(2026, 10, 22, 12, tzinfo=UTC))  # clocks go back on the 25th
    at_two = datetime(2026, 10, 22, 12, tzinfo=UTC)  # 14:00 in Berlin
    session = plan_session(client=cast.mia, therapist=cast.dana, planned_for=at_two, weekly=True)
    course.close(session=session, by=cast.dana)
    following = next_session(cast.mia)
    assert following is not None
    assert following.planned_for == datetime(2026, 10, 29, 13, tzinfo=UTC)  # still 14:00
    assert following.weekly


def test_after_weeks_without_one_the_next_is_planned_in_the_future(cast: Cast, now: time_machine.Traveller) -> None:
    session = plan_session(client=cast.mia, therapist=cast.dana, planned_for=clock.now(), weekly=True)
    now.shift(timedelta(days=23))
    course.missed(session=session, by=cast.dana)
    following = next_session(cast.mia)
    assert following is not None
    assert clock.now() < following.planned_for <= clock.now() + timedelta(days=7)


def test_a_session_that_is_over_is_not_begun_nor_missed(cast: Cast) -> None:
    session = planned(cast)
    course.close(session=session, by=cast.dana)
    for step in (course.begin, course.missed):
        with pytest.raises(Over):
            step(session=session, by=cast.dana)
    other = planned(cast)
    course.missed(session=other, by=cast.dana)
    with pytest.raises(Over):
        course.close(session=other, by=cast.dana)
    assert not isinstance(Over(), ValidationError)


def test_the_board_asks_on_the_day_of_a_session_until_it_is_prepared(cast: Cast, now: time_machine.Traveller) -> None:
    session = planned(cast, days=2)
    assert [prompt_today(), needs_for(cast.dana)] == [0, []]
    now.shift(timedelta(hours=28))  # 23:30 in Berlin, the evening before
    assert prompt_today() == 0
    now.shift(timedelta(hours=1))
    assert [prompt_today(), prompt_today()] == [1, 0]
    (need,) = needs_for(cast.dana)
    assert (need.kind, need.due_at, need.subject_id) == ("session", session.planned_for, session.pk)
    prepared(session=session, by=cast.dana)
    assert needs_for(cast.dana) == []
    assert prompt_today() == 0


def test_a_session_that_is_planned_for_today_is_asked_about_at_once_and_not_when_it_is_moved_away(cast: Cast) -> None:
    planned(cast, hours=2)
    assert [need.kind for need in needs_for(cast.dana)] == ["session"]
    planned(cast, days=3)
    assert needs_for(cast.dana) == []


@pytest.mark.parametrize("step", [course.begin, course.close, course.missed])
def test_a_session_that_goes_on_or_is_over_is_not_asked_about(cast: Cast, step: object) -> None:
    session = planned(cast, hours=2)
    step(session=session, by=cast.dana)  # type: ignore[operator]
    assert needs_for(cast.dana) == []
