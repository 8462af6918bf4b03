"""A programme's own words: laid over the library, following its updates, never losing an earlier version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.coaching.test_authorisation import browser_of
from wiseline.skills import library
from wiseline.skills.catalogue import choices, name_of
from wiseline.skills.finder.find import find
from wiseline.skills.finder.question import Question
from wiseline.skills.library.entry import Faulty
from wiseline.skills.models import Wording
from wiseline.skills.wording import (
    PARTS,
    bring_back,
    current,
    overtaken,
    skills_of,
    take_back,
    text_of,
    versions,
    word,
    word_own,
)

if TYPE_CHECKING:
    from tests.cast import Cast

GIVE = library.entries()["give"]
SAME = {part: text_of(GIVE, part) for part in PARTS}
FRONT: dict[str, Any] = {
    "name": "Feeding the birds",
    "module": "mindfulness",
    "group": "everyday",
    "role": "ground",
    "minutes": [5, 15],
    "intensity": [0, 60],
    "emotions": ["sadness"],
    "urges": [],
    "places": ["alone"],
    "cautions": [],
}
BIRDS = {
    "summary": "Feeds the birds in the park slowly.",
    "fits": "You are lonely in the park.\nYou want birds near you.\nYou have old bread and seeds.",
    "does_not_fit": "It storms outside.\nYou cannot walk today.",
    "why": "Birds are here and now.",
    "steps": "Go to the park.\nSit down.\nFeed them slowly.",
    "examples": "Ann sits by the pond.\nJo counts the sparrows.",
    "wrong": "They fly away. Wait.\nIt rains. Come back.",
    "coach": "Ask what they see.",
    "ask": "Which birds?\nWhere?",
    "say": "Slowly.\nLook.",
    "watch": "Cold hands.",
}


def test_changed_parts_are_the_programmes_and_the_others_the_librarys(cast: Cast) -> None:
    words = {**SAME, "summary": "Keeps the bond in our own words.", "steps": "One.\nTwo.\nThree."}
    wording = word(programme_id=cast.programme.pk, skill="give", parts=words, by=cast.toni)
    ours = skills_of(cast.programme.pk)["give"]
    assert ours.front.summary == "Keeps the bond in our own words."
    assert ours.steps == ("One.", "Two.", "Three.")
    assert ours.why == GIVE.why
    assert set(wording.parts) == {"summary", "steps"}
    assert skills_of(cast.elsewhere.pk)["give"] == GIVE


def test_white_space_is_no_change(cast: Cast) -> None:
    words = {part: f"  {text}\r\n" for part, text in SAME.items()}
    assert word(programme_id=cast.programme.pk, skill="give", parts=words, by=cast.toni).parts == {}


def test_where_the_library_moved_on_it_is_said_and_the_own_words_stay(cast: Cast) -> None:
    words = {**SAME, "summary": "Keeps the bond in our own words."}
    wording = word(programme_id=cast.programme.pk, skill="give", parts=words, by=cast.toni)
    assert overtaken(wording) == []
    wording.base["summary"] = "another"  # as after an update of the library
    wording.save()
    assert overtaken(current(cast.programme.pk)["give"]) == ["summary"]
    assert skills_of(cast.programme.pk)["give"].front.summary == "Keeps the bond in our own words."
    page = browser_of(cast, "toni").get(reverse("skills:word", args=["give"])).content.decode()
    assert "have changed since you changed them" in page
    word(programme_id=cast.programme.pk, skill="give", parts=words, by=cast.toni)
    assert overtaken(current(cast.programme.pk)["give"]) == []


def test_no_version_is_lost(cast: Cast) -> None:
    first = word(programme_id=cast.programme.pk, skill="give", parts={**SAME, "why": "First."}, by=cast.toni)
    word(programme_id=cast.programme.pk, skill="give", parts={**SAME, "why": "Second."}, by=cast.lea)
    take_back(programme_id=cast.programme.pk, skill="give", by=cast.lea)
    assert skills_of(cast.programme.pk)["give"] == GIVE
    bring_back(wording=first, by=cast.toni)
    assert skills_of(cast.programme.pk)["give"].why == "First."
    assert [row.parts.get("why") for row in versions(cast.programme.pk, "give")] == [
        "First.", None, "Second.", "First.",
    ]  # fmt: skip


def test_words_that_do_not_keep_the_form_are_refused_at_their_part(cast: Cast) -> None:
    given = {**SAME, "examples": "Only one.", "why": "My new reason."}
    page = browser_of(cast, "toni").post(reverse("skills:word", args=["give"]), given)
    assert page.status_code == 422
    assert "My new reason." in page.content.decode()
    assert "id_examples_error" in page.content.decode()
    assert not Wording.objects.exists()
    with pytest.raises(Faulty, match="examples"):
        word(programme_id=cast.programme.pk, skill="give", parts=given, by=cast.toni)


def test_a_wording_that_no_longer_keeps_the_form_leaves_the_librarys_words(cast: Cast) -> None:
    Wording.objects.create(programme_id=cast.programme.pk, skill="give", parts={"examples": "One."}, by=cast.toni)
    assert skills_of(cast.programme.pk)["give"] == GIVE


def test_html_in_a_wording_is_shown_as_text(cast: Cast) -> None:
    words = {**SAME, "why": "<script>alert(1)</script> and **more**"}
    word(programme_id=cast.programme.pk, skill="give", parts=words, by=cast.toni)
    page = browser_of(cast, "mia").get(reverse("skills:skill", args=["give"])).content.decode()
    assert "<script>alert" not in page
    assert "<strong>more</strong>" in page


def test_an_own_skill_is_browsed_taught_named_and_suggested_in_its_programme_alone(cast: Cast) -> None:
    word_own(programme_id=cast.programme.pk, skill="own-birds-1", front=FRONT, parts=BIRDS, by=cast.toni)
    assert name_of("own-birds-1") == "Feeding the birds"
    assert ("own-birds-1", "Feeding the birds") in [row for _m, rows in choices(cast.programme.pk) for row in rows]
    assert browser_of(cast, "mia").get(reverse("skills:skill", args=["own-birds-1"])).status_code == 200
    assert browser_of(cast, "otto").get(reverse("skills:skill", args=["own-birds-1"])).status_code == 404
    question = Question(
        text="so lonely in the park and i want the birds near me", taught=frozenset({"own-birds-1", "give"})
    )
    assert find(question, entries=skills_of(cast.programme.pk))[0].entry.id == "own-birds-1"
    take_back(programme_id=cast.programme.pk, skill="own-birds-1", by=cast.toni)
    assert "own-birds-1" not in skills_of(cast.programme.pk)
    assert name_of("own-birds-1") == "Feeding the birds"


def test_an_own_skill_is_added_by_form_and_bad_input_loses_nothing(cast: Cast) -> None:
    form = {
        **BIRDS,
        "name": "Feeding the birds",
        "module": "mindfulness",
        "role": "ground",
        "shortest": "15",
        "usual": "5",
        "lowest": "0",
        "highest": "60",
        "places": ["alone"],
        "flags": ["injury"],
    }
    browser = browser_of(cast, "toni")
    page = browser.post(reverse("skills:new_own"), form)
    assert page.status_code == 422
    assert "less than the number before it" in page.content.decode()
    assert "Say why" in page.content.decode()
    assert "Feeds the birds in the park slowly." in page.content.decode()
    good = {**form, "shortest": "5", "usual": "15", "caution": "Not with a bad back."}
    assert browser.post(reverse("skills:new_own"), good).status_code == 302
    (skill,) = current(cast.programme.pk)
    assert skills_of(cast.programme.pk)[skill].front.cautions[0].flag == "injury"
    edit = browser.get(reverse("skills:word", args=[skill])).content.decode()
    assert "Not with a bad back." in edit
