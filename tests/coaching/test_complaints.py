"""What people complained of elsewhere about being rung, each as a test that it does not happen here.

The complaints come from the trackers of paging and messaging tools: alerts that were never repeated, people on call
without a way to be reached, one dead channel that silenced the others. Those about what lies are in `test_forgotten`.
"""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from tests.cast import Cast
from tests.coaching.test_search import pass_time
from tests.fakes.push_wire import give_phone, push_wire
from wiseline.coaching.flows.answer import answer, end, hand_over
from wiseline.coaching.flows.ask import ask, ask_again, say_safety
from wiseline.coaching.models import Contact, Safety
from wiseline.coaching.selectors.truth import of_contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.reach.flows.send import PAUSES, Sender, send_due
from wiseline.reach.models import Delivery, Device
from wiseline.reach.tested import can_be_rung
from wiseline.rota.flows.cover import accept_shift, add_shift, override
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
    assert not can_be_rung(cast.toni.pk)


def test_a_phone_whose_subscription_died_does_not_count_as_tested(cast: Cast) -> None:
    Device.objects.filter(person=cast.dana).delete()
    give_phone(cast.dana)
    assert can_be_rung(cast.dana.pk)
    ask(client=cast.mia, safety="safe")
    with push_wire() as wire:
        wire.usually = 410
        send_due()
    assert not can_be_rung(cast.dana.pk)


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
