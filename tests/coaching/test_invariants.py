"""Clients, coaches, clocks, channels and crashes in any order: after every step, the invariants hold."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from tests.cast import Cast
from tests.coaching.crashes import Killed, dying_at, everything_kept
from tests.coaching.heart import REFUSALS, Everybody
from tests.coaching.invariants import check_everything
from tests.fakes.push_wire import give_phone, push_wire
from wiseline.coaching import authorisation as may
from wiseline.coaching import notes
from wiseline.coaching.escalation import Forecast, forecast
from wiseline.coaching.flows import answer as holding
from wiseline.coaching.flows import ask as asking
from wiseline.coaching.flows.converse import write
from wiseline.coaching.models import Contact, ContactEvent, Kind, Lane, Safety, Way
from wiseline.coaching.plan import Ladder, Plan
from wiseline.coaching.selectors.duty import duty_for, state_of
from wiseline.coaching.transitions import OPEN, Status
from wiseline.engine.cycles import audit, escalate, follow_up
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery
from wiseline.rota.models import DayOff

EXAMPLES = int(os.environ.get("WISELINE_TEST_EXAMPLES", "20"))
JUMPS = (1, 20, 61, 121, 301, 600, 1000, 3700, 9 * 3600, 24 * 3600, 4 * 24 * 3600)

pick = st.integers(0, 999)
jump = st.sampled_from(JUMPS)


class Heart(Everybody):
    """Everybody at once. Rules do what the views do, with the same permission asked first."""

    def teardown(self) -> None:
        """Nobody does anything for two days: each request ends with a person who owes what is left of it."""
        try:
            self.pass_time(2 * 24 * 3600)
            held = (Status.UNREACHED, Status.WRAPPING_UP)
            for contact in Contact.objects.filter(status__in=OPEN):
                assert contact.status in held, f"{contact} waits for ever"
            self.everything_holds()
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    # Clients

    @rule(
        who=pick, key=st.sampled_from(["", "a", "b", "c"]), safety=st.sampled_from(Safety.values), kind=pick, lane=pick
    )
    def a_client_asks(self, who: int, key: str, safety: str, kind: int, lane: int) -> None:
        client = self.clients[who % 3]
        standing = asking.open_contact_of(client)
        contact, new = asking.ask(
            client=client,
            ask_key=key,
            safety=safety,
            kind=Kind.values[kind % len(Kind.values)],
            lane=Lane.values[lane % 2],
            primer={"happening": "a storm"} if kind % 3 == 0 else None,
        )
        known = self.keys.get((client.pk, key)) if key else None
        assert new is (standing is None and known is None)
        assert contact.pk == (known or (standing.pk if standing else contact.pk))
        if key and new:
            self.keys[client.pk, key] = contact.pk
        if not known:
            assert contact.status not in {Status.CLOSED, Status.WITHDRAWN, Status.WRAPPING_UP}

    def any_contact(self) -> bool:
        """Whether somebody has asked yet."""
        return Contact.objects.exists()

    @precondition(any_contact)
    @rule(which=pick, safety=st.sampled_from(["safe", "unsure", "danger"]))
    def a_client_says_how_safe_they_are(self, which: int, safety: str) -> None:
        contact = self.contact(which)
        self.never_refused(
            contact, lambda: asking.say_safety(contact_id=contact.pk, client=contact.client, safety=safety)
        )

    @precondition(any_contact)
    @rule(which=pick, kind=pick, way=pick, lane=pick)
    def a_client_chooses(self, which: int, kind: int, way: int, lane: int) -> None:
        contact = self.contact(which)
        self.never_refused(
            contact,
            lambda: asking.choose(
                contact_id=contact.pk,
                client=contact.client,
                kind=Kind.values[kind % len(Kind.values)],
                way=Way.values[way % 3],
                lane=Lane.values[lane % 2],
            ),
        )

    @precondition(any_contact)
    @rule(which=pick, distress=st.integers(0, 100))
    def a_client_tells(self, which: int, distress: int) -> None:
        contact = self.contact(which)
        answers = {"distress": distress}
        if self.never_refused(
            contact, lambda: asking.tell(contact_id=contact.pk, client=contact.client, answers=answers)
        ):
            contact.refresh_from_db()
            assert contact.primer["distress"] == distress

    @precondition(any_contact)
    @rule(which=pick, what=st.sampled_from(["withdraw", "again", "enough", "write"]))
    def a_client_does(self, which: int, what: str) -> None:
        contact = self.contact(which)
        client = contact.client
        acts: dict[str, Callable[[], Any]] = {
            "withdraw": lambda: holding.withdraw(contact_id=contact.pk, client=client),
            "again": lambda: asking.ask_again(contact_id=contact.pk, client=client),
            "enough": lambda: holding.end(contact_id=contact.pk, by=client),
            "write": lambda: write(contact=contact, author=client, body="hello", client_key=str(which)),
        }
        if what == "again":
            self.never_refused(contact, acts[what])
        else:
            self.attempt(acts[what])

    # Coaches

    @precondition(any_contact)
    @rule(which=pick, who=pick)
    def a_coach_answers(self, which: int, who: int) -> None:
        contact, coach = self.contact(which), self.coach(who)
        if may.can_answer(coach, contact) and self.attempt(lambda: holding.answer(contact_id=contact.pk, coach=coach)):
            contact.refresh_from_db()
            assert (contact.status, contact.holder_id) == (Status.LIVE, coach.pk)

    @precondition(any_contact)
    @rule(which=pick, who=pick, other=pick)
    def two_coaches_answer(self, which: int, who: int, other: int) -> None:
        contact, first, second = self.contact(which), self.coach(who), self.coach(other)
        if first == second or not may.can_answer(first, contact) or not may.can_answer(second, contact):
            return
        if self.attempt(lambda: holding.answer(contact_id=contact.pk, coach=first)):
            with pytest.raises(holding.Taken) as taken:
                holding.answer(contact_id=contact.pk, coach=second)
            assert taken.value.holder == first

    @precondition(any_contact)
    @rule(which=pick, who=pick, minutes=st.sampled_from([1, 15, 60, 1439, 2000]))
    def a_coach_promises(self, which: int, who: int, minutes: int) -> None:
        contact, coach = self.contact(which), self.coach(who)
        if may.can_answer(coach, contact):
            at = clock.now() + timedelta(minutes=minutes)
            self.attempt(lambda: holding.promise(contact_id=contact.pk, coach=coach, at=at))

    @precondition(any_contact)
    @rule(which=pick, who=pick, to=pick)
    def a_coach_hands_over(self, which: int, who: int, to: int) -> None:
        contact, coach = self.contact(which), self.coach(who)
        colleague = self.coaches[to % 5] if to % 6 < 4 else None
        if colleague is not None and (colleague == coach or colleague.programme_id != coach.programme_id):
            colleague = None
        if may.can_answer(coach, contact):
            done = self.attempt(lambda: holding.hand_over(contact_id=contact.pk, coach=coach, to=colleague))
            contact.refresh_from_db()
            assert done is None or contact.ringing_id != coach.pk

    @precondition(any_contact)
    @rule(which=pick, who=pick, what=st.sampled_from(["end", "follow_up", "touch", "write", "sign", "sign"]))
    def a_coach_does(self, which: int, who: int, what: str) -> None:
        contact = self.contact(which)
        coach = contact.holder if contact.holder and who % 4 else self.coach(who)
        if coach is None or not may.can_answer(coach, contact):
            return
        acts: dict[str, Callable[[], Any]] = {
            "end": lambda: holding.end(contact_id=contact.pk, by=coach),
            "follow_up": lambda: holding.follow_up(contact_id=contact.pk, coach=coach),
            "touch": lambda: contact.touched_by(coach),
            "write": lambda: write(contact=contact, author=coach, body="here", client_key=str(which)),
            "sign": lambda: self.sign(contact, coach),
        }
        if what == "follow_up" or may.can_write_note(coach, contact):
            self.attempt(acts[what])

    @staticmethod
    def sign(contact: Contact, coach: Person) -> None:
        """Write the note and sign it, as one tap does."""
        with transaction.atomic():
            body = {"coached": ["tipp"], "distress_after": 40, "commitment": "walk", "commitment_minutes": 30}
            notes.save_draft(contact=contact, coach=coach, body=body)
            notes.sign(contact=contact, coach=coach)

    @rule(who=pick, coach=pick)
    def a_coach_starts(self, who: int, coach: int) -> None:
        client, starter = self.clients[who % 3], self.coach(coach)
        if may.can_start(starter, client):
            self.attempt(lambda: holding.start(coach=starter, client=client, kind=Kind.CHECK_IN))

    @rule(who=pick)
    def coaches_take_the_day_off(self, who: int) -> None:
        for coach in self.coaches if who % 4 == 0 else [self.coach(who)]:
            today = clock.now().astimezone(ZoneInfo(coach.timezone)).date()
            if (coach.pk, today) not in self.off:
                DayOff.objects.create(coach=coach, first=today, last=today)
                self.off.add((coach.pk, today))

    # Well-worn paths, taken in one step so that what lies behind them is tried often

    @rule(who=pick, by=pick, then=st.sampled_from(["", "end", "sign"]))
    def a_client_is_answered(self, who: int, by: int, then: str) -> None:
        client = self.clients[who % 3]
        contact, _new = asking.ask(client=client, safety="safe")
        coach = self.coach(by)
        if not may.can_answer(coach, contact) or not self.attempt(
            lambda: holding.answer(contact_id=contact.pk, coach=coach)
        ):
            return
        if then:
            holding.end(contact_id=contact.pk, by=client)
        if then == "sign":
            contact.refresh_from_db()
            self.sign(contact, coach)

    @rule(who=pick, wait=st.booleans())
    def nobody_is_reached(self, who: int, wait: bool) -> None:
        self.coaches_take_the_day_off(0)
        client = self.clients[who % 3]
        asking.ask(client=client, safety="safe")
        if wait:
            self.pass_time(16 * 60)

    # Time, the switchboard, the channels

    @rule(seconds=jump)
    def the_switchboard_is_dead_for(self, seconds: int) -> None:
        self.hand.shift(timedelta(seconds=seconds))

    @rule(seconds=jump)
    def time_passes(self, seconds: int) -> None:
        self.pass_time(seconds)

    def pass_time(self, seconds: int) -> None:
        """Let time pass with the switchboard at work, and hold what happens against what the clients were told."""
        while escalate.run():  # what was due while it was dead
            pass
        begin, end = clock.now(), clock.now() + timedelta(seconds=seconds)
        searches = Contact.objects.filter(status=Status.RINGING).select_related("client", "programme")
        told = {contact.pk: (contact.version, self.ahead(contact)) for contact in searches}
        while True:
            due = Contact.objects.filter(due_at__lte=end).order_by("due_at").values_list("due_at", flat=True).first()
            if due is None:
                break
            self.hand.move_to(max(due, clock.now()))
            assert escalate.run() > 0
        self.hand.move_to(end)
        for contact_id, (version, ahead) in told.items():
            happened = ContactEvent.objects.filter(contact=contact_id, version__gt=version).order_by("version")
            told_rings = [(rung.coach, rung.start) for rung in ahead.rungs if rung.start <= end]
            rings = list(happened.filter(kind="rung").values_list("about_id", "at")[: len(told_rings)])
            assert rings == told_rings
            ended = happened.filter(kind="unreached").values_list("at", flat=True).first()
            assert ended == (ahead.ends_at if ahead.ends_at <= end else None), (begin, end)

    @staticmethod
    def ahead(contact: Contact) -> Forecast:
        """What the client's page promises, before it is put into words."""
        now = clock.now()
        ladder = Ladder.of(contact.programme.ladder)
        return forecast(state_of(contact), Plan.from_json(contact.plan), duty_for(contact, now=now), ladder, now)

    @rule(cycle=st.sampled_from([escalate.run, follow_up.run, audit.run, send_due]))
    def a_cycle_runs(self, cycle: Callable[[], int]) -> None:
        cycle()

    @rule(status=st.sampled_from([201, 201, 410, 500, 0]))
    def the_push_service_answers(self, status: int) -> None:
        self.wire.usually = status
        send_due()
        sent = Delivery.objects.filter(channel="web_push", status=Delivery.Status.SENT)
        posted = {topic for topic, _endpoint in self.wire.sent}
        assert {row.pk.hex for row in sent} <= posted
        for person in (self.cast.mia, self.cast.dana, self.cast.sam, self.cast.lea):
            give_phone(person)  # whoever opens the app has their subscription again

    # Crashes

    @rule(what=pick, which=pick, who=pick, at=st.integers(1, 25), after=st.booleans())
    def the_power_fails_while(self, what: int, which: int, who: int, at: int, after: bool) -> None:
        """A flow dies at one of its writes, or just before the commit: it leaves no trace."""
        acts = self.fragile(which, who)
        act = acts[what % len(acts)]
        before = everything_kept()
        try:
            with dying_at(at, after=after):
                act()
        except Killed:
            assert everything_kept() == before
        except REFUSALS:
            assert everything_kept() == before

    def fragile(self, which: int, who: int) -> list[Callable[[], Any]]:
        """What can be interrupted now."""
        client = self.clients[which % 3]
        acts: list[Callable[[], Any]] = [lambda: asking.ask(client=client, safety="safe", kind=Kind.CRISIS)]
        if not self.any_contact():
            return acts
        contact, coach = self.contact(which), self.coach(who)
        acts += [
            lambda: asking.say_safety(contact_id=contact.pk, client=contact.client, safety="danger"),
            lambda: asking.tell(contact_id=contact.pk, client=contact.client, answers={"distress": 7}),
            lambda: holding.withdraw(contact_id=contact.pk, client=contact.client),
        ]
        if may.can_answer(coach, contact):
            at = clock.now() + timedelta(minutes=15)
            acts += [
                lambda: holding.answer(contact_id=contact.pk, coach=coach),
                lambda: holding.promise(contact_id=contact.pk, coach=coach, at=at),
                lambda: holding.hand_over(contact_id=contact.pk, coach=coach, to=None),
                lambda: self.sign(contact, coach),
            ]
        return acts

    @rule(cycle=st.sampled_from([escalate.run, follow_up.run, audit.run, send_due]), at=st.integers(1, 40))
    def the_power_fails_in_a_cycle(self, cycle: Callable[[], int], at: int) -> None:
        try:
            with dying_at(at, after=False):
                cycle()
        except Killed:
            pass

    # What holds after every step

    @invariant()
    def everything_holds(self) -> None:
        check_everything(self.leads)
        for (client_id, key), contact_id in self.keys.items():
            assert Contact.objects.get(client=client_id, ask_key=key).pk == contact_id

    @invariant()
    def nobody_was_rung_outside_their_limits(self) -> None:
        """Invariant 3, by the cast's own hours: Dana 08:00 to 21:00 unless life is at risk, Toni never."""
        events = ContactEvent.objects.filter(kind="rung").order_by("pk").select_related("contact", "about")
        for event in events[self.checked_rings :]:
            self.checked_rings += 1
            coach = event.about
            assert coach is not None
            local = event.at.astimezone(ZoneInfo(coach.timezone))
            assert coach != self.cast.toni
            if coach == self.cast.dana:
                assert 8 <= local.hour < 21 or event.contact.plan["reason"] == "life_threatening"
            assert (coach.pk, local.date()) not in self.off, "rung on a day off"


@pytest.mark.django_db
def test_whatever_clients_coaches_clocks_channels_and_crashes_do_the_invariants_hold(
    cast: Cast, now: time_machine.Traveller
) -> None:
    with push_wire() as wire:
        run_state_machine_as_test(
            lambda: Heart(cast, now, wire),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )
