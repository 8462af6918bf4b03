"""Asking and answering: when it is due, once and never nagging; old answers keep their meaning; who owes a look."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.questionnaires.own import BRANCHING
from wiseline.chart.models import Need, QuestionnaireAnswers, QuestionnaireVersion
from wiseline.chart.needs import needs_for
from wiseline.chart.questionnaires import shipped
from wiseline.chart.questionnaires.answering import LOOK_WITHIN, answer, looked
from wiseline.chart.questionnaires.asking import (
    ask,
    due_for,
    pause,
    remind_of_questions,
    remind_of_questions_at,
    stop,
)
from wiseline.chart.questionnaires.change import Verdict
from wiseline.chart.questionnaires.faults import Faulty
from wiseline.chart.questionnaires.reading import courses_of, latest_changes
from wiseline.chart.questionnaires.versions import add_edition, current, switch, version_of
from wiseline.lib import clock
from wiseline.people.models import CareKind, CareRelationship, Person
from wiseline.reach.models import Delivery
from wiseline.rota.models import DayOff

MONDAY, WEDNESDAY = 0, 2  # the cast's evening is a Monday


def edition(client: Person, slug: str) -> QuestionnaireVersion:
    found = version_of(client.programme_id, slug)
    assert found is not None
    return found


def say(client: Person, slug: str, **answers: int | str) -> QuestionnaireAnswers:
    key = f"{slug}{QuestionnaireAnswers.objects.count()}"
    return answer(client=client, version=edition(client, slug), given=answers, key=key)


def nine(total: int) -> dict[str, int]:
    """Answers to the PHQ-9 that make a sum, with none to the ninth."""
    found = {}
    for place in range(1, 9):
        found[f"q{place}"] = min(3, total)
        total -= found[f"q{place}"]
    return {**found, "q9": 0}


def names(client: Person) -> list[str]:
    return [each.definition.id for each in due_for(client, clock.now())]


def told(client: Person) -> int:
    return Delivery.objects.filter(person=client, kind="questions", channel="in_app").count()


def test_what_is_asked_is_due_from_its_day_until_it_is_answered(cast: Cast, now: time_machine.Traveller) -> None:
    ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    ask(client=cast.mia, by=cast.dana, slug="phq-9", every_weeks=2, weekday=WEDNESDAY)
    assert names(cast.mia) == ["week"]
    now.shift(timedelta(days=2))
    assert names(cast.mia) == ["week", "phq-9"]
    say(cast.mia, "week", steady=3)
    assert names(cast.mia) == ["phq-9"]
    now.shift(timedelta(days=5))
    assert names(cast.mia) == ["week", "phq-9"]


def test_what_is_paused_or_stopped_is_not_due(cast: Cast) -> None:
    asking = ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    pause(asking=asking, paused=True)
    assert names(cast.mia) == []
    pause(asking=asking, paused=False)
    assert names(cast.mia) == ["week"]
    stop(asking=asking, by=cast.dana)
    assert names(cast.mia) == []


def test_asking_again_changes_the_day_and_asks_once(cast: Cast) -> None:
    first = ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    again = ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=2, weekday=WEDNESDAY)
    assert (first.pk, again.weekday, again.every_weeks) == (again.pk, WEDNESDAY, 2)
    assert names(cast.mia) == []


def test_what_the_programme_does_not_have_cannot_be_asked(cast: Cast) -> None:
    with pytest.raises(KeyError):
        ask(client=cast.mia, by=cast.dana, slug="first-steps", every_weeks=1, weekday=MONDAY)


def test_the_reminder_comes_once_on_the_day_and_not_where_it_is_answered(
    cast: Cast, now: time_machine.Traveller
) -> None:
    ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    remind_of_questions_at(client=cast.mia, at=time(20))
    assert remind_of_questions() == 0
    now.shift(timedelta(minutes=30))  # 20:00 in Berlin
    assert [remind_of_questions(), remind_of_questions()] == [1, 0]
    for _day in range(6):
        now.shift(timedelta(days=1))
        assert remind_of_questions() == 0
    now.shift(timedelta(hours=23))
    say(cast.mia, "week", steady=3)
    now.shift(timedelta(hours=1))
    assert remind_of_questions() == 0
    assert told(cast.mia) == 1
    assert not Delivery.objects.filter(kind="questions", channel="email").exists()


def test_no_time_is_no_reminder(cast: Cast, now: time_machine.Traveller) -> None:
    ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    remind_of_questions_at(client=cast.mia, at=time(20))
    remind_of_questions_at(client=cast.mia, at=None)
    now.shift(timedelta(hours=1))
    assert remind_of_questions() == 0


def test_answers_that_arrive_twice_are_kept_once(cast: Cast) -> None:
    version = edition(cast.mia, "week")
    first = answer(client=cast.mia, version=version, given={"steady": 3}, key="one")
    again = answer(client=cast.mia, version=version, given={"steady": 3}, key="one")
    assert first.pk == again.pk
    assert QuestionnaireAnswers.objects.count() == 1


def test_answers_and_definitions_are_sealed(cast: Cast) -> None:
    version = add_edition(text=BRANCHING, by=cast.lea)
    switch(version=version, on=True, by=cast.lea)
    row = answer(client=cast.mia, version=version, given={"one": 1, "two": 0, "three": "the harbour wall"}, key="k")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM chart_questionnaireanswers")
        assert b"harbour" not in bytes(cursor.fetchone()[0])
        cursor.execute("SELECT definition FROM chart_questionnaireversion WHERE slug = 'first-steps'")
        assert b"umbrella" not in bytes(cursor.fetchone()[0])
    row.refresh_from_db()
    assert row.answers["three"] == "the harbour wall"


def test_thoughts_of_death_raise_a_need_for_the_therapist_and_no_mail(cast: Cast, now: time_machine.Traveller) -> None:
    row = say(cast.mia, "phq-9", q9=1)
    need = Need.objects.get()
    assert (need.owner, need.subject_id, need.due_at) == (cast.dana, row.pk, clock.now() + LOOK_WITHIN)
    assert not Delivery.objects.filter(channel="email").exists()
    assert looked(row=row, by=cast.dana)
    assert needs_for(cast.dana) == []


def test_without_a_therapist_whoever_cares_owes_the_look(cast: Cast) -> None:
    CareRelationship.objects.filter(client=cast.mia).update(kind=CareKind.TRAINER)
    say(cast.mia, "phq-9", q9=3)
    assert Need.objects.get().owner is None
    assert len(needs_for(cast.dana)) == 1


def off_today(coach: Person) -> None:
    today = clock.now().date()
    DayOff.objects.create(coach=coach, first=today, last=today)


def test_on_a_day_off_of_the_therapist_whoever_else_cares_owes_the_look(cast: Cast) -> None:
    off_today(cast.dana)
    begun = clock.now().date()
    CareRelationship.objects.create(client=cast.mia, coach=cast.toni, kind=CareKind.TRAINER, starts_on=begun)
    say(cast.mia, "phq-9", q9=1)
    assert Need.objects.get().owner is None
    assert len(needs_for(cast.toni)) == 1


def test_where_nobody_else_cares_a_lead_owes_it_and_reads_these_answers_until_then(cast: Cast) -> None:
    off_today(cast.dana)
    row, other = say(cast.mia, "phq-9", q9=1), say(cast.mia, "phq-9", q1=1)
    assert Need.objects.get().owner == cast.lea
    page = reverse("scales:answers", args=[row.pk])
    assert "falls to you" in browser_of(cast.lea).get(page).content.decode()
    assert browser_of(cast.lea).get(reverse("scales:answers", args=[other.pk])).status_code == 404
    assert browser_of(cast.sam).get(page).status_code == 404
    done = browser_of(cast.lea).post(reverse("scales:looked", args=[row.pk]))
    assert done.headers["Location"] == reverse("coaching:board")
    assert browser_of(cast.lea).get(page).status_code == 404
    assert needs_for(cast.lea) == []


@pytest.mark.parametrize("answers", [{"q9": 0}, {"q1": 3, "q2": 3, "q6": 3}])
def test_nobody_owes_a_look_where_no_answer_asks_for_it(cast: Cast, answers: dict[str, int]) -> None:
    say(cast.mia, "phq-9", **answers)
    assert not Need.objects.exists()


def test_the_latest_change_has_both_values_and_plain_words(cast: Cast, now: time_machine.Traveller) -> None:
    began = clock.now() - timedelta(days=1)
    say(cast.mia, "phq-9", **nine(18))
    (first,) = latest_changes(cast.mia, began)
    assert (first.previous, first.latest, first.verdict) == (None, 18, Verdict.TOO_EARLY)
    now.shift(timedelta(days=14))
    say(cast.mia, "phq-9", **nine(15))
    (second,) = latest_changes(cast.mia, began)
    assert (second.previous, second.latest) == (18, 15)
    assert "no clear change" in second.words
    now.shift(timedelta(days=14))
    session = clock.now() - timedelta(days=7)
    say(cast.mia, "phq-9", **nine(9))
    (third,) = latest_changes(cast.mia, session)
    assert (third.instrument, third.previous, third.latest, third.verdict) == ("PHQ-9", 15, 9, Verdict.BETTER)
    assert "reliable change for the better" in third.words
    assert "a good one" in third.kind_words
    assert latest_changes(cast.mia, clock.now()) == []


def test_left_out_answers_make_no_point_of_the_course(cast: Cast) -> None:
    say(cast.mia, "phq-9", q1=3)
    assert courses_of(cast.mia) == []


def test_a_new_edition_leaves_old_answers_as_they_were(cast: Cast, now: time_machine.Traveller) -> None:
    scored = BRANCHING + '\n[[scores]]\nid = "t"\nname = "T"\nquestions = ["one", "four"]\nbetter = "lower"\n'
    old = add_edition(text=scored, by=cast.lea)
    switch(version=old, on=True, by=cast.lea)
    row = say(cast.mia, "first-steps", one=1, four=0)
    turned = scored.replace("Are you wet?", "Are you dry?")
    new = add_edition(text=turned, by=cast.lea)
    assert (old.number, new.number) == (1, 2)
    assert current(cast.programme.pk)["first-steps"].questions[3].text == "Are you wet?"
    switch(version=new, on=True, by=cast.lea)
    assert current(cast.programme.pk)["first-steps"].questions[3].text == "Are you dry?"
    now.shift(timedelta(days=7))
    say(cast.mia, "first-steps", one=0, four=0)
    row.refresh_from_db()
    assert row.version.definition["questions"][3]["text"] == "Are you wet?"
    (course,) = courses_of(cast.mia)
    assert course.values == (0,)


def test_an_edition_is_on_for_one_programme_only_and_can_be_switched_off(cast: Cast) -> None:
    version = add_edition(text=BRANCHING, by=cast.lea)
    assert set(current(cast.programme.pk)) == set(shipped())
    switch(version=version, on=True, by=cast.lea)
    assert "first-steps" in current(cast.programme.pk)
    assert "first-steps" not in current(cast.elsewhere.pk)
    switch(version=version, on=False, by=cast.lea)
    assert version_of(cast.programme.pk, "first-steps") is None


def test_what_comes_with_wiseline_keeps_its_name(cast: Cast) -> None:
    with pytest.raises(Faulty, match="comes with Wiseline"):
        add_edition(text=BRANCHING.replace('id = "first-steps"', 'id = "phq-9"'), by=cast.lea)


def test_a_death_thought_shows_help_and_the_plan_on_the_page_and_stands_on_the_board(cast: Cast) -> None:
    ask(client=cast.mia, by=cast.dana, slug="phq-9", every_weeks=1, weekday=MONDAY)
    mia, dana = browser_of(cast.mia), browser_of(cast.dana)
    address = reverse("scales:fill", args=[edition(cast.mia, "phq-9").pk])
    page = mia.post(address, {"a-q9": "1", "client_key": "k"}, follow=True).content.decode()
    assert reverse("safety:help_now") in page
    assert reverse("safety:my_plan") in page
    assert "Thank you for saying it" in page
    row = QuestionnaireAnswers.objects.get()
    board = dana.get(reverse("coaching:board")).content.decode()
    assert reverse("scales:answers", args=[row.pk]) in board
    answers = dana.get(reverse("scales:answers", args=[row.pk])).content.decode()
    assert "Several days" in answers
    dana.post(reverse("scales:looked", args=[row.pk]))
    assert reverse("scales:answers", args=[row.pk]) not in dana.get(reverse("coaching:board")).content.decode()


def test_an_empty_questionnaire_is_said_to_be_and_keeps_nothing(cast: Cast) -> None:
    ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    address = reverse("scales:fill", args=[edition(cast.mia, "week").pk])
    response = browser_of(cast.mia).post(address, {})
    assert response.status_code == 422
    assert "at least one question" in response.content.decode()
    assert not QuestionnaireAnswers.objects.exists()


def test_a_wrong_answer_is_refused_and_the_others_stay(cast: Cast) -> None:
    ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    address = reverse("scales:fill", args=[edition(cast.mia, "week").pk])
    response = browser_of(cast.mia).post(address, {"a-steady": "9", "a-people": "4"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "none of the answers" in page
    assert re.search(r'name="a-people" value="4"[^>]* checked', page)


def test_what_was_written_on_a_page_of_yesterday_is_taken_after_it_was_stopped(cast: Cast) -> None:
    asking = ask(client=cast.mia, by=cast.dana, slug="week", every_weeks=1, weekday=MONDAY)
    stop(asking=asking, by=cast.dana)
    address = reverse("scales:fill", args=[edition(cast.mia, "week").pk])
    response = browser_of(cast.mia).post(address, {"a-steady": "2"}, headers={"Accept": "application/json"})
    assert response.status_code == 201
    assert response.json()["next"] == reverse("scales:kept", args=[QuestionnaireAnswers.objects.get().pk])


def test_a_lead_adds_a_questionnaire_and_reads_line_by_line_what_is_wrong(cast: Cast) -> None:
    lea = browser_of(cast.lea)
    wrong = BRANCHING.replace("help_if = [1]", "help_if = [3]")
    number = wrong.splitlines().index("help_if = [3]") + 1
    response = lea.post(reverse("scales:programme"), {"text": wrong, "licence": "on"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f"Line {number}" in page
    assert "Is it raining?" in page
    refused = lea.post(reverse("scales:programme"), {"text": BRANCHING})
    assert refused.status_code == 422
    assert not QuestionnaireVersion.objects.exists()
    preview = lea.post(reverse("scales:programme"), {"text": BRANCHING, "licence": "on"}, follow=True)
    assert "As a client sees it" in preview.content.decode()
    version = QuestionnaireVersion.objects.get()
    lea.post(reverse("scales:own", args=[version.pk]), {"on": "1"})
    page = browser_of(cast.dana).get(reverse("scales:of", args=[cast.mia.pk])).content.decode()
    assert "First steps" in page


def test_a_screener_is_gone_through_together_and_keeps_answers_without_a_verdict(cast: Cast) -> None:
    version = add_edition(text=BRANCHING, by=cast.lea)
    switch(version=version, on=True, by=cast.lea)
    address = reverse("scales:together", args=[cast.mia.pk, version.pk])
    response = browser_of(cast.dana).post(address, {"a-one": "0", "a-two": "1", "a-four": "0"}, follow=True)
    page = response.content.decode()
    assert "No score and no verdict" in page
    assert "written down by Dana" in page
    assert "umbrella" not in page  # it was not asked
    assert QuestionnaireAnswers.objects.get().answers == {"one": 0, "four": 0}
