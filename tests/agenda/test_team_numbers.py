"""What the team sees of its own work, and how little of any client."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.agenda.weeks import talk
from tests.cast import Cast, browser_of
from wiseline.agenda.team_numbers import Numbers, blurred, initials, numbers_of
from wiseline.calls.models import Call
from wiseline.chart.needs import raise_need
from wiseline.chart.uses import Went, log_use
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import Person, Role
from wiseline.rota.flows.own_load import show


def week(cast: Cast) -> Numbers:
    return numbers_of(cast.programme, clock.now() - timedelta(days=7), clock.now())


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "1–2"), (2, "1–2"), (3, "3"), (12, "12")])
def test_a_small_count_is_only_said_to_be_small(count: int, shown: str) -> None:
    assert blurred(count) == shown


def test_contacts_are_counted_by_kind_and_hour(cast: Cast) -> None:
    for days_ago in (1, 2, 3):
        talk(cast, days_ago, {}, safety="safe")  # 19:30 in Berlin
    talk(cast, 1.4, {}, safety="safe", kind="crisis")
    counts = dict(week(cast).kinds)
    assert counts["Help to use a skill"] == ["0", "0", "0", "3"]
    assert counts["I am in a crisis"] == ["0", "1–2", "0", "0"]
    assert counts["Something between us"] == ["0", "0", "0", "0"]


def test_a_coachs_load_says_what_they_carried_and_what_was_outside_their_hours(cast: Cast) -> None:
    show(coach=cast.dana, load=True, rating=False)
    show(coach=cast.sam, load=True, rating=False)
    note = talk(cast, 1, {}, safety="safe")
    Call.objects.create(
        programme_id=cast.programme.pk,
        contact_id=note.contact_id,
        started_by=cast.dana,
        connected_at=clock.now() - timedelta(minutes=30),
        ended_at=clock.now() - timedelta(minutes=18),
    )
    (load,) = week(cast).loads
    assert (load.name, load.contacts, load.minutes, load.night, load.outside) == ("Dana Reyes", 1, 12, 0, 0)
    night = clock.now().replace(hour=1, minute=0)  # 2:00 in Berlin: not Dana's hours, and Sam has the rota
    Contact.objects.update(asked_at=night, answered_at=night)
    (load,) = week(cast).loads
    assert (load.night, load.outside) == (1, 1)
    Contact.objects.update(holder=cast.sam)
    (load,) = week(cast).loads
    assert (load.name, load.night, load.outside) == ("Sam Okafor", 1, 0)


def held_by(cast: Cast, *coaches: Person) -> None:
    for days_ago, coach in enumerate(coaches, start=1):
        note = talk(cast, days_ago, {}, safety="safe")
        Contact.objects.filter(pk=note.contact_id).update(holder=coach)


def carried(cast: Cast) -> list[tuple[str, int]]:
    return [(load.name, load.contacts) for load in week(cast).loads]


def test_nobodys_load_is_shown_by_name_unless_they_let_the_team_see_it(cast: Cast) -> None:
    held_by(cast, cast.dana, cast.sam, cast.sam, cast.lea)
    assert carried(cast) == [("The others together", 4)]
    show(coach=cast.sam, load=False, rating=True)
    show(coach=cast.lea, load=True, rating=False)
    assert carried(cast) == [("Lea Novak", 1), ("The others together", 3)]
    page = browser_of(cast.toni).get(reverse("team_agenda:agenda")).content.decode()
    assert '<th scope="row">Lea Novak</th>' in page
    assert '<th scope="row">Dana Reyes</th>' not in page
    assert "By name who lets the team see it" in page


def test_what_the_others_held_is_left_out_where_it_is_one_coachs_own(cast: Cast) -> None:
    held_by(cast, cast.dana, cast.sam)
    show(coach=cast.sam, load=True, rating=False)
    assert carried(cast) == [("Sam Okafor", 1)]


def test_the_words_about_limits_stand_there_only_where_their_author_marked_them(cast: Cast) -> None:
    talk(cast, 1, {"limits": "A secret of mine"}, safety="safe")
    talk(cast, 2, {"limits": "Calls after ten are too many", "limits_for_team": True}, safety="safe")
    found = week(cast)
    assert found.limits == "1–2"
    assert found.limit_words == [("Dana Reyes", "Calls after ten are too many")]


def test_who_is_still_owed_something_is_named_by_initials_and_nobody_else_is(cast: Cast) -> None:
    raise_need(client=cast.mia, kind="call", due_at=clock.now() - timedelta(hours=2), owner=cast.dana)
    raise_need(client=cast.noah, kind="call", due_at=clock.now() + timedelta(hours=2))
    with time_machine.travel(clock.now() - timedelta(hours=3), tick=False):
        contact, _new = ask(client=cast.noah, safety="safe", primer={"happening": "The harbour wall"})
    for _step in range(9):
        advance(contact.pk)
        Contact.objects.filter(pk=contact.pk, status="ringing").update(due_at=clock.now())
    contact.refresh_from_db()
    assert contact.status == "unreached"
    found = week(cast)
    assert [(row.initials, row.what, row.owner) for row in found.owed][-1] == (
        "M.B.",
        "a call that was agreed",
        "Dana Reyes",
    )
    assert [row.initials for row in found.owed] == ["N.L.", "M.B."]
    assert found.unreached == "1–2"
    browser = Client()
    browser.force_login(cast.toni, backend="django.contrib.auth.backends.ModelBackend")
    for page in ("team_agenda:agenda", "team_agenda:pdf"):
        read = browser.get(reverse(page)).content
        for secret in (b"Mia", b"Noah", b"harbour"):
            assert secret not in read
    assert initials(cast.mia) == "M.B."


def test_what_worked_is_counted_over_clients_and_only_where_enough_of_them_said(cast: Cast) -> None:
    others = [
        add_person(programme=cast.programme, name=f"Client {number}", email=f"c{number}@x.example", roles=[Role.CLIENT])
        for number in range(3)
    ]
    for client in (cast.mia, cast.noah):
        for _time in range(5):
            log_use(client=client, skill="give", went=Went("helped"))
    for client in others:
        log_use(client=client, skill="fast", went=Went("some"))
    log_use(client=cast.mia, skill="fast", went=Went("not"))
    log_use(client=cast.otto, skill="give", went=Went("helped"))  # of another programme
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert [(row.skill, row.helped, row.failed) for row in week(cast).worked] == [("FAST", "3", "1–2")]
