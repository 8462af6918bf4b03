"""What people complained of elsewhere, each as a test that it does not happen here.

The complaints come from the trackers of paging and messaging tools: alerts that were never repeated, people on call
without a way to be reached, one dead channel that silenced the others, alerts taken and then forgotten.
"""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.coaching.test_search import pass_time
from tests.fakes.push_wire import give_phone, push_wire
from wiseline.chart.models import Commitment
from wiseline.coaching.flows.answer import answer, end, hand_over, promise, start
from wiseline.coaching.flows.ask import ask, ask_again, choose, say_safety
from wiseline.coaching.flows.converse import write
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact, Lane, Safety
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import Status
from wiseline.engine.cycles import audit, escalate, follow_up
from wiseline.lib import clock
from wiseline.live.models import Event
from wiseline.people.models import Person
from wiseline.reach.channels.web_push.transport import payload
from wiseline.reach.flows.send import PAUSES, Sender, send_due
from wiseline.reach.models import Delivery, Device
from wiseline.rota.flows.cover import accept_shift, add_shift, alert_holes, has_tested_device, override
from wiseline.rota.models import CoachLimits, DayOff, RotaShift

BACKEND = "django.contrib.auth.backends.ModelBackend"


def rings_of(contact: Contact) -> list[Person]:
    """Who was rung, in order."""
    return [event.about for event in contact.events.filter(kind="rung").select_related("about") if event.about]


def everybody_off(cast: Cast) -> None:
    """Today and tomorrow are days off for every coach."""
    today = clock.now().date()
    for coach in (cast.dana, cast.sam, cast.lea):
        DayOff.objects.create(coach=coach, first=today, last=today + timedelta(days=1))


# "My phone had no reception once, and the next try came half an hour later."


def test_a_therapist_without_reception_is_rung_again_after_two_minutes_and_by_one_more_channel(
    cast: Cast, now: time_machine.Traveller
) -> None:
    give_phone(cast.dana)
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 2)
    assert rings_of(contact) == [cast.dana, cast.dana]
    rings = Delivery.objects.filter(contact_id=contact.pk, person=cast.dana, kind="ring")
    assert rings.filter(channel="web_push").count() == 2
    assert rings.filter(channel="email").count() == 1


