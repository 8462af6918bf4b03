"""What was agreed for the day after an act changes while it applies: who covers, lifting, an act taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.audit.models import Entry
from wiseline.chart.models import DiaryDay
from wiseline.chart.timeline import timeline_of
from wiseline.chart.words import words_of
from wiseline.coaching.flows.answer import answer, end, withdraw
from wiseline.coaching.flows.ask import ask, say_safety
from wiseline.coaching.flows.search import advance, plan_anew
from wiseline.coaching.models import Contact
from wiseline.coaching.notes import save_draft
from wiseline.coaching.selectors.truth import before_asking, of_contact
from wiseline.lib import clock
from wiseline.safety.agreeing import agree, lift, report_act, state_of, take_act_back
from wiseline.safety.models import ActReport
from wiseline.safety.policy import Mode, Standing

HOUR = timedelta(hours=1)


@pytest.fixture
def covered(cast: Cast) -> Contact:
    """A repair that waits for Dana; Sam, who covers, is being rung for it."""
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, cover=True, reason="So that asking comes first.")
    report_act(client=cast.mia, by=cast.dana)
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing == cast.sam
    return contact


def test_while_who_covers_is_rung_the_client_reads_why_and_may_say_that_it_is_more_than_that(
    cast: Cast, covered: Contact
) -> None:
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[covered.pk])).content.decode()
    assert "We are ringing Sam Okafor." in page
    assert "As you agreed, a coach who covers is asked first, and Dana Reyes is told" in page
    assert "No answer by" not in page
    assert "So that asking comes first." in page
    assert "I am hurt, or not safe: ring somebody now" in page
    home = before_asking(cast.mia, clock.now())
    assert home.headline == "If you ask now, we ring Sam Okafor."
    assert "As you agreed, a coach who covers is asked first" in " ".join(home.lines)
    assert "Within" not in " ".join(home.lines)


@pytest.mark.parametrize("said", ["danger", "unsure"])
def test_who_covers_being_rung_keeps_the_therapist_from_nobody_who_is_not_safe(
    cast: Cast, covered: Contact, said: str
) -> None:
    assert say_safety(contact_id=covered.pk, client=cast.mia, safety=said).ringing == cast.dana


# (what changes) -> whom the search comes to when Sam does not answer; None: it waits, as agreed
CHANGES = [("lifted", "dana"), ("agreed to be off", "dana"), ("agreed without cover", None), ("agreed again", None)]


@pytest.mark.parametrize(("change", "then"), CHANGES)
def test_who_covers_goes_on_being_rung_when_what_was_agreed_changes_and_the_rest_is_planned_anew(
    cast: Cast, covered: Contact, now: time_machine.Traveller, change: str, then: str | None
) -> None:
    until, rings = covered.due_at, covered.events.filter(kind="rung").count()
    now.shift(timedelta(minutes=2))
    match change:
        case "lifted":
            lift(client=cast.mia, by=cast.dana)
        case "agreed to be off":
            agree(client=cast.mia, by=cast.dana, mode=Mode.OFF)
        case _:
            again = change == "agreed again"
            agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, cover=again, reason="x")
            report_act(client=cast.mia, by=cast.dana)
    plan_anew(cast.mia, by=cast.dana)
    covered.refresh_from_db()
    assert (covered.ringing, covered.due_at) == (cast.sam, until)
    assert covered.events.filter(kind="rung").count() == rings, "nobody's phone rings twice for it"
    agreed = "As you agreed" in " ".join(of_contact(covered, clock.now()).lines)
    assert agreed == (then is None)
    assert until is not None
    now.move_to(until)
    advance(covered.pk)
    covered.refresh_from_db()
    assert covered.ringing == (getattr(cast, then) if then else None)
    if then is None:
        assert covered.due_at == state_of(cast.mia, clock.now()).until


# What holds it is over

# (how soon it was asked for) -> what the client reads beforehand, and who is rung at half past nine; None: Dana's hours
OVER = [
    ("now", "As you agreed, Sam Okafor is told 21:30.", "sam"),
    ("today", "As you agreed, Dana Reyes is told", None),
]


@pytest.mark.parametrize(("lane", "said", "then"), OVER)
def test_once_it_is_over_what_waits_is_searched_for_as_if_it_were_asked_then(
    cast: Cast, now: time_machine.Traveller, lane: str, said: str, then: str | None
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(days=7))
    report_act(client=cast.mia, by=cast.dana, at=clock.now() - 22 * HOUR)
    contact, _new = ask(client=cast.mia, kind="skills", safety="safe", lane=lane)
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert said in page
    now.shift(2 * HOUR)
    assert advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing == (getattr(cast, then) if then else None)
    assert contact.status == "ringing"
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "As you agreed" not in page
    assert ("We are ringing Sam Okafor." in page) == (then is not None)


# What is known of an act is put right, and words of what was agreed are put better


def said_in_diary(cast: Cast, *, acted: bool, seen: int) -> None:
    fields = {"day": clock.now().date().isoformat(), "card": "1", "seen": str(seen)}
    answer = browser_of(cast.mia).post(reverse("diary:save"), {**fields, "act.self_harm": "1" if acted else "0"})
    assert answer.status_code == 302


@pytest.mark.parametrize("cover", [False, True])
def test_an_act_that_the_client_takes_back_in_the_diary_holds_nothing_any_more_and_another_answer_changes_nothing(
    cast: Cast, now: time_machine.Traveller, cover: bool
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, cover=cover, reason="x")
    now.shift(timedelta(minutes=1))
    said_in_diary(cast, acted=True, seen=0)
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    if cover:
        now.shift(timedelta(minutes=10))
        advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing is None
    version = contact.version
    said_in_diary(cast, acted=True, seen=1)
    contact.refresh_from_db()
    assert (contact.ringing, contact.version) == (None, version), "who covers is not rung again for a further answer"
    said_in_diary(cast, acted=False, seen=2)
    contact.refresh_from_db()
    assert contact.ringing == cast.dana
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "As you agreed" not in page


def test_of_two_answers_in_the_diary_the_client_chooses_the_one_without_an_act_and_is_searched_for(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(minutes=1))
    said_in_diary(cast, acted=True, seen=0)
    said_in_diary(cast, acted=False, seen=0)
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing is None
    day = DiaryDay.objects.get()
    browser_of(cast.mia).post(
        reverse("diary:choose", args=[day.day.isoformat()]), {"item": "act.self_harm", "answer": "0"}
    )
    contact.refresh_from_db()
    assert contact.ringing == cast.dana


def test_an_act_that_the_coach_takes_back_in_the_note_holds_nothing_any_more(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(HOUR)
    talked = answer(contact_id=ask(client=cast.mia, safety="safe")[0].pk, coach=cast.dana)
    end(contact_id=talked.pk, by=cast.dana)
    save_draft(contact=talked, coach=cast.dana, body={"acted": "yes"})
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing is None
    save_draft(contact=talked, coach=cast.dana, body={"acted": "no"})
    contact.refresh_from_db()
    assert contact.ringing == cast.dana


def keep(cast: Cast, **fields: str) -> str:
    kept = {"mode": "strict", "acts": "act.self_harm", "reason": "So that asking comes before it.", **fields}
    return browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/", kept, follow=True).content.decode()


@pytest.mark.usefixtures("agreed")
def test_better_words_for_why_change_nothing_about_what_waits(cast: Cast) -> None:
    before = state_of(cast.mia, clock.now())
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    for reason in ("So that asking comes before acting!", "So that you ask first."):
        assert "has ended with it" not in keep(cast, reason=reason)
    assert state_of(cast.mia, clock.now()) == before
    waits, version = contact.ringing is None, contact.version
    contact.refresh_from_db()
    assert (waits, contact.ringing, contact.version) == (True, None, version)
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "So that you ask first." in page


@pytest.mark.usefixtures("agreed")
def test_what_is_agreed_otherwise_counts_from_then_on_and_the_therapist_reads_what_that_ends(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert "What applied until now has ended with it. What waited is searched for now." in keep(cast, mode="flexible")
    contact.refresh_from_db()
    assert contact.ringing == cast.dana
    assert "has ended with it" not in keep(cast)


def test_lifting_says_what_it_does(cast: Cast, covered: Contact) -> None:
    def said() -> str:
        return browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/lift/", follow=True).content.decode()

    assert "Lifted. Sam Okafor goes on being rung; then the search goes its usual way." in said()
    withdraw(contact_id=covered.pk, client=cast.mia)
    assert "Lifted. Nothing waited." in said()


# Noting an act, and taking it back

# (when, on the coach's own clock, before now) -> what is said; None: it is noted from then on
WHEN = [
    (timedelta(0), None),
    (3 * HOUR, None),
    (24 * HOUR, None),
    (24 * HOUR + timedelta(minutes=1), "That was more than 24 hours ago"),
    (timedelta(minutes=-1), "That time is still to come."),
    (-3 * HOUR, "That time is still to come."),
]


def noted(cast: Cast, at: str) -> str:
    answer = browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/noted/", {"at": at}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize(("before", "refused"), WHEN)
def test_an_act_counts_from_when_it_was_and_not_from_when_it_is_noted(
    cast: Cast, now: time_machine.Traveller, before: timedelta, refused: str | None
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(days=7))
    moment = clock.now() - before
    said = noted(cast, clock.in_zone(moment, cast.dana.timezone).strftime("%Y-%m-%dT%H:%M"))
    state = state_of(cast.mia, clock.now())
    if refused:
        assert refused in said
        assert state.standing is Standing.NO_ACT
    else:
        assert state.act_at is not None
        assert timedelta(0) <= state.act_at - moment < timedelta(minutes=1)
        assert ("What was agreed applies now." in said) is state.applies


@pytest.mark.parametrize("at", ["", "soon"])
def test_a_time_of_an_act_that_is_none_is_told(cast: Cast, at: str) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    said = noted(cast, at)
    assert "That is no time." in said or "Choose when it was." in said
    assert not state_of(cast.mia, clock.now()).applies


def test_now_is_what_stands_there_and_counts_right_after_agreeing(cast: Cast, now: time_machine.Traveller) -> None:
    now.shift(timedelta(seconds=20))
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    page = browser_of(cast.dana).get(f"/agreed/{cast.mia.pk}/").content.decode()
    assert 'value="2026-11-23T19:30"' in page
    now.shift(timedelta(minutes=2))
    noted(cast, "2026-11-23T19:30")
    assert state_of(cast.mia, clock.now()).applies


@pytest.mark.usefixtures("agreed")
def test_an_act_noted_by_mistake_is_taken_back_and_what_waited_is_searched_for(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    dana, path = browser_of(cast.dana), f"/agreed/{cast.mia.pk}/"
    assert "Take it back: noted by mistake" in dana.get(path).content.decode()
    report = ActReport.objects.get()
    assert "Take it back: noted by mistake" not in browser_of(cast.mia).get(path).content.decode()
    dana.post(reverse("safety:take_act_back", args=[cast.mia.pk, report.pk]))
    assert state_of(cast.mia, clock.now()).standing is Standing.NO_ACT
    contact.refresh_from_db()
    assert contact.ringing == cast.dana
    assert Entry.objects.filter(action__in=["act.reported", "act.taken_back"]).count() == 2, "both stay on record"
    said = [words_of(line) for line in timeline_of(cast.mia)]
    assert "Dana Reyes took an act back that was noted by mistake" in said


@pytest.mark.usefixtures("agreed")
def test_an_act_that_is_taken_back_leaves_an_earlier_one_as_it_is(cast: Cast, now: time_machine.Traveller) -> None:
    before = state_of(cast.mia, clock.now())
    now.shift(HOUR)
    slip = report_act(client=cast.mia, by=cast.dana)
    assert state_of(cast.mia, clock.now()).until != before.until
    assert take_act_back(client=cast.mia, by=cast.dana, report_id=slip.pk)
    assert not take_act_back(client=cast.mia, by=cast.dana, report_id=slip.pk)
    assert state_of(cast.mia, clock.now()) == before
