"""Skills training groups: who is in them, and that a group is taught together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.coaching.test_authorisation import browser_of
from wiseline.lib import clock
from wiseline.people.models import CareKind, CareRelationship
from wiseline.skills.flows import ask_about
from wiseline.skills.groups import (
    begin_group,
    end_group,
    groups_of,
    members_of,
    set_members,
    set_trainers,
    taught_in,
    teach_group,
)
from wiseline.skills.models import Group, Membership, Taught
from wiseline.skills.selectors import asked_about, taught_ids

if TYPE_CHECKING:
    from tests.cast import Cast

ON = date(2026, 11, 20)


@pytest.fixture
def group(cast: Cast) -> Group:
    """Toni trains Mia and Noah on Tuesdays."""
    for client in (cast.mia, cast.noah):
        CareRelationship.objects.get_or_create(
            client=client, coach=cast.toni, kind=CareKind.TRAINER, defaults={"starts_on": clock.now().date()}
        )
    group = begin_group(name="Tuesday group", by=cast.toni)
    set_members(group=group, clients=[cast.mia, cast.noah], by=cast.toni)
    return group


def test_a_group_is_taught_at_once_and_who_was_away_is_not(cast: Cast, group: Group) -> None:
    ask_about(client=cast.mia, skill="give")
    there = teach_group(group=group, absent=[cast.noah], skill="give", on=ON, by=cast.toni, practised="In pairs")
    assert there == [cast.mia]
    assert taught_ids(cast.mia) == {"give"}
    assert taught_ids(cast.noah) is None
    assert not asked_about(cast.mia).exists()
    assert taught_in(group) == [(ON, "give", 1)]
    page = browser_of(cast, "mia").get(reverse("skills:skill", args=["give"])).content.decode()
    assert "in Tuesday group" in page


def test_teaching_twice_marks_once(cast: Cast, group: Group) -> None:
    for _ in range(2):
        teach_group(group=group, absent=[], skill="give", on=ON, by=cast.toni)
    assert Taught.objects.count() == 2


def test_who_leaves_stays_in_the_record_and_may_come_back(cast: Cast, group: Group) -> None:
    set_members(group=group, clients=[cast.noah], by=cast.toni)
    assert list(members_of(group)) == [cast.noah]
    set_members(group=group, clients=[cast.mia, cast.noah], by=cast.toni)
    assert set(members_of(group)) == {cast.mia, cast.noah}
    assert Membership.objects.filter(client=cast.mia).count() == 2


def test_a_member_whom_no_trainer_cares_for_any_more_is_no_longer_taught(cast: Cast, group: Group) -> None:
    CareRelationship.objects.filter(client=cast.noah, coach=cast.toni).delete()
    assert cast.noah not in members_of(group)


def test_a_group_that_is_over_is_gone_and_what_was_taught_stays(cast: Cast, group: Group) -> None:
    teach_group(group=group, absent=[], skill="give", on=ON, by=cast.toni)
    end_group(group=group, by=cast.toni)
    assert not groups_of(cast.toni).exists()
    assert taught_ids(cast.mia) == {"give"}


def test_a_second_trainer_teaches_too_and_nobody_loses_their_own_group(cast: Cast, group: Group) -> None:
    set_trainers(group=group, trainers=[cast.sam], by=cast.toni)
    path = reverse("skills:group", args=[group.pk])
    assert browser_of(cast, "sam").get(path).status_code == 200
    set_trainers(group=group, trainers=[], by=cast.toni)
    assert browser_of(cast, "sam").get(path).status_code == 404
    assert browser_of(cast, "toni").get(path).status_code == 200


def test_a_client_of_somebody_else_cannot_be_put_into_a_group(cast: Cast, group: Group) -> None:
    path = reverse("skills:group_people", args=[group.pk])
    browser_of(cast, "toni").post(path, {"members": [str(cast.otto.pk)]})
    assert cast.otto not in members_of(group)
    assert set(members_of(group)) == {cast.mia, cast.noah}


def test_a_day_that_has_not_come_is_refused_and_nothing_typed_is_lost(cast: Cast, group: Group) -> None:
    given = {"skill": "give", "on": "2199-01-01", "practised": "In pairs", "absent": [str(cast.noah.pk)]}
    page = browser_of(cast, "toni").post(reverse("skills:group", args=[group.pk]), given)
    assert page.status_code == 422
    assert "In pairs" in page.content.decode()
    assert not Taught.objects.exists()