def test_ringing_goes_on_until_a_person_has_it_or_owes_it(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    for _minute in range(15):
        assert contact.status == Status.RINGING
        assert contact.ringing_id is not None
        pass_time(now, contact, 1)
    assert contact.status == Status.UNREACHED
    assert contact.holder == cast.dana


# "Adding a step silently cut off my own rule to wait and then be called."


def test_no_step_of_a_plan_that_can_ring_somebody_is_cut_off_by_another(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 15)
    targets = list(contact.events.filter(kind="rung").values_list("data__target", flat=True))
    assert targets == [step["target"] for step in contact.plan["steps"]]


def test_a_coach_who_passes_never_makes_the_client_wait_longer(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 6)
    assert contact.ringing == cast.sam
    told = of_contact(contact, clock.now()).lines
    hand_over(contact_id=contact.pk, coach=cast.sam, to=None)
    contact.refresh_from_db()
    assert contact.ringing == cast.lea
    assert any("19:45" in line for line in told)
    assert pass_time(now, contact, 9).status == Status.UNREACHED


# "The person on call had set no way to be reached, and the alert climbed to the directors."


def test_nobody_enters_the_rota_without_a_device_that_rang_when_it_was_tested(cast: Cast) -> None:
    Device.objects.filter(person=cast.toni).delete()
    place = {"weekday": 0, "start": time(18), "end": time(22), "first": date(2026, 11, 1)}
    with pytest.raises(ValidationError):
        add_shift(lead=cast.lea, coach=cast.toni, **place)
    Device.objects.create(person=cast.toni, key="new", label="Phone")
    with pytest.raises(ValidationError):
        add_shift(lead=cast.lea, coach=cast.toni, **place)
    with pytest.raises(ValidationError):
        override(by=cast.lea, coach=cast.toni, start=clock.now(), end=clock.now() + timedelta(hours=1))
    assert not RotaShift.objects.filter(coach=cast.toni).exists()
    Device.objects.filter(person=cast.toni).update(tested_at=clock.now())
    assert add_shift(lead=cast.lea, coach=cast.toni, **place).coach == cast.toni


def test_a_shift_counts_once_its_coach_has_said_yes_themselves(cast: Cast) -> None:
    RotaShift.objects.all().delete()
    Device.objects.create(person=cast.toni, key="new", label="Phone", tested_at=clock.now())
    CoachLimits.objects.filter(coach=cast.dana).delete()
    shift = add_shift(lead=cast.lea, coach=cast.toni, weekday=0, start=time(18), end=time(22), first=date(2026, 11, 1))
    first, _ = ask(client=cast.mia, safety="safe")
    assert first.ringing == cast.lea
    answer(contact_id=first.pk, coach=cast.lea)
    end(contact_id=first.pk, by=cast.lea)
    accept_shift(coach=cast.toni, shift=shift)
    second, _ = ask(client=cast.mia, safety="safe")
    assert second.ringing == cast.toni


def test_somebody_who_left_the_programme_is_on_call_no_more(cast: Cast) -> None:
    CoachLimits.objects.filter(coach=cast.dana).delete()
    Device.objects.create(person=cast.toni, key="new", label="Phone", tested_at=clock.now())
    override(by=cast.toni, coach=cast.toni, start=clock.now(), end=clock.now() + timedelta(hours=1))
    cast.toni.is_active = False
    cast.toni.save()
    contact, _ = ask(client=cast.mia, safety="safe")
    assert contact.ringing == cast.sam


# "Admins want to verify the phones of their staff."


def test_a_phone_counts_as_tested_only_after_its_own_person_said_that_it_rang(cast: Cast, client: Client) -> None:
    device = Device.objects.create(person=cast.toni, key="new", label="Phone")
    client.force_login(cast.lea, backend=BACKEND)
    assert client.post(f"/devices/{device.pk}/heard/").status_code == 302
    assert not has_tested_device(cast.toni)


def test_a_phone_whose_subscription_died_does_not_count_as_tested(cast: Cast) -> None:
    Device.objects.filter(person=cast.dana).delete()
    give_phone(cast.dana)
    assert has_tested_device(cast.dana)
    ask(client=cast.mia, safety="safe")
    with push_wire() as wire:
        wire.usually = 410
        send_due()
    assert not has_tested_device(cast.dana)


# "One person's failed channel may have blocked the others."


def test_a_channel_that_fails_holds_up_no_other_and_says_why(cast: Cast, mailoutbox: list[object]) -> None:
    broken, fine = give_phone(cast.dana, "https://dead.example.org/1"), give_phone(cast.dana)
    contact, _ = ask(client=cast.mia, safety="danger")
    pass_rings = Delivery.objects.filter(contact_id=contact.pk, kind="ring", channel="web_push")
    with push_wire() as wire:
        wire.answers["dead"] = 0
        send_due()
    assert pass_rings.get(device=fine).status == Delivery.Status.SENT
    assert pass_rings.get(device=broken).status == Delivery.Status.PENDING
    assert "ConnectionError" in pass_rings.get(device=broken).error


def test_a_channel_that_hangs_holds_up_no_other(
    cast: Cast, now: time_machine.Traveller, mailoutbox: list[object]
) -> None:
    give_phone(cast.dana)
    release, sender = threading.Event(), Sender()
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 2)
    with push_wire() as wire:
        answered = wire.post

        def hang(url: str, **request: object) -> object:
            release.wait(20)
            return answered(url, **request)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pywebpush.requests.post", hang)
            sender.run(0)
            while not mailoutbox:
                sender.run(0.05)
            rings = Delivery.objects.filter(contact_id=contact.pk, kind="ring", person=cast.dana)
            assert rings.get(channel="email").status == Delivery.Status.SENT
            assert not rings.filter(channel="web_push", status=Delivery.Status.SENT).exists()
            release.set()
            sender.run(None)
    assert Delivery.objects.filter(channel="web_push", status=Delivery.Status.SENT).exists()


