"""A line that one proposes holds when the other agrees; until then the old wording stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wiseline.alliance import authorisation as may
from wiseline.alliance import understanding as together
from wiseline.alliance.models import Line, Proposal
from wiseline.chart.needs import needs_for
from wiseline.chart.timeline import timeline_of
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.selectors.brief import brief_of
from wiseline.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def goals(client: Person) -> list[str]:
    return [line.text for line in together.goals_of(client)]


def agreed(cast: Cast, text: str, section: str = "goal") -> Line:
    proposal = together.propose(client=cast.mia, by=cast.dana, section=section, text=text)
    return together.agree(proposal=proposal, by=cast.mia)


def test_a_goal_holds_once_the_other_side_agreed(cast: Cast) -> None:
    line = together.propose_goal(client=cast.mia, by=cast.mia, text="Sleep  before\nmidnight")
    assert goals(cast.mia) == []
    together.agree(proposal=line.proposals.get(), by=cast.dana)
    assert goals(cast.mia) == ["Sleep before midnight"]
    assert timeline_of(cast.mia)[0].kind == "understanding.agreed"


def test_the_old_words_stand_until_the_new_ones_are_agreed(cast: Cast) -> None:
    line = agreed(cast, "See Ada every week")
    change = together.propose(client=cast.mia, by=cast.mia, line=line, text="See Ada twice a week")
    assert goals(cast.mia) == ["See Ada every week"]
    together.decline(proposal=change, by=cast.dana)
    assert goals(cast.mia) == ["See Ada every week"]
    again = together.propose(client=cast.mia, by=cast.mia, line=line, text="See Ada when I can")
    together.agree(proposal=again, by=cast.dana)
    assert goals(cast.mia) == ["See Ada when I can"]
    outcomes = [row.outcome for row in together.history_of(cast.mia)]
    assert sorted(outcomes) == ["agreed", "agreed", "declined"]


def test_a_line_is_taken_out_by_both_and_kept_in_the_history(cast: Cast) -> None:
    line = agreed(cast, "Find a flat")
    gone = together.propose(client=cast.mia, by=cast.dana, line=line, remove=True)
    assert goals(cast.mia) == ["Find a flat"]
    together.agree(proposal=gone, by=cast.mia)
    assert goals(cast.mia) == []
    assert Line.objects.get().text == "Find a flat"


def test_another_wording_takes_the_place_of_the_open_one_and_that_can_no_longer_be_agreed(cast: Cast) -> None:
    first = together.propose(client=cast.mia, by=cast.mia, section="value", text="To be honest")
    together.propose(client=cast.mia, by=cast.dana, line=first.line, text="Honesty, also when it costs")
    with pytest.raises(together.Settled):
        together.agree(proposal=first, by=cast.dana)
    assert Proposal.objects.get(outcome="").by == cast.dana
    first.refresh_from_db()
    assert first.outcome == Proposal.Outcome.REPLACED


def test_the_same_proposed_twice_is_one(cast: Cast) -> None:
    first = together.propose(client=cast.mia, by=cast.mia, section="goal", text="Swim")
    assert together.propose(client=cast.mia, by=cast.mia, section="goal", text="Swim ") == first
    assert Line.objects.count() == 1


def test_nobody_agrees_to_what_they_or_their_own_side_proposed(cast: Cast) -> None:
    by_client = together.propose(client=cast.mia, by=cast.mia, section="goal", text="Swim")
    by_staff = together.propose(client=cast.mia, by=cast.dana, section="goal", text="Run")
    assert [may.can_settle(person, by_client) for person in (cast.mia, cast.dana, cast.sam)] == [False, True, False]
    assert [may.can_settle(person, by_staff) for person in (cast.mia, cast.dana, cast.noah)] == [True, False, False]


def test_staff_owe_an_answer_to_what_the_client_proposes_until_all_is_answered(
    cast: Cast, now: time_machine.Traveller
) -> None:
    first = together.propose(client=cast.mia, by=cast.mia, section="goal", text="Swim")
    now.shift(timedelta(hours=1))
    second = together.propose(client=cast.mia, by=cast.mia, section="goal", text="Run")
    (need,) = needs_for(cast.dana)
    assert (need.kind, need.due_at) == ("understanding", first.at + together.ANSWER_WITHIN)
    together.agree(proposal=first, by=cast.dana)
    assert len(needs_for(cast.dana)) == 1
    together.withdraw(proposal=second, by=cast.mia)
    assert needs_for(cast.dana) == []


def test_a_covering_coach_reads_what_helps_this_person_and_nothing_that_waits(cast: Cast) -> None:
    agreed(cast, "Says no kindly", "strength")
    together.propose(client=cast.mia, by=cast.mia, section="strength", text="not yet agreed")
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.sam)
    contact.refresh_from_db()
    assert [(label, [line.text for line in lines]) for label, lines in brief_of(contact).understood] == [
        ("Strengths", ["Says no kindly"])
    ]
    browser = Client()
    browser.force_login(cast.sam, backend=BACKEND)
    page = browser.get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Says no kindly" in page
    assert "not yet agreed" not in page
    assert browser.get(reverse("alliance:understanding", args=[cast.mia.pk])).status_code == 404


def test_what_is_too_long_is_told_and_stays_in_the_box(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.mia, backend=BACKEND)
    address = reverse("alliance:propose", args=[cast.mia.pk])
    answered = browser.post(address, {"section": "value", "text": "y" * 301})
    assert answered.status_code == 422
    assert "y" * 301 in answered.content.decode()
    assert not Line.objects.exists()
    line = agreed(cast, "Short")
    assert browser.post(address, {"line": str(line.pk), "text": ""}).status_code == 422
    assert browser.post(address, {"line": "nonsense", "text": "x"}).status_code == 404
    assert browser.post(address, {"section": "nonsense", "text": "x"}).status_code == 404


def test_the_clients_own_page_says_that_something_waits(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.mia, backend=BACKEND)
    assert "Waits for you" not in browser.get(reverse("web:mine")).content.decode()
    together.propose(client=cast.mia, by=cast.dana, section="goal", text="Swim")
    assert "Waits for you" in browser.get(reverse("web:mine")).content.decode()
