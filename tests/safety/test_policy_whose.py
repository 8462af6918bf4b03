"""Whose the 24-hour policy is: the therapist agrees it, who cares carries it out, and each knows what the other did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.chart.models import Need
from wiseline.chart.needs import needs_for, remind_of_needs
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.people.models import CareKind, CareRelationship
from wiseline.reach.models import Delivery
from wiseline.safety.agreeing import agree, lift, policy_in_force, policy_of, report_act, state_of
from wiseline.safety.others import keep_rules
from wiseline.safety.policy import Mode, Standing

STRICT = {"mode": "strict", "reason": "I think so", "acts": "act.self_harm"}


@pytest.fixture
def trained(cast: Cast) -> Cast:
    """Toni is Mia's skills trainer."""
    care = CareRelationship.objects.create
    care(client=cast.mia, coach=cast.toni, kind=CareKind.TRAINER, starts_on=date(2020, 1, 1))
    return cast


def test_only_the_therapist_agrees_on_it_and_who_else_cares_notes_and_lifts(trained: Cast) -> None:
    agree(client=trained.mia, by=trained.dana, mode=Mode.FLEXIBLE, reason="So that asking comes first.")
    toni, path = browser_of(trained.toni), f"/agreed/{trained.mia.pk}/"
    assert toni.post(path, STRICT).status_code == 404
    standing = policy_of(trained.mia)
    assert standing is not None
    assert standing.mode == Mode.FLEXIBLE
    report_act(client=trained.mia, by=trained.dana)
    page = toni.get(path).content.decode()
    assert "Agree on it together" not in page
    assert "The client has acted: note it" in page
    assert "between the client and Dana Reyes" in page
    assert toni.post(f"{path}lift/").status_code == 302
    assert state_of(trained.mia, clock.now()).standing is Standing.LIFTED
    assert "By Toni Weiss" in browser_of(trained.dana).get(path).content.decode()


@pytest.mark.parametrize("mode", [Mode.FLEXIBLE, Mode.STRICT])
def test_while_it_applies_home_and_a_kept_card_say_until_when_why_and_what_stays_open(
    cast: Cast, now: time_machine.Traveller, mode: Mode
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=mode, reason="So that asking comes first.")
    mia, pages = browser_of(cast.mia), ("/", "/?part=now", f"/diary/done/{clock.now().date()}/")
    for page in pages:
        assert "So that asking comes first." not in mia.get(page).content.decode(), "nothing applies yet"
    now.shift(timedelta(minutes=1))
    report_act(client=cast.mia, by=cast.dana)
    for page in pages:
        read = mia.get(page).content.decode()
        assert "For a day, until Tuesday" in read
        assert "So that asking comes first." in read
        assert "“Help now”, your plan, your skills and your card are open." in read
        assert "somebody is rung at once" in read
        assert "It is no punishment" in read
        assert f'href="/agreed/{cast.mia.pk}/"' in read
        assert ("Help with a skill goes on." in read) == (mode is Mode.FLEXIBLE)
    assert "Get coaching" in mia.get("/").content.decode(), "it stands in nobody's way"
    lift(client=cast.mia, by=cast.dana)
    assert "For a day, until" not in mia.get("/").content.decode()


def test_with_an_adolescent_it_is_off_as_soon_as_the_programme_does_not_allow_it(
    cast: Cast, now: time_machine.Traveller
) -> None:
    keep_rules(by=cast.lea, policy_for_minors=True, words="")
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x", minor=True, although_minor=True)
    now.shift(timedelta(hours=1))
    report_act(client=cast.mia, by=cast.dana)
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing is None
    assert browser_of(cast.lea).post("/agreed/rules/", {"words": "Not with adolescents."}).status_code == 302
    assert state_of(cast.mia, clock.now()).standing is Standing.OFF
    contact.refresh_from_db()
    assert contact.ringing == cast.dana, "what waited is searched for at once"
    for who in (cast.mia, cast.dana):
        page = browser_of(who).get(f"/agreed/{cast.mia.pk}/").content.decode()
        assert "Our programme does not do this with young people" in page
    assert policy_in_force(cast.mia) is None, "as the agreement says it"
    agree(client=cast.mia, by=cast.dana, mode=Mode.OFF, minor=False)
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(minutes=1))
    report_act(client=cast.mia, by=cast.dana)
    assert state_of(cast.mia, clock.now()).applies, "an adult's is as agreed"


def test_the_therapist_reads_quietly_what_another_noted_or_lifted(trained: Cast) -> None:
    agree(client=trained.mia, by=trained.dana, mode=Mode.STRICT, reason="x")
    report_act(client=trained.mia, by=trained.dana)
    assert not needs_for(trained.dana), "who did it themselves knows"
    lift(client=trained.mia, by=trained.toni)
    remind_of_needs()
    (need,) = needs_for(trained.dana)
    assert need.owner == trained.dana
    assert {row.channel for row in Delivery.objects.filter(person=trained.dana)} <= {"in_app", "web_push"}
    board = browser_of(trained.dana)
    assert "what a colleague noted or lifted" in board.get("/board/").content.decode()
    board.post(reverse("coaching:need_met", args=[need.pk]))
    assert not Need.objects.filter(met_at=None).exists()
