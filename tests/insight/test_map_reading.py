"""The map of a client from the rows of the chart, and how the programme's list of contexts goes into it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.fill import fill_day
from wiseline.chart.models import SkillUse
from wiseline.chart.uses import Went, log_use
from wiseline.insight.generalisation.reading import changes_between, map_of
from wiseline.insight.generalisation.rules import NOT_SAID, Level
from wiseline.insight.generalisation.skill_map import Moved
from wiseline.lib import clock
from wiseline.skills import contexts
from wiseline.skills.flows import take_back, teach
from wiseline.skills.models import LifeContext, Taught

if TYPE_CHECKING:
    from tests.cast import Cast


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def test_the_map_is_read_from_what_was_taught_and_used(cast: Cast) -> None:
    teach(clients=[cast.mia], skill="stop", on=ago(40).date(), by=cast.dana)
    log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["home", "partner"]), at=ago(30))
    log_use(client=cast.mia, skill="stop", went=Went("not", contexts=["work"]), at=ago(3))
    row = map_of(cast.mia).rows["stop"]
    assert row.taught_on == ago(40).date()
    assert {name: cell.level for name, cell in row.cells.items()} == {
        "home": Level.HELPED,
        "partner": Level.HELPED,
        "work": Level.ALONE,
    }
    assert row.cell("friends").level == Level.TAUGHT
    assert map_of(cast.mia, ago(35)).rows["stop"].whole.level == Level.TAUGHT
    assert not map_of(cast.noah).rows


def test_where_nothing_was_said_the_place_and_the_company_speak(cast: Cast) -> None:
    log_use(client=cast.mia, skill="give", went=Went("helped", place="conversation", company="colleagues"))
    log_use(client=cast.mia, skill="give", went=Went("helped", place="public", company="friends"))
    log_use(client=cast.mia, skill="give", went=Went("helped", place="alone", contexts=["online"]))
    log_use(client=cast.mia, skill="give", went=Went("helped"))
    assert set(map_of(cast.mia).rows["give"].cells) == {"work", "public", "friends", "online", NOT_SAID}


def test_what_follows_from_where_with_whom_and_which_urge() -> None:
    assert contexts.follow(place="alone", company="nobody") == {"alone"}
    assert contexts.follow(company="partner", urges=["binge"]) == {"partner", "body"}
    assert contexts.follow(urges=["substances", "self_harm"]) == {"substances"}
    assert contexts.follow(place="conversation") == contexts.follow() == frozenset()


@pytest.mark.parametrize(
    ("keys", "place", "company"),
    [
        (["work"], "work", ""),
        (["alone"], "alone", "nobody"),
        (["home", "partner"], "", "partner"),
        (["public", "friends"], "public", "friends"),
        (["partner", "friends"], "", ""),  # who of the two was meant is not known
        (["home"], "", ""),
        ([], "", ""),
    ],
)
def test_what_contexts_tell_of_place_and_company_is_kept_for_patterns(
    cast: Cast, keys: list[str], place: str, company: str
) -> None:
    use = log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=keys))
    assert (use.place, use.company) == (place, company)
    said = log_use(client=cast.mia, skill="give", went=Went("helped", place="conversation", contexts=keys))
    assert said.place == "conversation"


def test_what_was_taken_back_was_not_taught(cast: Cast) -> None:
    teach(clients=[cast.mia], skill="stop", on=ago(4).date(), by=cast.dana)
    take_back(taught=Taught.objects.get(), by=cast.dana)
    assert not map_of(cast.mia).rows


def test_a_tick_on_todays_card_counts_in_the_morning_too(cast: Cast, now: object) -> None:
    with clock.standing_at(datetime.fromisoformat("2026-11-24T06:00:00+00:00")):
        day = clock.now().date()
        answers = {"skills": ["stop"]}
        fill_day(client=cast.mia, day=day, version=card_of(cast.mia), answers=answers, seen=0, key="k")
        assert SkillUse.objects.get().at > clock.now()
        assert map_of(cast.mia).rows["stop"].whole.level == Level.ALONE


def test_a_map_is_two_questions_to_the_database_however_much_was_noted(
    cast: Cast, django_assert_num_queries: object
) -> None:
    teach(clients=[cast.mia], skill="stop", on=ago(4).date(), by=cast.dana)
    for number in range(9):
        log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["home"]), at=ago(number))
    with django_assert_num_queries(2):  # type: ignore[operator]
        map_of(cast.mia)


def test_changes_between_two_sessions(cast: Cast) -> None:
    log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["home"]), at=ago(10))
    log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["work"]), at=ago(2))
    found = changes_between(cast.mia, ago(7), clock.now())
    assert [(change.kind, change.skill, change.context) for change in found] == [(Moved.ROSE, "stop", "work")]


def test_days_are_those_of_the_client(cast: Cast) -> None:
    cast.mia.timezone = "Pacific/Auckland"
    at = datetime.fromisoformat("2026-11-01T13:30:00+00:00")
    log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["home"]), at=at)
    assert map_of(cast.mia).rows["stop"].cell("home").since == datetime(2026, 11, 2).date()  # noqa: DTZ001 a day


def test_a_programme_has_the_usual_list_until_it_changes_it(cast: Cast) -> None:
    usual = contexts.choices_of(cast.programme.pk)
    assert [key for key, _label in usual] == list(contexts.DEFAULTS)
    row = contexts.add(label="In the car", by=cast.lea)
    assert contexts.choices_of(cast.programme.pk) == [*usual, (row.key, "In the car")]
    assert contexts.choices_of(cast.elsewhere.pk) == usual


def test_history_stays_what_it_was_when_the_list_changes(cast: Cast) -> None:
    log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["partner"]))
    before = map_of(cast.mia)
    contexts.rename(key="partner", label="Kim", by=cast.lea)
    assert dict(contexts.choices_of(cast.programme.pk))["partner"] == "Kim"
    contexts.hide(key="partner", by=cast.lea)
    assert "partner" not in dict(contexts.choices_of(cast.programme.pk))
    assert contexts.contexts_of(cast.programme.pk)[-1] == contexts.Context("partner", "Kim", hidden=True)
    assert map_of(cast.mia) == before
    contexts.add(label="kim", by=cast.lea)  # the same name again is the same context
    assert dict(contexts.choices_of(cast.programme.pk))["partner"] == "Kim"
    assert LifeContext.objects.filter(programme_id=cast.programme.pk).count() == len(contexts.DEFAULTS)


def test_the_usual_name_comes_back_in_every_language(cast: Cast) -> None:
    contexts.rename(key="home", label="Where I live", by=cast.lea)
    contexts.rename(key="home", label="Home", by=cast.lea)
    assert LifeContext.objects.get(key="home").label == ""


def test_a_list_that_is_full_says_so(cast: Cast) -> None:
    for number in range(contexts.MOST - len(contexts.DEFAULTS)):
        contexts.add(label=f"Place {number}", by=cast.lea)
    with pytest.raises(contexts.ListIsFull):
        contexts.add(label="One more", by=cast.lea)
    contexts.hide(key="body", by=cast.lea)
    contexts.add(label="One more", by=cast.lea)
    with pytest.raises(contexts.ListIsFull):
        contexts.bring_back(key="body", by=cast.lea)
