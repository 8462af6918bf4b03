"""A warm line waits on home until it is read; good news rings nobody and reaches the coach within their own limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.alliance import warmth
from wiseline.alliance.models import GoodNews, WarmLine
from wiseline.chart.models import Need
from wiseline.chart.needs import needs_for, remind_of_needs
from wiseline.chart.timeline import timeline_of
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.reach.models import Delivery
from wiseline.rota.models import CoachLimits

LINE = "I thought of you at the sea"


def home(cast: Cast) -> str:
    return browser_of(cast.mia).get("/").content.decode()


def test_a_warm_line_stays_on_home_until_it_was_read_and_is_kept_in_the_list(cast: Cast) -> None:
    browser_of(cast.dana).post(reverse("alliance:lines_of", args=[cast.mia.pk]), {"text": LINE, "client_key": "a"})
    assert LINE in home(cast)
    assert LINE in home(cast), "looking is not reading"
    line = WarmLine.objects.get()
    browser_of(cast.mia).post(reverse("alliance:read_line", args=[line.pk]), {"answer": "needed"})
    assert LINE not in home(cast)
    assert LINE in browser_of(cast.mia).get(reverse("alliance:lines")).content.decode()
    assert (
        "I needed that" in browser_of(cast.dana).get(reverse("alliance:lines_of", args=[cast.mia.pk])).content.decode()
    )


def test_it_is_told_without_ringing_and_without_a_mail(cast: Cast) -> None:
    warmth.send_warm(client=cast.mia, by=cast.dana, text=LINE)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"in_app"}
    assert Delivery.objects.get().kind == "warm"


def test_sent_twice_it_is_one(cast: Cast) -> None:
    for _tap in range(2):
        warmth.send_warm(client=cast.mia, by=cast.dana, text=LINE, key="k")
        warmth.tell_good_news(client=cast.mia, text="I slept", key="k")
    assert (WarmLine.objects.count(), GoodNews.objects.count(), Need.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("at", "outside", "heard"),
    [
        ("2026-11-23T18:30", [], "2026-11-23T18:30"),  # Dana's hours are 08:00 to 21:00 in Berlin
        ("2026-11-23T23:00", [], "2026-11-24T07:00"),
        ("2026-11-23T23:00", ["good_news"], "2026-11-23T23:00"),
    ],
)
def test_the_coach_hears_of_good_news_within_their_own_limits(
    cast: Cast, now: time_machine.Traveller, at: str, outside: list[str], heard: str
) -> None:
    CoachLimits.objects.filter(coach=cast.dana).update(outside=outside)
    now.move_to(datetime.fromisoformat(at).replace(tzinfo=UTC))
    warmth.tell_good_news(client=cast.mia, text="I slept")
    expected = datetime.fromisoformat(heard).replace(tzinfo=UTC)
    assert Need.objects.get().due_at == expected
    told = Delivery.objects.filter(person=cast.dana)
    remind_of_needs()
    assert told.exists() is (expected <= clock.now())
    now.move_to(expected)
    remind_of_needs()
    assert set(told.values_list("kind", "channel")) == {("good_news", "in_app")}
    now.shift(timedelta(days=3))
    remind_of_needs()
    assert not Delivery.objects.filter(person=cast.lea).exists(), "leads are not called for good news"


def test_good_news_is_answered_with_a_line_that_the_client_finds_on_home(cast: Cast) -> None:
    news = warmth.tell_good_news(client=cast.mia)
    assert [need.kind for need in needs_for(cast.dana)] == ["good_news"]
    address = reverse("alliance:lines_of", args=[cast.mia.pk])
    browser_of(cast.dana).post(address, {"text": "Well done", "news": str(news.pk)})
    assert needs_for(cast.dana) == []
    assert "about your good news" in home(cast)
    news.refresh_from_db()
    assert news.seen_by == cast.dana


def test_read_is_enough_for_good_news(cast: Cast) -> None:
    news = warmth.tell_good_news(client=cast.mia, text="I slept")
    browser_of(cast.dana).post(reverse("alliance:news_seen", args=[news.pk]))
    assert needs_for(cast.dana) == []


def test_good_news_written_offline_is_kept_at_the_time_when_it_was_written(cast: Cast) -> None:
    written = clock.now() - timedelta(hours=5)
    body = {
        "text": "I swam",
        "client_key": "k",
        "written_at": written.isoformat(),
        "device_now": clock.now().isoformat(),
    }
    answered = browser_of(cast.mia).post(reverse("alliance:lines"), body, headers={"Accept": "application/json"})
    assert answered.status_code == 201
    assert GoodNews.objects.get().at == written


def test_both_stand_on_the_timeline(cast: Cast) -> None:
    warmth.send_warm(client=cast.mia, by=cast.dana, text=LINE)
    warmth.tell_good_news(client=cast.mia)
    assert {row.kind for row in timeline_of(cast.mia)} == {"warm.sent", "good_news.told"}


def test_too_many_letters_are_told_and_stay(cast: Cast) -> None:
    for person, name, arguments in ((cast.mia, "lines", []), (cast.dana, "lines_of", [cast.mia.pk])):
        answered = browser_of(person).post(reverse(f"alliance:{name}", args=arguments), {"text": "y" * 281})
        assert answered.status_code == 422
        assert "y" * 281 in answered.content.decode()


def test_who_covered_may_send_a_line_for_a_day_and_reads_only_their_own(
    cast: Cast, now: time_machine.Traveller
) -> None:
    warmth.send_warm(client=cast.mia, by=cast.dana, text=LINE)
    warmth.tell_good_news(client=cast.mia, text="I slept")
    page = reverse("alliance:lines_of", args=[cast.mia.pk])
    assert browser_of(cast.sam).get(page).status_code == 404
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.sam)
    end(contact_id=contact.pk, by=cast.sam)
    now.shift(timedelta(hours=23))
    assert "Warm line" in browser_of(cast.sam).get(reverse("cover:duty")).content.decode()
    browser_of(cast.sam).post(page, {"text": "Good that you called", "client_key": "s"})
    read = browser_of(cast.sam).get(page).content.decode()
    assert "Good that you called" in read
    assert LINE not in read
    assert "I slept" not in read
    assert "Good that you called" in home(cast)
    now.shift(timedelta(hours=2))
    assert browser_of(cast.sam).get(page).status_code == 404
    assert browser_of(cast.sam).post(page, {"text": "x"}).status_code == 404
