"""What people complained of elsewhere about alerts that lie, each as a test that it does not happen here.

Alerts taken and then forgotten, old ones that woke somebody months later, holes in the cover that nobody saw, an engine
that had stopped. Those about being rung are in `test_complaints`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.coaching.test_complaints import rings_of
from tests.coaching.test_search import pass_time
from tests.fakes.push_wire import give_phone, push_wire
from wiseline.chart.models import Commitment
from wiseline.coaching.flows.answer import answer, promise, start
from wiseline.coaching.flows.ask import ask, choose, say_safety
from wiseline.coaching.flows.converse import write
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Lane, Safety
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import Status
from wiseline.engine.cycles import audit, escalate, follow_up
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.reach.channels.web_push.transport import payload
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, Device
from wiseline.rota.flows.cover import alert_holes
from wiseline.rota.models import RotaOverride, RotaShift

BACKEND = "django.contrib.auth.backends.ModelBackend"


# "Acknowledged at night, and then forgotten."  "The conversation stays with a silent agent."


def test_a_coach_who_took_a_contact_and_fell_silent_is_nudged_and_then_the_search_goes_on(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    pass_time(now, contact, 5)
    assert Delivery.objects.filter(contact_id=contact.pk, person=cast.dana, kind="nudge").exists()
    assert contact.status == Status.LIVE
    pass_time(now, contact, 3)
    assert (contact.status, contact.holder) == (Status.RINGING, None)
    pass_time(now, contact, 15)
    assert contact.status == Status.UNREACHED


def test_a_coach_who_is_busy_in_the_contact_is_left_in_peace(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    for _minute in range(60):
        pass_time(now, contact, 1)
        contact.touched_by(cast.dana)
    assert contact.status == Status.LIVE
    assert not Delivery.objects.filter(kind="nudge").exists()


def test_the_client_being_busy_does_not_hide_that_the_coach_is_gone(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    for _minute in range(9):
        pass_time(now, contact, 1)
        contact.touched_by(cast.mia)
    assert contact.status == Status.RINGING


def test_a_check_in_that_the_client_does_not_take_up_wakes_no_colleague_and_is_to_be_noted(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact = start(coach=cast.dana, client=cast.mia, kind="check_in")
    pass_time(now, contact, 30)
    assert (contact.status, contact.holder) == (Status.WRAPPING_UP, cast.dana)
    assert rings_of(contact) == []


def test_a_client_who_came_to_a_check_in_and_is_left_alone_is_sought_a_coach_for(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact = start(coach=cast.dana, client=cast.mia, kind="check_in")
    write(contact=contact, author=cast.mia, body="I am here", client_key="1")
    pass_time(now, contact, 9)
    assert contact.status == Status.RINGING


def test_a_promise_is_recalled_at_its_time_and_then_the_search_begins_again(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    pass_time(now, contact, 15)
    assert Delivery.objects.filter(contact_id=contact.pk, person=cast.dana, kind="nudge").exists()
    pass_time(now, contact, 2)
    assert contact.status == Status.RINGING


def test_new_danger_does_not_wait_for_a_promise(cast: Cast) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(hours=12))
    contact = say_safety(contact_id=contact.pk, client=cast.mia, safety=Safety.DANGER)
    assert (contact.status, contact.ringing_id) == (Status.RINGING, cast.dana.pk)


@pytest.mark.parametrize(("safety", "is_rung"), [(Safety.DANGER, True), (Safety.UNSURE, True), (Safety.SAFE, False)])
def test_who_is_not_sure_to_be_safe_is_answered_at_the_hours_of_who_is_in_danger(
    cast: Cast, now: time_machine.Traveller, safety: Safety, is_rung: bool
) -> None:
    now.shift(timedelta(hours=3, minutes=40))  # 23:10: Dana takes only what may cost a life
    contact, _ = ask(client=cast.mia, safety=safety, lane=Lane.TODAY if is_rung else Lane.NOW)
    assert contact.status == Status.RINGING
    assert (contact.ringing_id == cast.dana.pk) is is_rung


def test_doubt_that_is_new_does_not_wait_for_a_promise_and_is_no_news_after_danger(cast: Cast) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(hours=12))
    contact = say_safety(contact_id=contact.pk, client=cast.mia, safety=Safety.UNSURE)
    assert (contact.status, contact.ringing_id) == (Status.RINGING, cast.dana.pk)
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=10))
    contact = say_safety(contact_id=contact.pk, client=cast.mia, safety=Safety.DANGER)
    assert contact.status == Status.RINGING
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=10))
    contact = say_safety(contact_id=contact.pk, client=cast.mia, safety=Safety.UNSURE)
    assert contact.status == Status.PROMISED


# "No notice because the recipient had used the web app a minute ago."


def test_a_coach_who_looks_at_the_app_this_very_moment_is_rung_all_the_same(cast: Cast, client: Client) -> None:
    phone = give_phone(cast.dana)
    client.force_login(cast.dana, backend=BACKEND)
    assert client.get("/board/").status_code == 200
    Device.objects.filter(pk=phone.pk).update(last_seen_at=clock.now())
    contact, _ = ask(client=cast.mia, safety="safe")
    assert Delivery.objects.filter(contact_id=contact.pk, device=phone, status=Delivery.Status.PENDING).exists()
    with push_wire() as wire:
        send_due()
    assert phone.subscription["endpoint"] in {endpoint for _topic, endpoint in wire.sent}


def test_a_ring_that_an_open_page_has_shown_still_goes_to_the_phone(cast: Cast) -> None:
    phone = give_phone(cast.dana)
    contact, _ = ask(client=cast.mia, safety="safe")
    Delivery.objects.filter(contact_id=contact.pk, channel="in_app").update(received_at=clock.now())
    with push_wire() as wire:
        send_due()
    assert phone.subscription["endpoint"] in {endpoint for _topic, endpoint in wire.sent}


# "An old acknowledged alert woke someone months later."


@pytest.mark.parametrize("days", [1, 90])
@pytest.mark.parametrize("state", ["unanswered question", "ringing", "promised", "held"])
def test_an_old_contact_wakes_nobody_and_becomes_a_follow_up(
    cast: Cast, now: time_machine.Traveller, state: str, days: int
) -> None:
    contact, _ = ask(client=cast.mia, safety="" if state == "unanswered question" else "safe")
    if state == "promised":
        promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=15))
    if state == "held":
        answer(contact_id=contact.pk, coach=cast.dana)
    loud = Delivery.objects.filter(kind__in=["ring", "nudge", "call"])
    loud.filter(status=Delivery.Status.PENDING).update(status=Delivery.Status.SENT)
    before = loud.count()
    now.shift(timedelta(days=days))  # the server was off
    while escalate.run():
        pass
    contact.refresh_from_db()
    assert contact.status == Status.UNREACHED
    assert contact.holder is not None
    assert loud.count() == before
    told = Delivery.objects.filter(contact_id=contact.pk, kind="unreached")
    assert told.exists()
    assert not any(payload(row)["ring"] for row in told)


def test_a_ring_that_lay_in_the_outbox_while_the_server_was_off_is_not_sent_any_more(
    cast: Cast, now: time_machine.Traveller
) -> None:
    give_phone(cast.dana)
    contact, _ = ask(client=cast.mia, safety="safe")
    now.shift(timedelta(hours=3))
    with push_wire() as wire:
        send_due()
    assert wire.sent == []
    assert Delivery.objects.get(contact_id=contact.pk, channel="web_push").status == Delivery.Status.DROPPED


def test_what_can_wait_is_searched_for_in_hours_and_wakes_nobody_at_night(
    cast: Cast, now: time_machine.Traveller
) -> None:
    now.shift(timedelta(hours=5))  # 00:30 in Berlin: Dana is out of her hours
    contact, _ = ask(client=cast.mia, safety="safe", lane=Lane.TODAY)
    assert contact.ringing is None
    with timezone.override(cast.mia.timezone):
        assert of_contact(contact, clock.now()).headline == "Dana Reyes is told 08:00, when their hours begin."
    pass_time(now, contact, 8 * 60)
    assert rings_of(contact)[0] == cast.dana
    choose(contact_id=contact.pk, client=cast.mia, kind="skills", way="call", lane="now")
    contact.refresh_from_db()
    assert contact.status == Status.RINGING


def test_an_old_question_about_a_commitment_waits_on_the_screen_and_wakes_nobody(
    cast: Cast, now: time_machine.Traveller
) -> None:
    give_phone(cast.mia)
    common = {"client": cast.mia, "programme_id": cast.programme.pk, "coach": cast.dana, "text": "walk"}
    Commitment.objects.create(**common, ask_at=clock.now() + timedelta(minutes=30))
    now.shift(timedelta(days=2))
    follow_up.run()
    assert Commitment.objects.get().asked_at == clock.now()
    assert not Delivery.objects.filter(kind="check").exists()


# "Empty shifts are seen on a page only; we want an alert."


def test_a_hole_in_the_cover_ahead_is_an_alert_to_the_leads_once_a_day(cast: Cast, now: time_machine.Traveller) -> None:
    alerts = Delivery.objects.filter(kind="hole", person=cast.lea, channel="in_app")
    audit.run()
    assert not alerts.exists()
    RotaShift.objects.filter(weekday=1).delete()  # Tuesday is empty, and it is Monday evening
    audit.run()
    assert alerts.count() == 1
    for _again in range(5):
        audit.run()
    assert alerts.count() == 1
    assert Event.objects.filter(person=cast.lea, kind="notice").count() == 1, "told once, not once a run"
    now.shift(timedelta(days=1))
    audit.run()
    assert alerts.count() == 2


def test_a_programme_without_a_rota_is_not_told_of_holes(cast: Cast) -> None:
    assert alert_holes(clock.now()) == 0
    assert not Delivery.objects.filter(person=cast.eve).exists()


@pytest.mark.parametrize(("days", "told"), [(20, 1), (2, 0)])
def test_a_month_in_stretches_is_a_rota_whose_next_month_was_forgotten_and_a_weekend_is_none(
    cast: Cast, days: int, told: int
) -> None:
    now = clock.now()
    common = {"programme": cast.elsewhere, "coach": cast.eve, "created_by": cast.eve, "accepted_at": now}
    RotaOverride.objects.create(**common, start=now - timedelta(days=days), end=now + timedelta(hours=3))
    assert alert_holes(now) == told
    assert Delivery.objects.filter(person=cast.eve, kind="hole").exists() is bool(told)


# "An alert could be silenced until repeated": a request for help can't be made to wait by ignoring it.


def test_a_request_can_be_answered_promised_or_passed_on_but_not_silenced(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    ring = Delivery.objects.filter(contact_id=contact.pk, kind="ring", person=cast.dana)
    ring.update(received_at=clock.now())  # seen on every device, and ignored
    pass_time(now, contact, 5)
    assert contact.ringing == cast.sam


def test_what_nobody_answered_is_recalled_every_day_until_a_person_notes_it(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 16)
    pass_time(now, contact, 5 * 24 * 60)
    assert contact.status == Status.UNREACHED
    reminders = Delivery.objects.filter(contact_id=contact.pk, kind="reminder", person=contact.holder)
    assert reminders.filter(channel="in_app").count() == 5
    assert not any(payload(row)["ring"] for row in reminders)
    assert "at the latest" not in " ".join(of_contact(contact, clock.now()).lines), "a time that has passed"


# "Nobody noticed that the engine had stopped": an auditor goes over every open contact by itself.


def test_the_auditor_moves_what_the_switchboard_has_left_lying(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    now.shift(timedelta(minutes=6))
    audit.run()
    contact.refresh_from_db()
    assert contact.due_at is not None
    assert contact.due_at > clock.now()
    assert len(rings_of(contact)) == 2


def test_what_the_auditor_cannot_move_it_raises_to_the_leads_once_an_hour(
    cast: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_contact_id: object) -> bool:
        raise RuntimeError

    ask(client=cast.mia, safety="safe")
    now.shift(timedelta(minutes=6))
    monkeypatch.setattr(audit, "advance", broken)
    for _run in range(4):
        audit.run()
    raised = Delivery.objects.filter(kind="stuck", person=cast.lea, channel="in_app")
    assert raised.count() == 1
    now.shift(timedelta(hours=1))
    audit.run()
    assert raised.count() == 2


def test_the_outside_heartbeat_is_pinged_only_while_all_is_well(
    cast: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    pings: list[bool] = []
    monkeypatch.setattr(audit, "_heartbeat", lambda: pings.append(True))
    audit.run()
    assert pings == [True]
    ask(client=cast.mia, safety="safe")
    now.shift(timedelta(minutes=6))
    monkeypatch.setattr(audit, "advance", lambda _contact_id: False)
    audit.run()
    assert pings == [True]


def test_a_holder_who_left_the_programme_is_raised_to_the_leads(cast: Cast) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    cast.dana.is_active = False
    cast.dana.save()
    audit.run()
    assert Delivery.objects.filter(kind="stuck", contact_id=contact.pk, person=cast.lea).exists()


def test_advancing_too_early_or_twice_does_nothing(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    assert not advance(contact.pk)
    now.shift(timedelta(minutes=2))
    assert advance(contact.pk)
    assert not advance(contact.pk)
