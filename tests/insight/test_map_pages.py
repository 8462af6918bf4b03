"""The map's three views: the client's, the therapist's, and a group's that names nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.coaching.test_authorisation import browser_of
from wiseline.audit.models import Entry
from wiseline.chart.uses import Went, log_use, say_obstacle
from wiseline.insight.generalisation.reading import map_of
from wiseline.insight.generalisation.rules import Level
from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import CareKind, CareRelationship, Role
from wiseline.skills import contexts
from wiseline.skills.flows import set_cautions, teach
from wiseline.skills.groups import begin_group, set_members

if TYPE_CHECKING:
    from tests.cast import Cast
    from wiseline.people.models import Person


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def use(client: Person, days: int, effect: str, *where: str, skill: str = "stop", obstacle: str = "") -> None:
    row = log_use(client=client, skill=skill, went=Went(effect, contexts=list(where) or None), at=ago(days))
    if obstacle:
        say_obstacle(use=row, obstacle=obstacle)


def page(cast: Cast, who: str) -> str:
    answer = browser_of(cast, who).get(reverse("map:of", args=[cast.mia.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_empty_map_says_what_will_be_there(cast: Cast) -> None:
    assert "Nothing is here yet" in page(cast, "mia")
    assert "Nothing was taught or noted yet" in page(cast, "dana")


def test_a_client_reads_what_they_can_do_and_where_in_words(cast: Cast) -> None:
    teach(clients=[cast.mia], skill="give", on=ago(9).date(), by=cast.dana)
    use(cast.mia, 50, "helped", "home")
    use(cast.mia, 20, "helped", "friends")
    use(cast.mia, 9, "not", "work")
    shown = page(cast, "mia")
    assert "You used it by yourself and it helped" in shown
    assert '<strong>Home</strong> <span class="soft">(not used lately)</span>' in shown
    assert "<strong>Work or school</strong></span>" in shown
    assert "Learned, and still to come" in shown
    assert 'alone, helped<span class="reach-note">1×' in shown  # the table, one tap away
    assert "at least 3 of them, each at another time, over at least 3 weeks" in shown


def test_what_works_in_several_parts_of_life_is_said(cast: Cast) -> None:
    for days, where in ((30, "home"), (20, "work"), (2, "friends")):
        use(cast.mia, days, "helped", where)
    assert "Works in several parts of life" in page(cast, "mia")
    assert "In several parts of life:" in page(cast, "dana")


def test_one_small_step_is_suggested_that_the_client_may_take(cast: Cast) -> None:
    use(cast.mia, 3, "helped", "home", skill="tipp")
    use(cast.mia, 2, "some", "work", skill="stop")
    assert "STOP has helped you here: Work or school. You could try it once here: Home." in page(cast, "mia")
    teach(clients=[cast.mia], skill="tipp", on=ago(9).date(), by=cast.dana)
    assert "STOP has helped you here: Work or school. You could try it once here: Home." in page(cast, "mia")
    use(cast.mia, 1, "helped", "home", skill="tipp")
    assert "TIPP has helped you here: Home." in page(cast, "mia")
    set_cautions(client=cast.mia, flags=frozenset({"heart-disease"}), by=cast.dana)
    assert "TIPP has helped you here" not in page(cast, "mia")
    contexts.hide(key="home", by=cast.lea)
    assert "once here: Home" not in page(cast, "mia")


def test_only_staff_see_what_is_stuck_and_what_got_in_the_way(cast: Cast) -> None:
    for days in (3, 2, 1):
        use(cast.mia, days, "not", "work", obstacle="too_upset")
    own, staff = page(cast, "mia"), page(cast, "dana")
    assert "Where it does not move on" in staff
    assert "The last 3 tries did not help. What got in the way: I was too upset to think (3×)." in staff
    assert "Where it does not move on" not in own
    assert "Here it has not helped lately: Work or school. Your coach can look at it with you." in own


def test_a_look_of_another_is_on_record_and_the_client_sees_it(cast: Cast) -> None:
    page(cast, "mia")
    assert not Entry.objects.filter(action="map.read").exists()
    page(cast, "dana")
    assert Entry.objects.get(action="map.read").client_id == cast.mia.pk
    assert "what you can do and where" in browser_of(cast, "mia").get(reverse("privacy:who")).content.decode()


def test_the_ways_to_the_map(cast: Cast) -> None:
    path = reverse("map:of", args=[cast.mia.pk])
    assert path in browser_of(cast, "mia").get("/mine/").content.decode()
    assert path in browser_of(cast, "dana").get(reverse("people:client", args=[cast.mia.pk])).content.decode()
    group = begin_group(name="Tuesday", by=cast.toni)
    there = browser_of(cast, "toni").get(reverse("skills:group", args=[group.pk])).content.decode()
    assert reverse("map:group", args=[group.pk]) in there
    assert reverse("map:contexts") in browser_of(cast, "toni").get(reverse("skills:shelves")).content.decode()


def test_what_was_noted_in_a_context_off_the_list_is_still_in_the_table(cast: Cast) -> None:
    use(cast.mia, 3, "helped", "partner")
    contexts.hide(key="partner", by=cast.lea)
    contexts.hide(key="online", by=cast.lea)
    staff = page(cast, "dana")
    assert 'Partner <span class="soft small">(off the list)</span>' in staff
    assert "Online" not in staff
    assert map_of(cast.mia).rows["stop"].cell("partner").level == Level.HELPED


def test_the_measures_stand_in_words(cast: Cast) -> None:
    use(cast.mia, 3, "helped", "home")
    use(cast.mia, 2, "not", "home")
    staff = page(cast, "dana")
    assert "1 of 2 (" in staff
    assert "Fewer contacts or fewer notes are no success by themselves." in staff


def a_group(cast: Cast, people: int) -> list[Person]:
    members = [cast.mia]
    for number in range(people - 1):
        name = f"Client{number} Zander"
        members.append(
            add_person(programme=cast.programme, name=name, email=f"c{number}@example.org", roles=(Role.CLIENT,))
        )
    for member in members:
        CareRelationship.objects.create(client=member, coach=cast.toni, kind=CareKind.TRAINER, starts_on=ago(9).date())
    group = begin_group(name="Tuesday", by=cast.toni)
    set_members(group=group, clients=members, by=cast.toni)
    teach(clients=members, skill="stop", on=ago(30).date(), by=cast.toni)
    cast.group = group  # type: ignore[attr-defined]
    return members


def group_page(cast: Cast) -> str:
    answer = browser_of(cast, "toni").get(reverse("map:group", args=[cast.group.pk]))  # type: ignore[attr-defined]
    return " ".join(answer.content.decode().split())


def test_a_trainer_sees_what_to_teach_again_and_never_who(cast: Cast) -> None:
    members = a_group(cast, 5)
    for member in members[:3]:
        use(member, 3, "helped", "home")
    use(members[3], 3, "not", "home")
    seen = group_page(cast)
    assert '<td>5</td><td>4</td><td>4</td><td>3</td><td><span class="soft">fewer than 3</span></td>' in seen
    for member in members:
        assert member.name not in seen
        assert str(member.pk) not in seen


@pytest.mark.parametrize("people", [1, 2])
def test_a_group_below_three_is_not_counted(cast: Cast, people: int) -> None:
    for member in a_group(cast, people):
        use(member, 3, "helped", "home")
    assert "fewer than 3 people in this group" in group_page(cast)
    assert "STOP" not in group_page(cast)


def test_only_clients_of_the_group_are_counted(cast: Cast) -> None:
    a_group(cast, 3)
    teach(clients=[cast.noah], skill="stop", on=ago(30).date(), by=cast.sam)
    assert "<td>3</td>" in group_page(cast)
