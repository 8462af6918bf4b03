"""What the work was for a coach, and how a programme answers: counts and times, nothing of any client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.answer import answer, promise, withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact, ContactEvent
from wiseline.coaching.selectors.figures import BUCKETS, became, figures_of, times_of
from wiseline.coaching.selectors.load import broken_nights, own_load, worth_the_team
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.rota.flows.own_load import rate, show
from wiseline.rota.models import OwnRating
from wiseline.web.templatetags.load_words import in_words

MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _plain(settings) -> None:  # type: ignore[no-untyped-def]
    from tests.plain_pages import render_plainly

    render_plainly(settings)


def asked(client: Person) -> Contact:
    return ask(client=client, safety="safe")[0]


TIMES = [
    ([], [], [0] * 7),
    ([MINUTE], [(50, MINUTE), (75, MINUTE), (90, MINUTE)], [1, 0, 0, 0, 0, 0, 0]),
    ([2 * MINUTE], [(50, 2 * MINUTE), (75, 2 * MINUTE), (90, 2 * MINUTE)], [0, 1, 0, 0, 0, 0, 0]),
    ([None], [], [0, 0, 0, 0, 0, 0, 1]),
    ([MINUTE, None], [(50, MINUTE)], [1, 0, 0, 0, 0, 0, 1]),
    (
        [n * MINUTE for n in range(1, 11)],
        [(50, 5 * MINUTE), (75, 8 * MINUTE), (90, 9 * MINUTE)],
        [1, 3, 6, 0, 0, 0, 0],
    ),
    ([20 * MINUTE, timedelta(hours=3), timedelta(days=2)], None, [0, 0, 0, 1, 1, 1, 0]),
]


@pytest.mark.parametrize(("waits", "quantiles", "counts"), TIMES)
def test_who_was_not_reached_counts_among_all_who_asked(
    waits: list[timedelta | None], quantiles: list[tuple[int, timedelta]] | None, counts: list[int]
) -> None:
    found = times_of("", waits)
    assert [count for _label, count in found.buckets] == counts
    assert len(found.buckets) == len(BUCKETS)
    if quantiles is not None:
        assert found.quantiles == quantiles


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROMISES = {
    "in time": ([("answered", 9, "a")], "kept"),
    "within the grace": ([("answered", 12, "a")], "kept"),
    "late": ([("resumed", 12, ""), ("answered", 30, "a")], "late"),
    "somebody else had to": ([("resumed", 12, ""), ("answered", 13, "b")], "broken"),
    "nobody yet": ([("resumed", 12, "")], "broken"),
    "still open": ([], ""),
    "another time was agreed": ([("promised", 5, "a"), ("answered", 40, "a")], ""),
}


@pytest.mark.parametrize("name", PROMISES)
def test_what_became_of_a_promise(name: str, cast: Cast) -> None:
    people = {"a": cast.dana.pk, "b": cast.sam.pk, "": None}
    rows, expected = PROMISES[name]
    for_ = {"for": (NOON + 10 * MINUTE).isoformat()}
    events = [ContactEvent(kind="promised", at=NOON, actor_id=people["a"], data=for_)]
    events += [
        ContactEvent(kind=kind, at=NOON + minute * MINUTE, actor_id=people[who], data=for_)
        for kind, minute, who in rows
    ]
    assert became(events, 2 * MINUTE) == expected


def test_the_figures_are_those_of_what_happened(cast: Cast, now: time_machine.Traveller) -> None:
    start = clock.now()
    first = asked(cast.mia)
    now.shift(MINUTE)
    answer(contact_id=first.pk, coach=cast.dana)
    second = asked(cast.noah)
    now.shift(MINUTE)
    promise(contact_id=second.pk, coach=cast.sam, at=clock.now() + 15 * MINUTE)
    now.shift(14 * MINUTE)
    answer(contact_id=second.pk, coach=cast.sam)
    asked(cast.otto)
    figures = figures_of(cast.programme, start, clock.now() + MINUTE)
    now_lane = figures.times[0]
    assert now_lane.asked == 2
    assert now_lane.quantiles == [(50, MINUTE), (75, 15 * MINUTE), (90, 15 * MINUTE)]
    assert in_words(now_lane.quantiles) == [(50, "1 minute"), (90, "15 minutes")]
    assert (figures.promises.kept, figures.promises.late, figures.promises.broken) == (1, 0, 0)
    assert (figures.unreached, figures.withdrawn, figures.holes, figures.covered) == (0, 0, 0, 1)


def test_unreached_and_taken_back_are_counted(cast: Cast, now: time_machine.Traveller) -> None:
    start = clock.now()
    contact = asked(cast.mia)
    withdraw(contact_id=asked(cast.noah).pk, client=cast.noah)
    now.shift(timedelta(hours=2))
    advance(contact.pk)
    figures = figures_of(cast.programme, start, clock.now())
    assert (figures.unreached, figures.withdrawn) == (1, 1)
    assert figures.times[0].buckets[-1][1] == 1


NIGHTS = [
    (["2026-11-24T20:59"], set()),
    (["2026-11-24T21:00"], {"2026-11-24"}),
    (["2026-11-25T05:59"], {"2026-11-24"}),
    (["2026-11-25T06:00"], set()),
    (["2026-11-24T22:00", "2026-11-25T03:00"], {"2026-11-24"}),
    (["2026-11-24T22:00", "2026-11-25T22:00"], {"2026-11-24", "2026-11-25"}),
]


@pytest.mark.parametrize(("moments", "expected"), NIGHTS)
def test_a_night_is_broken_once_however_often_it_rings(moments: list[str], expected: set[str]) -> None:
    found = [datetime.fromisoformat(words).replace(tzinfo=UTC) for words in moments]
    assert broken_nights(found, "Europe/Berlin") == expected


@pytest.mark.parametrize(
    ("nights", "ratings", "expected"),
    [(0, [], False), (2, [4], False), (3, [], True), (0, [4, 4], True), (0, [3, 3, 3], False)],
)
def test_when_a_coach_is_asked_to_bring_it_to_the_team(nights: int, ratings: list[int], expected: bool) -> None:
    assert worth_the_team(nights, ratings) is expected


def test_own_load_counts_what_was_held_and_what_rang(cast: Cast, now: time_machine.Traveller) -> None:
    start = clock.now()
    contact = asked(cast.mia)
    answer(contact_id=contact.pk, coach=cast.dana)
    now.shift(timedelta(hours=4))  # 23:30 in Berlin, outside of Dana's hours
    other = ask(client=cast.noah, safety="danger")[0]
    answer(contact_id=other.pk, coach=cast.dana)
    load = own_load(cast.dana, start, clock.now() + MINUTE)
    assert (load.contacts, load.nights, load.outside) == (2, 1, 1)
    assert dict(load.kinds)["Help to use a skill"] == 2
    assert own_load(cast.sam, start, clock.now() + MINUTE).duty.hours == pytest.approx(4 + 1 / 60)


# Pages


def test_one_tap_says_how_heavy_it_is_and_another_takes_its_place(cast: Cast) -> None:
    for weight in ("3", "4"):
        browser_of(cast.dana).post(reverse("load:rate"), {"weight": weight})
    assert OwnRating.objects.get().weight == OwnRating.Weight.TOO_MUCH
    for wrong in ("", "9", "much"):
        page = browser_of(cast.dana).post(reverse("load:rate"), {"weight": wrong}, follow=True)
        assert "Please choose one of the four" in page.content.decode()
    assert OwnRating.objects.count() == 1


def test_colleagues_see_only_what_a_coach_shows(cast: Cast) -> None:
    rate(coach=cast.dana, weight=4)
    team = reverse("load:team")
    assert "Dana Reyes: too much" not in browser_of(cast.sam).get(team).content.decode()
    show(coach=cast.dana, load=False, rating=True)
    page = browser_of(cast.sam).get(team).content.decode()
    assert "Dana Reyes: too much" in page
    assert "contacts" not in page
    show(coach=cast.dana, load=False, rating=False)
    assert "Dana Reyes: too much" not in browser_of(cast.lea).get(team).content.decode()


def test_who_carried_which_kind_of_contact_is_counted_for_who_shows_it(cast: Cast, now: time_machine.Traveller) -> None:
    for coach, number in ((cast.dana, 3), (cast.sam, 1), (cast.lea, 2)):
        for _ in range(number):
            contact = asked(cast.mia)
            answer(contact_id=contact.pk, coach=coach)
            Contact.objects.filter(pk=contact.pk).update(status="closed", due_at=None)
    now.shift(MINUTE)
    team = reverse("load:team")
    kinds = browser_of(cast.sam).get(team).context["kinds"]
    assert kinds == [("The others together", [("Help to use a skill", "6")])]
    show(coach=cast.dana, load=True, rating=False)
    kinds = browser_of(cast.sam).get(team).context["kinds"]
    assert kinds == [
        ("Dana Reyes", [("Help to use a skill", "3")]),
        ("The others together", [("Help to use a skill", "3")]),
    ]
    show(coach=cast.sam, load=True, rating=False)
    page = browser_of(cast.lea).get(team)
    assert page.context["kinds"][-1] == ("Sam Okafor", [("Help to use a skill", "1–2")]), "Lea alone is no “others”"
    assert "Help to use a skill: 1–2" in page.content.decode()
    assert "Mia" not in page.content.decode()


def test_too_much_twice_in_a_week_offers_the_teams_agenda_once_a_day(cast: Cast, now: time_machine.Traveller) -> None:
    rate(coach=cast.dana, weight=4)
    now.shift(timedelta(days=1))
    rate(coach=cast.dana, weight=4)
    page = browser_of(cast.dana).get(reverse("load:own")).content.decode()
    assert "worth the team" in page
    assert "On 2 of the last seven days you said that it is too much." in page
    assert "was broken" not in page
    assert "were broken." not in page
    for _ in range(2):
        browser_of(cast.dana).post(reverse("load:bring"))
    assert browser_of(cast.sam).get(reverse("team_agenda:agenda")).content.decode().count("My load: I would like") == 1


def test_the_leads_page_names_no_client(cast: Cast, now: time_machine.Traveller) -> None:
    answer(contact_id=asked(cast.mia).pk, coach=cast.dana)
    now.shift(MINUTE)
    page = browser_of(cast.lea).get(reverse("load:figures")).content.decode()
    assert "1 request" in page
    assert "Mia" not in page
    assert browser_of(cast.lea).get(reverse("load:figures") + "?days=x").status_code == 404
