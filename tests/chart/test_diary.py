"""Filling a day: kept once, on its card, by several devices, late, and with help where an urge is strong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.coaching.test_authorisation import browser_of
from wiseline.chart.diary import card, days, fill
from wiseline.chart.diary.asking import answer_question, ask_about_day
from wiseline.chart.diary.card import Group, Item, Kind
from wiseline.chart.diary.cards import card_of, items_of, remind_at, remind_due, write_card
from wiseline.chart.diary.reading import alerts_for, unanswered, week_of
from wiseline.chart.models import CardVersion, CheckIn, DiaryAlert, DiaryDay, DiaryEntry, SkillUse
from wiseline.chart.uses import Went, log_use
from wiseline.lib import clock
from wiseline.reach.models import Delivery
from wiseline.reach.words import notice_for

if TYPE_CHECKING:
    import time_machine

    from tests.cast import Cast

TODAY = date(2026, 11, 23)
SAVE = "diary:save"


def filled(cast: Cast, key: str, day: date = TODAY, seen: int = 0, **answers: Any) -> DiaryDay:
    named = {name.replace("__", "."): value for name, value in answers.items()}
    return fill.fill_day(client=cast.mia, day=day, version=card_of(cast.mia), answers=named, seen=seen, key=key)


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"day": TODAY.isoformat(), "card": "1", "seen": "0", "client_key": "k1", **more}


def test_the_standard_card_is_valid_and_every_item_has_a_name(cast: Cast) -> None:
    items = items_of(card_of(cast.mia))
    assert [item.id for item in items] == [item.id for item in card.STANDARD]
    assert all(item.name != item.id and item.whole_name for item in items)
    assert {item.kind for item in items} >= {Kind.SCALE, Kind.YES_NO, Kind.COUNT, Kind.HOURS, Kind.STEPS, Kind.TEXT}


def test_an_entry_that_is_sent_twice_is_kept_once(cast: Cast) -> None:
    first, again = filled(cast, "k", misery=3), filled(cast, "k", misery=3)
    assert first.pk == again.pk
    assert DiaryEntry.objects.count() == 1
    assert again.revision == 1


def test_two_devices_fill_the_same_day_and_the_person_is_asked_where_they_differ(cast: Cast) -> None:
    filled(cast, "phone", misery=3, sleep=420)
    day = filled(cast, "tablet", misery=4, anger=2)
    assert day.answers == {"misery": 3, "sleep": 420, "anger": 2}
    assert day.open == {"misery": [3, 4]}
    page = browser_of(cast, "mia").get(reverse("diary:done", args=[TODAY.isoformat()])).content.decode()
    assert "Which one is right?" in page
    browser_of(cast, "mia").post(reverse("diary:choose", args=[TODAY.isoformat()]), {"item": "misery", "answer": "4"})
    day.refresh_from_db()
    assert (day.answers["misery"], day.open) == (4, {})
    assert DiaryEntry.objects.filter(answers__isnull=False).count() == 3


def test_an_answer_that_nobody_gave_can_not_be_chosen(cast: Cast) -> None:
    filled(cast, "phone", misery=3)
    filled(cast, "tablet", misery=4)
    path = reverse("diary:choose", args=[TODAY.isoformat()])
    assert browser_of(cast, "mia").post(path, {"item": "misery", "answer": "5"}).status_code == 404
    assert DiaryDay.objects.get().open == {"misery": [3, 4]}


def test_an_old_day_keeps_the_card_it_was_filled_on(cast: Cast) -> None:
    filled(cast, "k", misery=3)
    own = Item(id="own.1", kind=Kind.YES_NO, group=Group.DAY, label="Rode the bus")
    version = write_card(client=cast.mia, by=cast.dana, items=[*card.STANDARD, own])
    assert version.number == 2
    assert DiaryDay.objects.get().card.number == 1
    page = browser_of(cast, "mia").get(reverse("diary:day")).content.decode()
    assert "Rode the bus" not in page


def test_the_same_card_again_is_no_new_version(cast: Cast) -> None:
    card_of(cast.mia)
    write_card(client=cast.mia, by=cast.dana, items=card.STANDARD)
    assert CardVersion.objects.count() == 1


def test_a_card_that_changed_under_an_unsent_entry_loses_nothing(cast: Cast) -> None:
    card_of(cast.mia)
    kept = [item for item in card.STANDARD if item.id != "joy"]
    write_card(client=cast.mia, by=cast.dana, items=kept)
    answer = browser_of(cast, "mia").post(reverse(SAVE), form(cast, joy="4", misery="2"), follow=True)
    assert DiaryDay.objects.get().answers == {"joy": 4, "misery": 2}
    assert "Your card has changed" in answer.content.decode()
    assert "Joy" in browser_of(cast, "dana").get(reverse("diary:week", args=[cast.mia.pk])).content.decode()


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-09", "2026-02-30", "soon", ""])
def test_a_day_that_can_not_be_is_refused_and_nothing_typed_is_lost(cast: Cast, day: str) -> None:
    given = form(cast, day=day, misery="4", note="The row on the stairs", skills=["stop"])
    answer = browser_of(cast, "mia").post(reverse(SAVE), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The row on the stairs" in page
    assert 'value="4" id="id_misery_4" checked' in page
    assert 'value="stop"' in page
    assert not DiaryDay.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("misery", "9"), ("sleep", "31"), ("alcohol", "-1"), ("conflict", "maybe")]
)
def test_an_answer_that_can_not_be_is_told_and_the_rest_stays(cast: Cast, name: str, value: str) -> None:
    answer = browser_of(cast, "mia").post(reverse(SAVE), form(cast, note="Tea with Ada", **{name: value}))
    assert answer.status_code == 422
    assert "Please look at this" in answer.content.decode()
    assert "Tea with Ada" in answer.content.decode()
    assert not DiaryDay.objects.exists()


def test_thirteen_days_back_can_be_filled_and_are_marked(cast: Cast) -> None:
    day = TODAY - timedelta(days=13)
    row = filled(cast, "k", day=day, misery=1)
    assert days.is_late(day, row.first_at, cast.mia)
    page = browser_of(cast, "dana").get(reverse("diary:week", args=[cast.mia.pk]) + f"?last={day}").content.decode()
    assert "later" in page
    with pytest.raises(days.NotADay):
        filled(cast, "k2", day=day - timedelta(days=1), misery=1)


def test_what_was_written_in_time_is_taken_when_it_is_sent_weeks_later(cast: Cast, now: time_machine.Traveller) -> None:
    written = clock.now()
    now.shift(timedelta(days=30))
    version = card_of(cast.mia)
    fill.fill_day(client=cast.mia, day=TODAY, version=version, answers={"misery": 2}, seen=0, key="k", at=written)
    assert DiaryDay.objects.get().day == TODAY
    assert not days.is_late(TODAY, DiaryDay.objects.get().first_at, cast.mia)


def test_a_change_days_later_is_marked_as_mended(cast: Cast, now: time_machine.Traveller) -> None:
    filled(cast, "k", misery=1)
    now.shift(timedelta(days=3))
    assert filled(cast, "k2", seen=1, misery=4).mended


def test_a_ticked_skill_is_a_use_of_that_day_and_is_not_counted_twice(cast: Cast) -> None:
    log_use(client=cast.mia, skill="stop", went=Went("helped"))
    filled(cast, "k", skills=["stop", "observe"])
    uses = dict(SkillUse.objects.values_list("skill", "source"))
    assert uses == {"stop": "log", "observe": "diary"}
    filled(cast, "k2", seen=1, skills=["stop"])
    assert set(SkillUse.objects.values_list("skill", flat=True)) == {"stop"}


def test_an_urge_at_the_threshold_offers_help_and_stands_on_the_board(cast: Cast) -> None:
    mia, dana = browser_of(cast, "mia"), browser_of(cast, "dana")
    answer = mia.post(reverse(SAVE), form(cast, **{"urge.suicide": "3"}), follow=True)
    page = answer.content.decode()
    assert "It is hard right now" in page
    assert reverse("safety:my_plan") in page
    assert "Get coaching" in page
    alert = DiaryAlert.objects.get()
    assert "a strong urge on the card" in dana.get(reverse("coaching:board")).content.decode()
    assert "a strong urge" not in browser_of(cast, "lea").get(reverse("coaching:board")).content.decode()
    dana.post(reverse("diary:seen", args=[alert.pk]))
    assert alerts_for(cast.dana) == []


@pytest.mark.parametrize("value", ["0", "1", "2"])
def test_an_urge_below_the_threshold_alarms_nobody(cast: Cast, value: str) -> None:
    answer = browser_of(cast, "mia").post(reverse(SAVE), form(cast, **{"urge.suicide": value}), follow=True)
    assert "It is hard right now" not in answer.content.decode()
    assert not DiaryAlert.objects.exists()


def test_an_urge_that_rises_after_it_was_seen_stands_on_the_board_again(cast: Cast) -> None:
    filled(cast, "k", urge__suicide=3)
    fill.seen(alert=DiaryAlert.objects.get(), by=cast.dana)
    filled(cast, "k2", seen=1, urge__suicide=5)
    assert [alert.value for alert in alerts_for(cast.dana)] == [5]


def test_several_check_ins_a_day_are_kept_and_one_alone_can_ask_for_help(cast: Cast) -> None:
    mia = browser_of(cast, "mia")
    path = reverse("diary:check_in")
    mia.post(path, {"misery": "2", "client_key": "a"})
    mia.post(path, {"misery": "2", "client_key": "a"})
    answer = mia.post(path, {"urge.self_harm": "5", "place": "alone", "client_key": "b"}, follow=True)
    assert CheckIn.objects.count() == 2
    assert "It is hard right now" in answer.content.decode()
    assert DiaryAlert.objects.get().source == "check_in"


def test_an_empty_check_in_is_told_so(cast: Cast) -> None:
    answer = browser_of(cast, "mia").post(reverse("diary:check_in"), {"place": "work"})
    assert answer.status_code == 422
    assert "Please rate at least one thing." in answer.content.decode()


def test_the_therapist_sets_the_threshold_and_the_client_can_not(cast: Cast) -> None:
    path = reverse("diary:card", args=[cast.mia.pk])
    given = {f"{item.id}-on": "on" for item in card.STANDARD} | {"urge.suicide-target": "on"}
    browser_of(cast, "mia").post(path, {**given, "urge.suicide-help_from": "5"})
    assert {item.help_from for item in items_of(card_of(cast.mia)) if item.id == "urge.suicide"} == {3}
    browser_of(cast, "dana").post(path, {**given, "urge.suicide-help_from": "2", "urge.self_harm-help_from": ""})
    found = {item.id: item.help_from for item in items_of(card_of(cast.mia))}
    assert (found["urge.suicide"], found["urge.self_harm"]) == (2, None)


def test_a_line_of_ones_own_is_asked_and_read(cast: Cast) -> None:
    given = {f"{item.id}-on": "on" for item in card.STANDARD if item.id != "guilt"}
    given |= {"new20-label": "Minutes outside", "new20-kind": "minutes", "new20-group": "day"}
    browser_of(cast, "mia").post(reverse("diary:card", args=[cast.mia.pk]), given)
    items = {item.id: item for item in items_of(card_of(cast.mia))}
    assert "guilt" not in items
    assert items["own.1"].label == "Minutes outside"
    browser_of(cast, "mia").post(reverse(SAVE), form(cast, card="2", **{"own.1": "40"}))
    assert DiaryDay.objects.get().answers == {"own.1": 40}


def test_too_long_a_line_is_told_and_nothing_typed_is_lost(cast: Cast) -> None:
    path = reverse("diary:card", args=[cast.mia.pk])
    answer = browser_of(cast, "mia").post(path, {"misery-on": "on", "new20-label": "x" * 81, "new20-kind": "count"})
    assert answer.status_code == 422
    assert "x" * 81 in answer.content.decode()
    assert CardVersion.objects.count() == 1


def test_the_week_shows_what_was_filled_and_says_of_the_rest_that_nothing_is_known(cast: Cast) -> None:
    filled(cast, "k", misery=0, sleep=390, note="Rain")
    week = week_of(cast.mia, TODAY)
    row = next(values for item, values in week.rows if item.id == "misery")
    assert row == [None] * 6 + [0]
    page = browser_of(cast, "dana").get(reverse("diary:week", args=[cast.mia.pk])).content.decode()
    assert "6.5" in page
    assert "Rain" in page
    assert "not filled" in page


def test_a_therapist_asks_about_an_entry_and_the_client_answers(cast: Cast) -> None:
    dana, mia = browser_of(cast, "dana"), browser_of(cast, "mia")
    dana.post(reverse("diary:ask", args=[cast.mia.pk]), {"day": TODAY.isoformat(), "text": "What happened at noon?"})
    (question,) = unanswered(cast.mia)
    assert "What happened at noon?" in mia.get(reverse("diary:day")).content.decode()
    assert "Somebody asks you something" in mia.get(reverse("web:home")).content.decode()
    mia.post(reverse("diary:question", args=[question.pk]), {"text": "The bus was late"})
    assert "The bus was late" in dana.get(reverse("diary:week", args=[cast.mia.pk])).content.decode()
    assert unanswered(cast.mia) == []


def test_an_empty_question_and_an_empty_answer_are_told_so(cast: Cast) -> None:
    path = reverse("diary:ask", args=[cast.mia.pk])
    assert browser_of(cast, "dana").post(path, {"day": TODAY.isoformat(), "text": ""}).status_code == 422
    question = ask_about_day(client=cast.mia, by=cast.dana, day=TODAY, item="", text="How was it?")
    answer = browser_of(cast, "mia").post(reverse("diary:question", args=[question.pk]), {"text": ""})
    assert answer.status_code == 422
    assert "How was it?" in answer.content.decode()
    answer_question(question=question, text="Good")


def test_the_week_prints_on_one_page(cast: Cast) -> None:
    filled(cast, "k", misery=3, note="Rain & <b>wind</b> " * 60, skills=["stop"])
    answer = browser_of(cast, "dana").get(reverse("diary:week_pdf", args=[cast.mia.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") == 1


class TestReminder:
    def test_it_comes_once_at_its_time_and_says_nothing(self, cast: Cast, now: time_machine.Traveller) -> None:
        remind_at(client=cast.mia, at=clock.in_zone(clock.now() + timedelta(minutes=30), cast.mia.timezone).time())
        assert remind_due() == 0
        now.shift(timedelta(minutes=31))
        assert (remind_due(), remind_due()) == (1, 0)
        delivery = Delivery.objects.filter(kind="card").first()
        assert delivery is not None
        notice = notice_for(delivery)
        assert notice.path == reverse("diary:day")
        assert not {"card", "diary", "urge", "therapy"} & set(f"{notice.title} {notice.body}".lower().split())
        now.shift(timedelta(days=1))
        assert remind_due() == 1

    def test_it_does_not_come_when_the_day_is_filled_or_long_past(
        self, cast: Cast, now: time_machine.Traveller
    ) -> None:
        remind_at(client=cast.mia, at=clock.in_zone(clock.now() + timedelta(minutes=30), cast.mia.timezone).time())
        filled(cast, "k", misery=1)
        now.shift(timedelta(minutes=31))
        assert remind_due() == 0
        now.shift(timedelta(days=1, hours=5))
        assert remind_due() == 0

    def test_it_is_chosen_and_given_up_on_the_page(self, cast: Cast) -> None:
        path = reverse("diary:reminder", args=[cast.mia.pk])
        mia = browser_of(cast, "mia")
        mia.post(path, {"time": "20:30"})
        assert cast.mia.card_reminder.time.hour == 20
        assert "20:30" in mia.get(reverse("diary:card", args=[cast.mia.pk])).content.decode()
        assert mia.post(path, {"time": "late"}).status_code == 422
        mia.post(path, {"time": ""})
        assert remind_due() == 0
