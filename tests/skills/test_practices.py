"""Guided practices: their content, what is left out for whom, what is kept, and that nothing is kept twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.coaching.test_authorisation import browser_of
from wiseline.chart.models import SkillUse, TimelineEntry
from wiseline.chart.practised import finish_practice
from wiseline.chart.uses import Went
from wiseline.coaching.flows.ask import ask
from wiseline.skills import library
from wiseline.skills.flows import set_cautions
from wiseline.skills.library.entry import Faulty
from wiseline.skills.library.reading import HIGHEST_GRADE, grade
from wiseline.skills.models import OwnItem, PracticeRun
from wiseline.skills.practices import practices
from wiseline.skills.practices.practice import Breathe, Practice, parse
from wiseline.skills.practising import (
    LONGEST_LIST,
    ListIsFull,
    add_own,
    own_list,
    reach_step,
    remove_own,
    said_in,
    send,
    sent_into,
    title_at,
)

if TYPE_CHECKING:
    from tests.cast import Cast

ALL = practices()
NAMED = [
    "tipp", "stop", "sensory-awareness", "body-scan", "distract-accepts", "self-soothe", "pros-and-cons",
    "urge-surfing", "radical-acceptance", "turning-the-mind", "half-smile-willing-hands", "wise-mind", "observe",
    "describe", "identify-emotions", "check-the-facts", "opposite-action", "problem-solving", "cope-ahead", "please",
    "accumulate-positives", "build-mastery", "dear-man", "give", "fast", "dime-game", "self-validation",
    "paced-breathing",
]  # fmt: skip


@pytest.mark.parametrize("skill", NAMED)
def test_what_the_field_practises_can_be_practised_here(skill: str) -> None:
    assert skill in ALL


@pytest.mark.parametrize("practice", ALL.values(), ids=lambda practice: practice.skill)
def test_a_practice_belongs_to_a_skill_and_is_easy_to_read(practice: Practice) -> None:
    assert practice.skill in library.entries()
    assert grade(practice.client_text) <= HIGHEST_GRADE
    assert "!" not in practice.client_text
    assert " just " not in practice.client_text


@given(flags=st.sets(st.sampled_from(["heart-disease", "beta-blockers", "pregnancy", "injury", "breath-panic"])))
def test_no_step_is_shown_that_a_client_must_not_do(flags: set[str]) -> None:
    for practice in ALL.values():
        for step in practice.steps_for(frozenset(flags)):
            assert not flags & set(step.avoid), f"{practice.skill}: {step.title}"
        assert practice.steps_for(frozenset(flags)), practice.skill


def test_cold_and_hard_exercise_are_left_out_for_a_weak_heart() -> None:
    titles = [step.title for step in ALL["tipp"].steps_for(frozenset({"heart-disease"}))]
    assert "Cold water" not in titles
    assert "Move hard, for a short time" not in titles
    assert "Slow your breath" in titles


def test_watching_the_breath_is_left_out_where_it_brings_panic() -> None:
    for skill in ("tipp", "cope-ahead"):
        assert not any(isinstance(step, Breathe) for step in ALL[skill].steps_for(frozenset({"breath-panic"})))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("steps = 3", "steps"),
        ('minutes = 3\nlead = "A line."\n[[steps]]\nkind = "dance"\ntitle = "No"\n', "dance"),
        ("minutes = ", "no-such"),
        (
            'minutes = 2\nlead = "A line."\n'
            + '[[steps]]\nkind = "write"\ntitle = "What"\nname = "same"\nlabel = "Here"\n' * 3,
            "asked for twice",
        ),
        (
            'minutes = 2\nlead = "A line."\n' + '[[steps]]\nkind = "say"\ntitle = "Words"\nwhen = { mood = "x" }\n' * 3,
            "no choice before it",
        ),
        ('minutes = 2\nlead = "A line."\n' + '[[steps]]\nkind = "say"\ntitle = "Words"\n' * 3, "does something"),
    ],
)
def test_a_faulty_practice_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(Faulty, match=says):
        parse("no-such", text)


def test_a_finished_practice_is_a_skill_use_with_its_context(cast: Cast) -> None:
    went = Went("helped", before=80, after=55, place="alone", company="nobody", situation="After the call")
    use = finish_practice(client=cast.mia, practice="stop", went=went, kept={"seen": "Red face"}, key="k1")
    use.refresh_from_db()
    assert (use.before, use.after, use.place, use.company) == (80, 55, "alone", "nobody")
    assert (use.situation, use.how) == ("After the call", SkillUse.How.ALONE)
    run = PracticeRun.objects.get()
    assert said_in(run) == [("What I see, feel and want to do", "Red face")]
    assert run.use_id == use.pk


def test_the_same_practice_sent_twice_is_kept_once(cast: Cast) -> None:
    for _ in range(2):
        finish_practice(client=cast.mia, practice="stop", went=Went("some"), kept={}, key="same")
    assert (SkillUse.objects.count(), PracticeRun.objects.count(), TimelineEntry.objects.count()) == (1, 1, 1)


def test_a_practice_that_was_sent_counts_as_coached_once(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia)
    run = send(client=cast.mia, practice="stop", by=cast.dana, contact_id=contact.pk)
    assert send(client=cast.mia, practice="stop", by=cast.dana, contact_id=contact.pk) == run
    SkillUse.objects.create(
        programme_id=cast.programme.pk, client=cast.mia, skill="stop", how=SkillUse.How.COACHED, contact_id=contact.pk
    )
    use = finish_practice(client=cast.mia, practice="stop", went=Went("helped", after=40), kept={}, run=run)
    assert SkillUse.objects.get() == use
    assert (use.how, use.effect, use.after) == (SkillUse.How.COACHED, "helped", 40)
    assert sent_into(contact.pk).get().ended_at is not None


def test_a_coach_sees_the_step_and_nothing_moves_after_the_end(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia)
    run = send(client=cast.mia, practice="stop", by=cast.dana, contact_id=contact.pk)
    assert title_at(run) == ""
    reach_step(run=run, step=2)
    run.refresh_from_db()
    assert title_at(run) == "Take a step back"
    reach_step(run=run, step=9999)
    run.refresh_from_db()
    assert run.step == run.steps
    finish_practice(client=cast.mia, practice="stop", went=Went("not"), kept={}, run=run)
    reach_step(run=run, step=1)
    run.refresh_from_db()
    assert run.step == run.steps


def test_what_a_client_did_not_choose_to_keep_is_nowhere(cast: Cast) -> None:
    browser = browser_of(cast, "mia")
    browser.post(reverse("skills:practice", args=["stop"]), {"effect": "helped", "answers": ""})
    assert PracticeRun.objects.get().kept == {}


def test_what_is_not_asked_for_is_dropped(cast: Cast) -> None:
    answers = json.dumps({"seen": "Facts", "other": "x"})
    browser_of(cast, "mia").post(reverse("skills:practice", args=["stop"]), {"effect": "helped", "answers": answers})
    assert PracticeRun.objects.get().kept == {"seen": "Facts"}


@pytest.mark.parametrize("answers", ["{", "[1]", '{"seen": {"a": 1}}', '{"seen": "' + "x" * 5000 + '"}'])
def test_answers_that_cannot_be_read_are_refused_with_a_message(cast: Cast, answers: str) -> None:
    page = browser_of(cast, "mia").post(reverse("skills:practice", args=["stop"]), {"answers": answers, "after": "40"})
    assert page.status_code == 422
    assert not SkillUse.objects.exists()
    assert 'value="40"' in page.content.decode()


@pytest.mark.parametrize("step", ["", "x", "-1", "²", "10000"])
def test_a_step_that_is_no_number_is_refused(cast: Cast, step: str) -> None:
    contact, _new = ask(client=cast.mia)
    run = send(client=cast.mia, practice="stop", by=cast.dana, contact_id=contact.pk)
    answer = browser_of(cast, "mia").post(reverse("skills:run_step", args=[run.pk]), {"step": step})
    assert answer.status_code == 400


def test_a_line_is_in_a_list_once_and_stays_out_when_taken_out(cast: Cast) -> None:
    first = add_own(client=cast.mia, list_name="soothe", text=" Warm  tea ")
    assert first.text == "Warm tea"
    assert add_own(client=cast.mia, list_name="soothe", text="warm tea") == first
    assert add_own(client=cast.mia, list_name="soothe", text="Other", key="k") == add_own(
        client=cast.mia, list_name="soothe", text="Other", key="k"
    )
    remove_own(item=first)
    assert [row.text for row in own_list(cast.mia, "soothe")] == ["Other"]
    assert not own_list(cast.noah, "soothe").exists()


def test_a_full_list_says_so_and_loses_nothing_typed(cast: Cast) -> None:
    for number in range(LONGEST_LIST):
        OwnItem.objects.create(
            programme_id=cast.programme.pk, client=cast.mia, by=cast.mia, list="soothe", text=f"Line {number}"
        )
    with pytest.raises(ListIsFull):
        add_own(client=cast.mia, list_name="soothe", text="One too many")
    page = browser_of(cast, "mia").post(reverse("skills:own_item", args=["soothe"]), {"text": "One too many"})
    assert page.status_code == 422
    assert 'value="One too many"' in page.content.decode()


def test_an_empty_line_and_an_unknown_list_are_refused(cast: Cast) -> None:
    browser = browser_of(cast, "mia")
    assert browser.post(reverse("skills:own_item", args=["soothe"]), {"text": " "}).status_code == 422
    assert browser.post(reverse("skills:own_item", args=["other"]), {"text": "x"}).status_code == 404


def test_what_is_ruled_out_for_a_client_is_not_on_their_page(cast: Cast) -> None:
    set_cautions(client=cast.mia, flags=frozenset({"heart-disease"}), by=cast.dana)
    page = browser_of(cast, "mia").get(reverse("skills:practice", args=["tipp"])).content.decode()
    assert "put it to your eyes" not in page
    assert (
        "put it to your eyes"
        in browser_of(cast, "noah").get(reverse("skills:practice", args=["tipp"])).content.decode()
    )


def test_who_cares_for_a_client_reads_what_they_kept(cast: Cast) -> None:
    finish_practice(client=cast.mia, practice="stop", went=Went("some"), kept={"seen": "Red face"}, key="k1")
    path = reverse("skills:learning", args=[cast.mia.pk])
    assert "Red face" in browser_of(cast, "dana").get(path).content.decode()
    assert "Red face" in browser_of(cast, "mia").get(reverse("skills:kept")).content.decode()
    assert "Red face" not in browser_of(cast, "noah").get(reverse("skills:kept")).content.decode()


def test_what_is_said_once_waits_for_a_page_that_is_read(cast: Cast) -> None:
    browser = browser_of(cast, "mia")
    browser.post(reverse("skills:ask", args=["give"]), {"text": "How?"})
    path = reverse("skills:skill", args=["give"])
    said = "Your therapist sees it before your next session."
    assert said not in browser.get(path, headers={"X-Wiseline-Keep": "1"}).content.decode()
    assert said in browser.get(path).content.decode()
    assert said not in browser.get(path).content.decode()
