"""Each part of the page says what the entries say, under the right heading, and links to the entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.agenda.weeks import fill, held_before, lines_of, planned, talk, texts_of
from tests.cast import Cast
from tests.insight.found import nine_weeks
from wiseline.agenda import course
from wiseline.agenda.line import Group
from wiseline.agenda.pages import page_of
from wiseline.agenda.wishes import add_wish, take_back
from wiseline.alliance.pulse import answer_pulse, show_pulse
from wiseline.alliance.repair import Agreed, keep_agreed, say_how_it_is
from wiseline.chart.chains.chain import Body
from wiseline.chart.chains.work import begin
from wiseline.chart.diary.asking import ask_about_day
from wiseline.chart.diary.days import today_of
from wiseline.chart.models import Chain, Commitment
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.practice_plan.when import Kind, Part, When
from wiseline.chart.practice_plan.writing import propose
from wiseline.chart.questionnaires.answering import answer as answer_questions
from wiseline.chart.questionnaires.versions import definition_of, version_of
from wiseline.chart.uses import Went, log_use
from wiseline.coaching.flows.commit import say_how_it_went
from wiseline.coaching.models import Kind as ContactKind
from wiseline.lib import clock
from wiseline.skills.flows import ask_about, teach
from wiseline.web.templatetags.agenda_words import line_href


def test_urges_and_acts_of_the_card_stand_first_with_their_days(cast: Cast) -> None:
    fill(cast, 3, urge__suicide=2, urge__self_harm=4, act__self_harm=0)
    fill(cast, 2, urge__suicide=1, urge__self_harm=2, act__self_harm=1)
    fill(cast, 1, urge__suicide=0, urge__self_harm=5, act__self_harm=0)
    assert texts_of(cast, Group.LIFE) == [
        "Hurt myself",
        "Urge to end my life: up to 2 of 5, on 2 of 3 days that were filled",
        "Urge to hurt myself: up to 5 of 5, on 2 of 3 days that were filled",
    ]
    act, suicide, harm = lines_of(cast, Group.LIFE)
    assert act.at == "2026-11-21"
    assert suicide.details == ["Fri 20 Nov, Sat 21 Nov"]
    assert harm.details == ["Fri 20 Nov, Sun 22 Nov"]
    assert harm.query == "last=2026-11-23"


def test_days_that_were_not_filled_are_said_once_the_diary_is_begun(cast: Cast) -> None:
    assert texts_of(cast, Group.THERAPY) == []
    for back in (5, 4, 1):
        fill(cast, back, misery=1)
    assert texts_of(cast, Group.THERAPY) == ["The card: 3 of 5 days filled"]
    assert lines_of(cast, Group.THERAPY)[0].details == ["Empty: Fri 20 Nov, Sat 21 Nov"]


def test_quality_of_life_says_what_was_on_the_card(cast: Cast) -> None:
    fill(cast, 2, misery=5, sleep=240, conflict=1, drugs=1, alcohol=6, medication=0)
    fill(cast, 1, misery=1, sleep=480, conflict=0, drugs=0, alcohol=0, medication=1)
    assert texts_of(cast, Group.QUALITY) == [
        "Other substances: on 1 of 2 days that were filled",
        "Alcoholic drinks: up to 6, on 1 of 2 days that were filled",
        "How hard the day was: up to 5 of 5, on 1 of 2 days that were filled",
        "A row or a conflict: on 1 of 2 days that were filled",
        "Sleep last night, in hours: as little as 4.0, on 1 of 2 days that were filled",
        "Medication as prescribed: no, on 1 of 2 days that were filled",
    ]


CONTACTS = [
    ({"kind": ContactKind.CRISIS, "safety": "safe"}, {}, Group.LIFE, "Asked for help in a crisis"),
    ({"safety": "danger"}, {}, Group.LIFE, "Said in a contact: in danger"),
    ({"safety": "unsure"}, {}, Group.LIFE, "Said in a contact: not sure they are safe"),
    ({"safety": "safe"}, {"acted": "yes"}, Group.LIFE, "Had already acted on an urge when we talked"),
    ({}, {"risk_asked": False}, Group.LIFE, "A contact in which nobody asked about safety, and it was not said"),
    ({"kind": ContactKind.REPAIR, "safety": "safe"}, {}, Group.THERAPY, "Something between us"),
    ({"safety": "safe"}, {"limits": "Too long for me"}, Group.THERAPY, "A coach’s limits came up"),
    ({"safety": "safe"}, {"urges_before": {"quit": 3}}, Group.THERAPY, "Urge to quit therapy, 3 of 5"),
    ({"safety": "safe"}, {"urges_before": {"suicide": 2}}, Group.LIFE, "Urge to end my life, 2 of 5, in a contact"),
]


@pytest.mark.parametrize(("asked", "body", "group", "text"), CONTACTS)
def test_what_a_contact_holds_stands_under_its_target(
    cast: Cast, asked: dict[str, str], body: dict[str, object], group: Group, text: str
) -> None:
    note = talk(cast, 1, body, **asked)
    assert texts_of(cast, group) == [text]
    assert line_href(lines_of(cast, group)[0]) == reverse("coaching:note", args=[note.pk])


def test_a_calm_contact_stands_under_no_target_and_among_the_contacts_with_its_outcome(cast: Cast) -> None:
    body = {
        "problem": "A row at home",
        "distress_before": 70,
        "distress_after": 40,
        "coached": ["paced-breathing"],
        "commitment": "Ten minutes",
        "commitment_minutes": 30,
        "risk_asked": True,
    }
    talk(cast, 1, body, safety="safe")
    for group in (Group.LIFE, Group.THERAPY):
        assert texts_of(cast, group) == []
    (row,) = lines_of(cast, Group.CONTACTS)
    assert row.text == "Help to use a skill, with Dana Reyes"
    assert row.details == [
        "A row at home",
        "Distress 70 → 40 of 100",
        "Coached: Paced breathing",
        "Agreed: Ten minutes",
    ]


def test_a_commitment_and_how_it_went(cast: Cast) -> None:
    talk(cast, 2, {"commitment": "Ten minutes", "commitment_minutes": 30, "risk_asked": True}, safety="safe")
    commitment = Commitment.objects.get()
    say_how_it_went(commitment=commitment, client=cast.mia, outcome="not_done")
    assert texts_of(cast, Group.COMMITMENTS) == ["Ten minutes"]
    assert lines_of(cast, Group.COMMITMENTS)[0].details == ["I have not done it"]
    assert texts_of(cast, Group.THERAPY) == ["Not done, and what got in the way? Ten minutes"]


def test_an_act_without_a_chain_is_a_chain_to_do_until_there_is_one(cast: Cast) -> None:
    fill(cast, 1, act__self_harm=1)
    assert texts_of(cast, Group.CHAINS) == ["An act on the card has no chain yet"]
    yesterday = today_of(cast.mia) - timedelta(days=1)
    chain = begin(client=cast.mia, by=cast.mia, kind=Chain.Kind.CHAIN, body=Body(behaviour="I cut", on=yesterday))
    assert texts_of(cast, Group.CHAINS) == ["Chain analysis, begun and not finished"]
    Chain.objects.filter(pk=chain.pk).update(finished_at=clock.now())
    assert texts_of(cast, Group.CHAINS) == []


def test_skills_that_failed_are_asked_about_or_were_never_used(cast: Cast) -> None:
    use = log_use(client=cast.mia, skill="give", went=Went("not", situation="At work"), at=clock.now())
    ask_about(client=cast.mia, skill="dear-man", text="How do I begin?")
    teach(clients=[cast.mia], skill="fast", on=today_of(cast.mia) - timedelta(days=3), by=cast.dana)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert texts_of(cast, Group.SKILLS) == [
            "GIVE did not help",
            "Would like to learn: DEAR MAN",
            "FAST was taught on 20 November; no use is noted",
        ]
        assert lines_of(cast, Group.SKILLS)[0].details == ["At work"]
        log_use(client=cast.mia, skill="fast", went=Went("helped"))
        assert "FAST" not in " ".join(texts_of(cast, Group.SKILLS))
    assert use.skill == "give"


def test_what_staff_were_late_with_and_questions_that_wait_get_in_the_way_too(cast: Cast) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now() - timedelta(hours=5))
    meet_need(client=cast.mia, kind="call", by=cast.dana)
    ask_about_day(client=cast.mia, by=cast.dana, day=today_of(cast.mia), item="", text="What was it like?")
    assert texts_of(cast, Group.THERAPY) == [
        "A question on the card waits for an answer: What was it like?",
        "We were late with a call that was agreed",
    ]


def test_what_was_done_in_time_is_not_late(cast: Cast) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now() - timedelta(minutes=30))
    meet_need(client=cast.mia, kind="call", by=cast.dana)
    assert texts_of(cast, Group.THERAPY) == []


def test_a_session_that_did_not_take_place_is_said(cast: Cast, now: time_machine.Traveller) -> None:
    course.missed(session=planned(cast), by=cast.dana)
    now.shift(timedelta(hours=1))
    assert texts_of(cast, Group.THERAPY) == ["A session did not take place"]


def test_the_practice_plan_says_what_was_kept_and_changed(cast: Cast) -> None:
    plan = propose(
        client=cast.mia,
        by=cast.mia,
        skill="give",
        situation="With Ada",
        when=When(kind=Kind.PART, part=Part.EVENING),
    )
    (row,) = lines_of(cast, Group.PLAN)
    assert row.text.endswith("With Ada")
    assert row.args == [str(plan.pk)]


def test_a_pattern_is_new_until_a_session_was_closed_with_it(cast: Cast) -> None:
    nine_weeks(cast.mia)
    first = texts_of(cast, Group.PATTERNS)
    assert first
    session = planned(cast)
    course.close(session=session, by=cast.dana)
    assert texts_of(cast, Group.PATTERNS) == []


def test_a_wish_stands_in_the_clients_words_until_it_is_taken_back(cast: Cast) -> None:
    wish = add_wish(client=cast.mia, text="My sister\nand I", key="1")
    add_wish(client=cast.mia, text="My sister\nand I", key="1")
    assert texts_of(cast, Group.WISHES) == ["My sister\nand I"]
    take_back(wish=wish)
    assert texts_of(cast, Group.WISHES) == []


def test_only_what_came_since_the_last_session_is_on_the_page(cast: Cast) -> None:
    fill(cast, 4, urge__suicide=5)
    talk(cast, 4, {"acted": "yes"}, safety="danger")
    held_before(cast, 2)
    fill(cast, 1, urge__suicide=1)
    assert texts_of(cast, Group.LIFE) == ["Urge to end my life: up to 1 of 5, on 1 of 1 days that were filled"]
    assert texts_of(cast, Group.CONTACTS) == []


def test_every_line_opens_the_entry_it_comes_from(cast: Cast) -> None:
    nine_weeks(cast.mia)
    fill(cast, 1, urge__suicide=4, act__self_harm=1, urge__quit=2)
    talk(cast, 1, {"acted": "yes", "limits": "x", "commitment": "y", "commitment_minutes": 30}, safety="danger")
    say_how_it_went(commitment=Commitment.objects.get(), client=cast.mia, outcome="not_done")
    log_use(client=cast.mia, skill="give", went=Went("not"))
    ask_about(client=cast.mia, skill="dear-man")
    ask_about_day(client=cast.mia, by=cast.dana, day=today_of(cast.mia), item="", text="Well?")
    add_wish(client=cast.mia, text="Sundays", key="1")
    begin(client=cast.mia, by=cast.mia, kind=Chain.Kind.CHAIN, body=Body())
    evening = When(kind=Kind.PART, part=Part.EVENING)
    propose(client=cast.mia, by=cast.mia, skill="give", situation="With Ada", when=evening)
    raise_need(client=cast.mia, kind="call", due_at=clock.now() - timedelta(hours=5))
    answer_pulse(client=cast.mia, answers={"understood": 4, "right_things": 4, "honest": 4}, show=True)
    page = page_of(planned(cast))
    filled = {group for group, rows in page.groups if rows}
    assert filled >= set(Group) - {Group.DIARY, Group.MAP, Group.SCALES}
    browser = Client()
    browser.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    for href in {line_href(row) for _group, rows in page.groups for row in rows}:
        assert href
        assert browser.get(href).status_code == 200, href


def test_what_came_between_the_two_stands_there_until_it_is_good(cast: Cast) -> None:
    note = talk(cast, 1, {"risk_asked": True}, safety="safe")
    agreed = Agreed(meant="You did not call back", coach_will="say when I can not", client_will="ask again", days=3)
    assert note.contact_id is not None
    repair = keep_agreed(contact_id=note.contact_id, client=cast.mia, coach=cast.dana, agreed=agreed)
    (row,) = lines_of(cast, Group.THERAPY)
    assert row.text == "What came between us, and what we agreed: You did not call back"
    assert row.details == ["Dana will: say when I can not", "Mia will: ask again", "Mia says: not said yet"]
    say_how_it_is(repair=repair, says="good")
    assert texts_of(cast, Group.THERAPY) == []


def test_a_pulse_is_there_once_it_was_shown_and_a_drop_gets_in_the_way(cast: Cast) -> None:
    good: dict[str, int | None] = {"understood": 5, "right_things": 5, "honest": 5}
    with time_machine.travel(clock.now() - timedelta(days=9), tick=False):
        answer_pulse(client=cast.mia, answers=good, show=True)
    kept = answer_pulse(client=cast.mia, answers={**good, "honest": 1}, words="I held back", show=False)
    assert len(lines_of(cast, Group.PULSE)) == 1
    assert texts_of(cast, Group.THERAPY) == []
    show_pulse(pulse=kept)
    newest = lines_of(cast, Group.PULSE)[0]
    assert newest.text.endswith("1 of 5")
    assert newest.details == ["I held back"]
    (dropped,) = texts_of(cast, Group.THERAPY)
    assert dropped.startswith("Lower than before, to talk about: ")


def test_what_moved_on_the_map_is_said_in_words(cast: Cast) -> None:
    teach(clients=[cast.mia], skill="give", on=today_of(cast.mia) - timedelta(days=3), by=cast.dana)
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
        log_use(client=cast.mia, skill="give", went=Went("helped", place="work"))
    assert texts_of(cast, Group.MAP) == ["GIVE, Work or school: used alone, and it helped"]


def test_a_questionnaire_speaks_in_its_own_words_and_an_answer_to_look_at_stands_first(cast: Cast) -> None:
    version = version_of(cast.programme.pk, "phq-9")
    assert version is not None
    asked = [question.id for question in definition_of(version).questions if question.answers]
    help_if = next(question for question in definition_of(version).questions if question.help_if)
    answer_questions(client=cast.mia, version=version, given=dict.fromkeys(asked, 0), key="calm")
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert texts_of(cast, Group.LIFE) == []
        (row,) = lines_of(cast, Group.SCALES)
        assert row.text.startswith("PHQ-9")
    given = {**dict.fromkeys(asked, 0), help_if.id: help_if.help_if[0]}
    answer_questions(client=cast.mia, version=version, given=given, key="hard")
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        (row,) = lines_of(cast, Group.LIFE)
        assert row.text == "An answer to look at, in “PHQ-9”"
        assert row.details == [help_if.text]