def test_a_failed_notification_is_tried_again_with_growing_pauses_and_given_up_with_its_reason(
    cast: Cast, now: time_machine.Traveller
) -> None:
    give_phone(cast.lea)
    everybody_off(cast)
    ask(client=cast.mia, safety="safe")
    row = Delivery.objects.get(person=cast.lea, channel="web_push", kind="unreached")
    pauses = []
    with push_wire() as wire:
        wire.usually = 500
        while row.status == Delivery.Status.PENDING:
            now.move_to(row.due_at)
            assert send_due() > 0
            row.refresh_from_db()
            pauses.append((row.due_at - clock.now()).total_seconds())
    assert row.status == Delivery.Status.FAILED
    assert row.error == "push service: 500"
    assert row.attempts == len(PAUSES) + 1
    for pause, planned in zip(pauses, PAUSES, strict=False):
        assert 0.8 * planned <= pause <= 1.2 * planned


# "A step with nobody on duty still waits out its delay."


def test_a_step_with_nobody_on_duty_is_skipped_in_the_same_instant(cast: Cast) -> None:
    CoachLimits.objects.filter(coach=cast.dana).delete()
    RotaShift.objects.all().delete()
    contact, _ = ask(client=cast.mia, safety="safe")
    assert contact.ringing == cast.lea
    assert rings_of(contact) == [cast.lea]


def test_with_nobody_on_duty_at_all_the_client_is_told_so_at_once_and_a_person_owes_an_answer(cast: Cast) -> None:
    everybody_off(cast)
    contact, _ = ask(client=cast.mia, safety="safe")
    assert contact.status == Status.UNREACHED
    assert of_contact(contact, clock.now()).headline == "We could not reach anyone."
    assert contact.holder is not None
    told = set(Delivery.objects.filter(kind="unreached").values_list("person", flat=True))
    assert {cast.dana.pk, cast.lea.pk} <= told


def test_asking_again_with_still_nobody_on_duty_is_kept_and_told_again(cast: Cast) -> None:
    everybody_off(cast)
    contact, _ = ask(client=cast.mia, safety="safe")
    ask_again(contact_id=contact.pk, client=cast.mia)
    say_safety(contact_id=contact.pk, client=cast.mia, safety=Safety.DANGER)
    contact.refresh_from_db()
    assert (contact.status, contact.safety) == (Status.UNREACHED, Safety.DANGER)
    assert contact.events.filter(kind="unreached").count() == 3
    assert Delivery.objects.filter(kind="unreached", person=cast.lea, channel="in_app").count() == 3


def test_a_second_ask_after_nobody_was_reached_searches_again_with_one_tap(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _ = ask(client=cast.mia, safety="safe")
    pass_time(now, contact, 16)
    assert contact.status == Status.UNREACHED
    again, new = ask(client=cast.mia, ask_key="next")
    assert (again.pk, new, again.status) == (contact.pk, False, Status.RINGING)


def test_what_a_second_ask_says_anew_is_not_lost(cast: Cast) -> None:
    contact, _ = ask(client=cast.mia)
    again, _new = ask(client=cast.mia, safety="danger", primer={"happening": "the door"})
    assert again.pk == contact.pk
    assert (again.safety, again.primer, again.status) == ("danger", {"happening": "the door"}, Status.RINGING)


def test_a_colleague_who_is_asked_for_by_name_is_rung_though_they_are_not_on_the_rota(cast: Cast) -> None:
    CoachLimits.objects.create(coach=cast.toni, outside=["skills"], return_minutes=60)
    contact, _ = ask(client=cast.mia, safety="safe")
    hand_over(contact_id=contact.pk, coach=cast.dana, to=cast.toni)
    contact.refresh_from_db()
    assert contact.ringing == cast.toni


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
