"""The patterns' pages: one plain sentence, the entries behind it, and 'this is not right'."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.urls import reverse

from tests.coaching.test_authorisation import browser_of
from tests.insight.found import a_pattern_of, nine_weeks
from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.fill import check_in, fill_day
from wiseline.chart.models import DiaryDay, SkillUse
from wiseline.chart.uses import Went, log_use
from wiseline.insight import drawing, finding
from wiseline.insight.drawing import NotDrawn, draw
from wiseline.insight.finding import drawn_for, patterns_of
from wiseline.insight.models import Dispute, Found
from wiseline.insight.patterns import Kind
from wiseline.insight.reading import chart_of, part_of
from wiseline.insight.sentences import name_of, sentence, strength
from wiseline.lib import clock

if TYPE_CHECKING:
    from tests.cast import Cast


def page(cast: Cast, who: str, name: str = "") -> str:
    args = [cast.mia.pk, name] if name else [cast.mia.pk]
    return browser_of(cast, who).get(reverse("patterns:pattern" if name else "patterns:of", args=args)).content.decode()


def test_a_pattern_is_one_sentence_with_how_often_and_never_a_cause(cast: Cast) -> None:
    nine_weeks(cast.mia)
    chart, found = patterns_of(cast.mia)
    (first, *_rest) = [row for row in found if row.of == "sleep"]
    words = sentence(chart, first)
    assert words == "On days with a short night, “How hard the day was” was higher than on days without."
    assert re.fullmatch(r"Seen \d+ times out of \d+ in 9 weeks\.", strength(chart, first))
    shown = page(cast, "dana")
    assert words.replace("“", "“") in shown
    assert not {"because", "causes", "leads to", "makes you"} & {
        word for word in ("because", "causes") if word in words
    }


def test_what_is_shown_can_be_checked_by_hand_against_the_entries(cast: Cast) -> None:
    nine_weeks(cast.mia)
    chart, found = patterns_of(cast.mia)
    first = next(row for row in found if row.of == "sleep" and row.lag == 0)
    short = [row for row in DiaryDay.objects.filter(client=cast.mia).order_by("day") if row.answers["sleep"] == 300]
    assert [chart.date_of(day) for day in first.days] == [row.day for row in short]
    shown = page(cast, "mia", name_of(first))
    for row in short:
        assert f"{row.day.day} {row.day:%B} {row.day.year}" in shown


def test_with_few_days_nothing_is_claimed_and_that_is_said(cast: Cast) -> None:
    nine_weeks(cast.mia, without=tuple(range(15, 63)))
    shown = page(cast, "mia")
    assert "From 21 days on, something can be said" in shown
    assert "Seen" not in shown


def test_nothing_at_all_is_said_kindly(cast: Cast) -> None:
    assert "0 days are filled" in page(cast, "mia")


def test_the_client_says_that_it_is_not_right_and_the_therapist_sees_it(cast: Cast) -> None:
    name = a_pattern_of(cast.mia)
    path = reverse("patterns:say", args=[cast.mia.pk, name])
    mia = browser_of(cast, "mia")
    mia.post(path, {"text": "I sleep badly because of the days"})
    mia.post(path, {"text": "I sleep badly because the days are hard"})
    shown = page(cast, "dana")
    assert "Mia Berg says that this is not right." in shown
    assert "because the days are hard" in shown
    assert Dispute.objects.count() == 1
    mia.post(path, {"right": "yes"})
    assert "not right" not in page(cast, "dana")
    assert Dispute.objects.get().taken_back_at is not None


def test_too_long_words_are_told_and_kept(cast: Cast) -> None:
    name = a_pattern_of(cast.mia)
    path = reverse("patterns:say", args=[cast.mia.pk, name])
    answer = browser_of(cast, "mia").post(path, {"text": "x" * 1001})
    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()
    assert not Dispute.objects.exists()


def test_a_dispute_holds_when_the_pattern_is_found_again_in_new_data(cast: Cast) -> None:
    name = a_pattern_of(cast.mia)
    finding.dispute(client=cast.mia, pattern=name, text="No", carers=[])
    version = card_of(cast.mia)
    answers = {"sleep": 480, "misery": 1}
    fill_day(client=cast.mia, day=clock.now().date(), version=version, answers=answers, seen=0, key="new")
    assert "says that this is not right" in page(cast, "dana")


def test_patterns_are_looked_for_again_only_when_the_data_have_changed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    nine_weeks(cast.mia)
    patterns_of(cast.mia)
    looked = []
    monkeypatch.setattr(finding, "find_patterns", lambda days: looked.append(days) or [])
    patterns_of(cast.mia)
    assert looked == []
    log_use(client=cast.mia, skill="stop", went=Went("not"))
    patterns_of(cast.mia)
    assert len(looked) == 1


def test_charts_are_drawn_once_and_take_the_colours_of_the_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    name = a_pattern_of(cast.mia)
    drawn = drawn_for(cast.mia)
    assert set(drawn) >= {name, "course-0"}
    assert all(svg.startswith("<svg") and "var(--" in svg and "#01020" not in svg for svg in drawn.values())
    monkeypatch.setattr(finding, "draw", lambda _pictures: pytest.fail("drawn again"))
    assert drawn_for(cast.mia) == drawn
    answer = browser_of(cast, "mia").get(reverse("patterns:charts", args=[cast.mia.pk]) + f"?only={name}")
    assert answer.content.decode().count("<svg") == 1


def test_a_drawer_that_fails_leaves_the_sentences_and_the_tables(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    nine_weeks(cast.mia)

    def broken(_pictures: object) -> list[str]:
        raise NotDrawn

    monkeypatch.setattr(finding, "draw", broken)
    answer = browser_of(cast, "mia").get(reverse("patterns:charts", args=[cast.mia.pk]))
    assert answer.status_code == 200
    assert "As a table" in page(cast, "mia")


def test_a_picture_that_can_not_be_drawn_is_told_by_its_name_only() -> None:
    with pytest.raises(NotDrawn):
        draw([{"kind": "no such picture"}])


def test_words_in_a_picture_are_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    wild = "<script>alert(1)</script>"
    (svg,) = draw([{"kind": "compared", "groups": [[wild, [1.0, 2.0]]], "most": 5, "label": wild}])
    assert "<script" not in svg
    assert drawing.coloured("#010206") == "var(--teal)"


class TestReading:
    def test_a_day_without_a_card_has_the_highest_of_its_check_ins(self, cast: Cast) -> None:
        version = card_of(cast.mia)
        today = clock.now().date()
        fill_day(
            client=cast.mia, day=today - timedelta(days=1), version=version, answers={"misery": 1}, seen=0, key="a"
        )
        for key, value in (("b", 2), ("c", 4)):
            check_in(client=cast.mia, answers={"misery": value}, key=key)
        assert chart_of(cast.mia).days.targets["misery"].tolist() == [1, 4]

    def test_a_day_that_nobody_filled_is_not_known(self, cast: Cast) -> None:
        version = card_of(cast.mia)
        for back in (3, 0):
            day = clock.now().date() - timedelta(days=back)
            fill_day(client=cast.mia, day=day, version=version, answers={"misery": 0}, seen=0, key=str(back))
        days = chart_of(cast.mia).days
        assert np.isnan(days.targets["misery"]).tolist() == [False, True, True, False]
        assert np.isnan(days.circumstances["no_skill"].values).tolist() == [False, True, True, False]

    def test_a_skill_that_did_not_help_marks_its_day(self, cast: Cast) -> None:
        fill_day(
            client=cast.mia, day=clock.now().date(), version=card_of(cast.mia), answers={"misery": 2}, seen=0, key="a"
        )
        log_use(client=cast.mia, skill="stop", went=Went(SkillUse.Effect.NOT, 80, 85))
        days = chart_of(cast.mia).days
        assert days.circumstances["failed_skill"].values.tolist() == [1]
        assert days.circumstances["no_skill"].values.tolist() == [0]
        assert [(use.before, use.after) for use in days.uses] == [(80, 85)]

    @pytest.mark.parametrize(
        ("hour", "part"),
        [(0, "night"), (4, "night"), (5, "morning"), (12, "afternoon"), (17, "evening"), (22, "night")],
    )
    def test_the_parts_of_the_day(self, hour: int, part: str) -> None:
        assert part_of(hour) == part

    def test_what_is_kept_is_sealed(self, cast: Cast) -> None:
        a_pattern_of(cast.mia)
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT patterns FROM insight_found")
            (sealed,) = cursor.fetchone()
        assert b"sleep" not in bytes(sealed)
        assert any(row["of"] == "sleep" for row in Found.objects.get().patterns)
        assert Kind(Found.objects.get().patterns[0]["kind"]) in Kind
