"""The 24-hour policy: every state of it, every answer, and that nothing it does can stand before help."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, browser_of
from wiseline.audit.models import Entry
from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.fill import fill_day
from wiseline.chart.models import Note
from wiseline.coaching.flows.ask import ask, choose, say_safety
from wiseline.coaching.flows.search import advance, plan_anew
from wiseline.coaching.models import Contact
from wiseline.coaching.plan import Hold, Ladder, build
from wiseline.coaching.selectors.truth import before_asking, of_contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.rota.limits import Reason
from wiseline.safety.agreeing import UsuallyNotWithMinors, agree, lift, report_act, state_of
from wiseline.safety.others import keep_rules
from wiseline.safety.policy import (
    Answer,
    CardDay,
    Mode,
    Policy,
    Standing,
    State,
    acts_of,
    answer_to,
    policy_state,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = NOON - timedelta(days=90)


def at(hours: float) -> datetime:
    """So many hours before noon."""
    return NOON - hours * HOUR


# Source: clinical.md section 3, [13, 14]: 24 h after the last such act; "each new act restarts the clock" is GK.
STATES = [
    ("nothing was agreed", None, [1], [], Standing.OFF, None),
    ("agreed to be off", Policy(Mode.OFF, False, LONG_AGO), [1], [], Standing.OFF, None),
    ("no act", Policy(Mode.STRICT, False, LONG_AGO), [], [], Standing.NO_ACT, None),
    ("an act before it was agreed", Policy(Mode.STRICT, False, at(1)), [2], [], Standing.NO_ACT, None),
    ("an act that a wrong clock puts ahead", Policy(Mode.STRICT, False, LONG_AGO), [-1], [], Standing.NO_ACT, None),
    ("an act just now", Policy(Mode.STRICT, False, LONG_AGO), [0], [], Standing.APPLIES, -24),
    ("an act an hour ago", Policy(Mode.FLEXIBLE, False, LONG_AGO), [1], [], Standing.APPLIES, -23),
    ("the last minute", Policy(Mode.STRICT, False, LONG_AGO), [23.99], [], Standing.APPLIES, -0.01),
    ("a day later to the second", Policy(Mode.STRICT, False, LONG_AGO), [24], [], Standing.OVER, None),
    ("a new act begins the time anew", Policy(Mode.STRICT, False, LONG_AGO), [23, 2], [], Standing.APPLIES, -22),
    ("acts in any order", Policy(Mode.STRICT, True, LONG_AGO), [2, 23], [], Standing.APPLIES, -22),
    ("lifted after the act", Policy(Mode.STRICT, False, LONG_AGO), [5], [3], Standing.LIFTED, None),
    ("lifted before the act", Policy(Mode.STRICT, False, LONG_AGO), [3], [5], Standing.APPLIES, -21),
    ("lifted, then a new act", Policy(Mode.STRICT, False, LONG_AGO), [9, 1], [5], Standing.APPLIES, -23),
    ("lifted in the same moment", Policy(Mode.STRICT, False, LONG_AGO), [3], [3], Standing.LIFTED, None),
    ("a lift that a wrong clock puts ahead", Policy(Mode.STRICT, False, LONG_AGO), [3], [-1], Standing.APPLIES, -21),
]


@pytest.mark.parametrize(
    ("policy", "acts", "lifted", "standing", "until"),
    [row[1:] for row in STATES],
    ids=[row[0] for row in STATES],
)
def test_every_state(
    policy: Policy | None, acts: list[float], lifted: list[float], standing: Standing, until: float | None
) -> None:
    state = policy_state(policy, map(at, acts), map(at, lifted), NOON)
    assert state.standing is standing
    assert state.until == (None if until is None else at(until))
    assert state.applies == (until is not None)


def card(days_ago: int, told: float) -> CardDay:
    """The card of a day that ended so many midnights before NOON, which told of an act so many hours before it."""
    begins = NOON.replace(hour=0) - timedelta(days=days_ago)
    return CardDay(begins, begins + timedelta(days=1), at(told))


# A card knows the day, not the hour: what it tells honestly never prolongs what was known, nor undoes a lift.
BY_CARD = [
    ("a card alone, told today", [], [card(0, 2)], [], Standing.APPLIES, -22),
    ("a card alone, told yesterday evening", [], [card(1, 15)], [], Standing.APPLIES, -9),
    ("a card alone of yesterday, told this morning", [], [card(1, 2)], [], Standing.APPLIES, -12),
    ("a card alone of two days ago, told this morning", [], [card(2, 2)], [], Standing.OVER, None),
    ("noted in the morning, on the card in the evening", [11], [card(0, 1)], [], Standing.APPLIES, -13),
    ("on the card in the morning, then noted", [3], [card(0, 5)], [], Standing.APPLIES, -21),
    ("over, then the card of that day is filled", [28], [card(1, 2)], [], Standing.OVER, None),
    ("noted yesterday, another act on today's card", [20], [card(0, 1)], [], Standing.APPLIES, -23),
    ("lifted, then the card about the same act", [4], [card(0, 1)], [2], Standing.LIFTED, None),
    ("lifted, then the card of the same day alone", [], [card(0, 1)], [2], Standing.LIFTED, None),
    ("lifted today, then the card of yesterday", [], [card(1, 1)], [2], Standing.LIFTED, None),
    ("lifted yesterday, a new act on today's card", [], [card(1, 16), card(0, 1)], [15], Standing.APPLIES, -23),
    ("lifted, then a new act is noted", [1], [card(0, 3)], [2], Standing.APPLIES, -23),
]


@pytest.mark.parametrize(
    ("told", "cards", "lifted", "standing", "until"), [row[1:] for row in BY_CARD], ids=[row[0] for row in BY_CARD]
)
def test_every_state_by_a_card(
    told: list[float], cards: list[CardDay], lifted: list[float], standing: Standing, until: float | None
) -> None:
    lifts = list(map(at, lifted))
    acts = acts_of(map(at, told), cards, lifts)
    state = policy_state(Policy(Mode.STRICT, False, LONG_AGO), acts, lifts, NOON)
    assert (state.standing, state.until) == (standing, None if until is None else at(until))


def test_every_standing_is_in_the_table() -> None:
    assert {row[4] for row in STATES} == set(Standing)


def applying(mode: Mode, *, cover: bool) -> State:
    return State(Standing.APPLIES, mode, cover, at(1), at(-23))


# (state, says safe, life-threatening, about skills) -> answer
ANSWERS = [
    (State(Standing.OFF), True, False, False, Answer.AS_USUAL),
    (State(Standing.NO_ACT, Mode.STRICT), True, False, False, Answer.AS_USUAL),
    (State(Standing.LIFTED, Mode.STRICT), True, False, False, Answer.AS_USUAL),
    (State(Standing.OVER, Mode.STRICT), True, False, False, Answer.AS_USUAL),
    (applying(Mode.STRICT, cover=False), True, False, True, Answer.WAIT),
    (applying(Mode.STRICT, cover=False), True, False, False, Answer.WAIT),
    (applying(Mode.STRICT, cover=True), True, False, True, Answer.COVER),
    (applying(Mode.FLEXIBLE, cover=False), True, False, True, Answer.AS_USUAL),
    (applying(Mode.FLEXIBLE, cover=False), True, False, False, Answer.WAIT),
    (applying(Mode.FLEXIBLE, cover=True), True, False, False, Answer.COVER),
    (applying(Mode.STRICT, cover=False), True, True, False, Answer.AS_USUAL),  # life first
    (applying(Mode.STRICT, cover=False), False, False, False, Answer.AS_USUAL),  # not said to be safe
]


@pytest.mark.parametrize(("state", "safe", "life", "skills", "expected"), ANSWERS)
def test_every_answer(state: State, safe: bool, life: bool, skills: bool, expected: Answer) -> None:
    assert answer_to(state, says_safe=safe, life_threatening=life, about_skills=skills) is expected


@given(
    mode=st.sampled_from(Mode),
    cover=st.booleans(),
    acts=st.lists(st.integers(-48, 96), max_size=4),
    lifted=st.lists(st.integers(-48, 96), max_size=3),
    skills=st.booleans(),
)
def test_whatever_was_agreed_danger_and_doubt_get_through(
    mode: Mode, cover: bool, acts: list[int], lifted: list[int], skills: bool
) -> None:
    state = policy_state(Policy(mode, cover, LONG_AGO), map(at, acts), map(at, lifted), NOON)
    for safe, life in ((False, False), (False, True), (True, True)):
        answer = answer_to(state, says_safe=safe, life_threatening=life, about_skills=skills)
        assert answer is Answer.AS_USUAL
    assert state.until is None or NOON < state.until <= NOON + 24 * HOUR


@pytest.mark.parametrize("safety", ["", "safe", "unsure", "danger"])
@pytest.mark.parametrize("kind", ["skills", "crisis", "repair", "good_news", "check_in"])
def test_a_plan_for_what_threatens_life_is_the_same_with_and_without_a_hold(kind: str, safety: str) -> None:
    hold = Hold(NOON + 5 * HOUR, cover=False)
    common = {"lane": "now", "kind": kind, "safety": safety, "ladder": Ladder(), "now": NOON}
    held, usual = build(**common, hold=hold), build(**common)  # type: ignore[arg-type]
    grave = usual.reason is Reason.LIFE_THREATENING
    assert (held == usual) == grave
    assert (held.held_until is None) == grave


# In the contact


@pytest.mark.usefixtures("agreed")
def test_an_ask_for_repair_waits_and_the_client_reads_until_when_and_why(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    state = state_of(cast.mia, clock.now())
    assert (contact.status, contact.ringing, contact.due_at) == (Status.RINGING, None, state.until)
    page = browser_of(cast.mia).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "As you agreed, Dana Reyes is told" in page
    assert "So that asking comes before acting." in page
    assert "I am hurt, or not safe: ring somebody now" in page
    assert before_asking(cast.mia, clock.now()).headline.startswith("As you agreed")


@pytest.mark.usefixtures("agreed")
def test_when_the_time_is_over_the_search_begins_by_itself(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.due_at is not None
    now.move_to(contact.due_at)
    assert advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing == cast.dana


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("said", ["danger", "unsure", "crisis", ""])
def test_danger_doubt_and_crisis_ring_at_once(cast: Cast, now: time_machine.Traveller, said: str) -> None:
    if said == "crisis":
        contact, _new = ask(client=cast.mia, kind="crisis", safety="safe")
    else:
        contact, _new = ask(client=cast.mia, kind="repair", safety=said)
    if not said:
        now.shift(timedelta(minutes=2))
        advance(contact.pk)
        contact.refresh_from_db()
    assert contact.ringing == cast.dana


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("how", ["says danger", "says unsure", "says crisis"])
def test_who_waits_and_says_that_it_is_more_than_that_gets_through_at_once(cast: Cast, how: str) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    if how == "says crisis":
        contact = choose(contact_id=contact.pk, client=cast.mia, kind="crisis", way="call", lane="now")
    else:
        contact = say_safety(contact_id=contact.pk, client=cast.mia, safety=how.split()[1])
    assert contact.ringing == cast.dana


@pytest.mark.usefixtures("agreed")
def test_lifted_by_the_therapist_what_waits_is_searched_for_at_once_and_it_is_kept_who_did(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/lift/")
    contact.refresh_from_db()
    assert contact.ringing == cast.dana
    assert Entry.objects.get(action="policy.lifted").actor_id == cast.dana.pk
    assert state_of(cast.mia, clock.now()).standing is Standing.LIFTED


@pytest.mark.usefixtures("agreed")
def test_a_new_act_while_something_waits_begins_the_time_anew(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    first = contact.due_at
    assert first is not None
    now.shift(timedelta(hours=10))
    report_act(client=cast.mia, by=cast.dana)
    now.move_to(first)
    advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing is None
    assert contact.due_at == state_of(cast.mia, clock.now()).until


@pytest.mark.usefixtures("agreed")
def test_help_plan_skills_and_diary_are_never_limited(cast: Cast) -> None:
    mia = browser_of(cast.mia)
    for path in ("/", "/help-now/", "/my-plan/", "/skills/", "/skills/now/", "/diary/", "/breathe/"):
        assert mia.get(path).status_code == 200
    assert "tel:112" in mia.get("/help-now/").content.decode()


def test_with_cover_agreed_another_coach_is_rung_and_never_the_therapist(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, cover=True, reason="x")
    report_act(client=cast.mia, by=cast.dana)
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing == cast.sam
    assert contact.due_at is not None
    now.move_to(contact.due_at)
    advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing is None
    assert contact.due_at == state_of(cast.mia, clock.now()).until
    assert of_contact(contact, clock.now()).headline.startswith("As you agreed")


def test_flexible_lets_skills_through_and_holds_repair(cast: Cast) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.FLEXIBLE, reason="x")
    report_act(client=cast.mia, by=cast.dana)
    contact, _new = ask(client=cast.mia, kind="skills", safety="safe")
    assert contact.ringing == cast.dana
    contact = choose(contact_id=contact.pk, client=cast.mia, kind="repair", way="call", lane="now")
    assert contact.ringing is None


def test_what_a_coach_begins_is_held_by_nothing(cast: Cast) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    report_act(client=cast.mia, by=cast.dana)
    browser_of(cast.dana).post(f"/people/{cast.mia.pk}/contact/", {"kind": "check_in"})
    browser_of(cast.dana).post(reverse("coaching:start", args=[cast.mia.pk]), {"kind": "check_in"})
    assert Contact.objects.get().status == Status.LIVE


# Where acts come from


def test_an_act_on_the_diary_card_counts_from_when_it_was_said_and_not_once_it_is_taken_back(
    cast: Cast, now: time_machine.Traveller
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(hours=1))
    said, version, today, act = clock.now(), card_of(cast.mia), clock.now().date(), {"act.self_harm": 1}
    fill_day(client=cast.mia, day=today, version=version, answers=act, seen=0, key="1")
    now.shift(timedelta(hours=2))
    fill_day(client=cast.mia, day=today, version=version, answers={**act, "misery": 4}, seen=1, key="2")
    assert state_of(cast.mia, clock.now()).act_at == said
    fill_day(client=cast.mia, day=today, version=version, answers={"act.self_harm": 0}, seen=2, key="3")
    assert state_of(cast.mia, clock.now()).standing is Standing.NO_ACT


def test_an_act_of_yesterday_counts_until_the_end_of_today(cast: Cast, now: time_machine.Traveller) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(days=2))
    yesterday = clock.in_zone(clock.now(), cast.mia.timezone).date() - timedelta(days=1)
    answers = {"act.self_harm": 1}
    fill_day(client=cast.mia, day=yesterday, version=card_of(cast.mia), answers=answers, seen=0, key="1")
    until = state_of(cast.mia, clock.now()).until
    assert until is not None
    local = clock.in_zone(until, cast.mia.timezone)
    assert (local.date(), local.hour) == (yesterday + timedelta(days=2), 0)


def fill(cast: Cast, day: date) -> None:
    fill_day(client=cast.mia, day=day, version=card_of(cast.mia), answers={"act.self_harm": 1}, seen=0, key="1")


def test_an_honest_card_about_a_known_act_does_not_prolong_the_wait(cast: Cast, now: time_machine.Traveller) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    report_act(client=cast.mia, by=cast.dana)
    known = state_of(cast.mia, clock.now())
    now.shift(timedelta(hours=13))
    fill(cast, date(2026, 12, 1))
    assert state_of(cast.mia, clock.now()) == known
    now.move_to(datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert state_of(cast.mia, clock.now()).standing is Standing.OVER


def test_a_card_about_the_act_does_not_undo_a_lift(cast: Cast, now: time_machine.Traveller) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    report_act(client=cast.mia, by=cast.dana)
    now.shift(timedelta(hours=2))
    lift(client=cast.mia, by=cast.dana)
    now.shift(timedelta(hours=7))
    fill(cast, date(2026, 12, 1))
    assert state_of(cast.mia, clock.now()).standing is Standing.LIFTED
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing == cast.dana


def test_an_act_in_a_note_counts(cast: Cast, now: time_machine.Traveller) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="x")
    now.shift(timedelta(hours=1))
    common = {"client": cast.mia, "programme_id": cast.programme.pk, "author": cast.dana, "at": clock.now()}
    Note.objects.create(**common, body={"acted": "no"})
    assert not state_of(cast.mia, clock.now()).applies
    Note.objects.create(**common, body={"acted": "yes"})
    assert state_of(cast.mia, clock.now()).applies


# Agreeing

MEANT = "It is meant, although the client is an adolescent"


def test_with_an_adolescent_it_is_off_unless_it_is_said_to_be_meant(cast: Cast) -> None:
    with pytest.raises(UsuallyNotWithMinors):
        agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, minor=True)
    fields = {"mode": "strict", "reason": "We both want it.", "minor": "on", "acts": "act.self_harm"}
    dana = browser_of(cast.dana)
    assert MEANT not in dana.get(f"/agreed/{cast.mia.pk}/").content.decode(), "asked only where the client is one"
    answer = dana.post(f"/agreed/{cast.mia.pk}/", fields)
    assert MEANT in answer.content.decode()
    assert answer.status_code == 422
    assert "With adolescents it is usually off" in answer.content.decode()
    assert "We both want it." in answer.content.decode()
    assert dana.post(f"/agreed/{cast.mia.pk}/", {**fields, "although_minor": "on"}).status_code == 422
    keep_rules(by=cast.lea, policy_for_minors=True, words="From 16 alone.")
    assert dana.post(f"/agreed/{cast.mia.pk}/", {**fields, "although_minor": "on"}).status_code == 302
    assert MEANT in dana.get(f"/agreed/{cast.mia.pk}/").content.decode()
    report_act(client=cast.mia, by=cast.dana)
    assert state_of(cast.mia, clock.now()).applies


def test_a_wait_needs_a_reason_that_the_client_can_read(cast: Cast) -> None:
    answer = browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/", {"mode": "strict"})
    assert answer.status_code == 422
    assert "Write down why" in answer.content.decode()


def test_the_client_reads_it_and_cannot_change_it(cast: Cast) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes first.")
    mia = browser_of(cast.mia)
    page = mia.get(f"/agreed/{cast.mia.pk}/").content.decode()
    assert "So that asking comes first." in page
    assert "<textarea" not in page
    assert mia.post(f"/agreed/{cast.mia.pk}/", {"mode": "off"}).status_code == 404
    assert mia.post(f"/agreed/{cast.mia.pk}/lift/").status_code == 403


def test_lifting_and_planning_anew_where_nothing_waits_changes_nothing(cast: Cast) -> None:
    lift(client=cast.mia, by=cast.dana)
    plan_anew(cast.mia, by=cast.dana)
    assert not Contact.objects.exists()
