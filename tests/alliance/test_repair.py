"""A repair is one tap, stands first for the therapist within their own limits, and what was agreed comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.alliance.models import Repair
from wiseline.alliance.repair import repairs_of
from wiseline.chart.models import Need
from wiseline.chart.needs import needs_for
from wiseline.chart.timeline import timeline_of
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.search import advance
from wiseline.coaching.guide import STEP_IDS, steps_for
from wiseline.coaching.models import Contact, Kind, Lane
from wiseline.coaching.selectors.board import board_of
from wiseline.lib import clock
from wiseline.people.models import CareKind, CareRelationship

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
AGREED = {"meant": "You looked at the clock", "coach_will": "Say when we end", "client_will": "Say it", "days": "7"}


def a_repair(cast: Cast) -> Contact:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    return contact


def kept(cast: Cast, **more: str) -> Repair:
    contact = a_repair(cast)
    browser_of(cast.dana).post(reverse("coaching:agreed", args=[contact.pk]), {**AGREED, **more})
    return Repair.objects.get()


def test_one_tap_on_the_clients_own_page_asks_for_a_talk_that_can_wait_for_the_therapist(cast: Cast) -> None:
    mia = browser_of(cast.mia)
    page = mia.get(reverse("web:mine")).content.decode()
    assert 'name="kind" value="repair"' in page
    mia.post("/ask/", {"kind": "repair", "lane": "today"})
    contact = Contact.objects.get()
    assert (contact.kind, contact.lane) == (Kind.REPAIR, Lane.TODAY)


def test_at_night_the_therapist_sees_it_first_on_their_board_and_is_not_rung(
    cast: Cast, now: time_machine.Traveller
) -> None:
    CareRelationship.objects.filter(client=cast.noah).update(ends_on=clock.now().date())
    CareRelationship.objects.create(
        client=cast.noah, coach=cast.dana, kind=CareKind.THERAPIST, starts_on=clock.now().date()
    )
    now.move_to(NIGHT)
    other, _new = ask(client=cast.noah, safety="safe")
    repair, _new = ask(client=cast.mia, kind="repair", lane="today", safety="safe")
    for contact in (other, repair):
        advance(contact.pk)
    repair.refresh_from_db()
    assert repair.ringing is None, "outside of her hours nobody rings Dana"
    board = board_of(cast.dana, clock.now())
    assert board.mine[0] == repair
    answer(contact_id=other.pk, coach=cast.dana)
    assert board_of(cast.dana, clock.now()).mine == [repair, Contact.objects.get(pk=other.pk)]


def test_only_danger_comes_before_it(cast: Cast) -> None:
    CareRelationship.objects.filter(client=cast.noah).update(ends_on=clock.now().date() - timedelta(days=1))
    CareRelationship.objects.create(
        client=cast.noah, coach=cast.dana, kind=CareKind.THERAPIST, starts_on=clock.now().date()
    )
    repair = a_repair(cast)
    danger, _new = ask(client=cast.noah, safety="danger")
    answer(contact_id=danger.pk, coach=cast.dana)
    assert [row.pk for row in board_of(cast.dana, clock.now()).mine] == [danger.pk, repair.pk]


def test_a_repair_has_its_own_steps_and_asks_about_safety_like_every_contact(cast: Cast) -> None:
    order = [step.id for step in steps_for("repair")]
    middle = ["listen", "own", "validated", "meant", "differently", "look_again"]
    assert order == ["place", "risk", *middle, "rerate"]
    assert set(order) <= STEP_IDS
    assert "skill" in [step.id for step in steps_for("skills")]
    contact = a_repair(cast)
    page = browser_of(cast.dana).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Own your part" in page
    assert "Pick one skill, or two" not in page
    ticked = browser_of(cast.dana).post(reverse("coaching:tick", args=[contact.pk]), {"step": "own", "on": "1"})
    assert ticked.status_code == 200
    assert contact.ticks.filter(step="own").exists()


def test_what_was_agreed_is_read_by_both_and_owed_a_second_look(cast: Cast, now: time_machine.Traveller) -> None:
    row = kept(cast)
    need = Need.objects.get(kind="repair")
    assert (need.owner, need.due_at, need.subject_id) == (cast.dana, clock.now() + timedelta(days=7), row.pk)
    assert "repair.agreed" in [entry.kind for entry in timeline_of(cast.mia)]
    address = reverse("alliance:repairs", args=[cast.mia.pk])
    for person in (cast.mia, cast.dana):
        page = browser_of(person).get(address).content.decode()
        assert "You looked at the clock" in page
        assert "Say when we end" in page
    assert "look again at what you agreed" not in browser_of(cast.mia).get("/").content.decode()
    now.shift(timedelta(days=7))
    assert "look again at what you agreed" in browser_of(cast.mia).get("/").content.decode()
    browser_of(cast.mia).post(reverse("alliance:how_it_is", args=[row.pk]), {"says": "better"})
    assert "look again at what you agreed" not in browser_of(cast.mia).get("/").content.decode()
    assert len(needs_for(cast.dana)) == 1, "that the client is content does not end what staff owe"
    browser_of(cast.dana).post(reverse("alliance:repair_looked", args=[row.pk]))
    assert needs_for(cast.dana) == []


def test_kept_anew_it_is_one_and_the_later_day_counts(cast: Cast) -> None:
    row = kept(cast, days="3")
    browser_of(cast.dana).post(reverse("coaching:agreed", args=[row.contact_id]), {**AGREED, "days": "14"})
    row.refresh_from_db()
    assert row.look_again_at == row.at + timedelta(days=14)
    assert [need.due_at for need in needs_for(cast.dana)] == [row.look_again_at]


def test_still_between_us_is_owed_a_talk_from_now_on(cast: Cast) -> None:
    row = kept(cast)
    browser_of(cast.dana).post(reverse("alliance:repair_looked", args=[row.pk]))
    browser_of(cast.mia).post(reverse("alliance:how_it_is", args=[row.pk]), {"says": "still"})
    assert [need.due_at for need in needs_for(cast.dana)] == [clock.now()]
    assert browser_of(cast.mia).post(reverse("alliance:how_it_is", args=[row.pk]), {"says": "x"}).status_code == 404


def test_what_is_not_filled_is_told_and_what_was_written_stays(cast: Cast) -> None:
    contact = a_repair(cast)
    body = {"meant": "", "coach_will": "Say when we end", "days": "7"}
    answered = browser_of(cast.dana).post(reverse("coaching:agreed", args=[contact.pk]), body)
    assert answered.status_code == 422
    assert "Say when we end" in answered.content.decode()
    assert not Repair.objects.exists()


@pytest.mark.parametrize("kind", ["repair", "skills"])
def test_it_can_be_kept_in_any_contact_and_while_it_is_written_up(cast: Cast, kind: str) -> None:
    contact, _new = ask(client=cast.mia, kind=kind, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    end(contact_id=contact.pk, by=cast.dana)
    assert browser_of(cast.dana).post(reverse("coaching:agreed", args=[contact.pk]), AGREED).status_code == 302
    assert Repair.objects.count() == 1


def test_repairs_since_a_day_are_those_in_which_something_happened_since(
    cast: Cast, now: time_machine.Traveller
) -> None:
    row = kept(cast)
    now.shift(timedelta(days=10))
    since = clock.now() - timedelta(days=1)
    assert repairs_of(cast.mia, since) == []
    browser_of(cast.mia).post(reverse("alliance:how_it_is", args=[row.pk]), {"says": "good"})
    assert repairs_of(cast.mia, since) == [row]
