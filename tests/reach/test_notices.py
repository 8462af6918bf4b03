"""How I am told: what the page offers, what it keeps, what it refuses, and what then happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from tests.cast import Cast, browser_of
from tests.fakes.phones import give_number
from tests.fakes.push_receiver import PushReceiver
from tests.fakes.push_wire import give_phone
from wiseline.chart.needs import meet_need, raise_need, remind_of_needs
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.converse import write
from wiseline.coaching.plan import FIRST, Ladder, shortest_hold
from wiseline.coaching.selectors.duty import duty_around
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Person
from wiseline.reach.flows.broken import fail_over
from wiseline.reach.flows.notify import ring, tell
from wiseline.reach.flows.phone import choose_ring
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, Notices, PhoneNumber, PhoneText, Route
from wiseline.reach.routing import MORNING, Chosen, Topic, channel_of
from wiseline.reach.ways import reach
from wiseline.rota.limits import Reason
from wiseline.rota.models import CoachLimits, DayOff, RotaOverride, RotaShift, WeeklyWindow
from wiseline.web.notices.form import NoticesForm
from wiseline.web.notices.words import A_KIND, foretell

ANY = UUID(int=7)
"""Something to tell of."""


@pytest.fixture
def dana(cast: Cast, settings: Settings, service: PushReceiver) -> Client:
    """Dana has a device, a number that takes texts, a pager and e-mail."""
    settings.PHONE, settings.PHONE_NUMBER = "fake:", "+4930900900"
    give_phone(cast.dana, keys=service.subscribe("dana"))
    give_number(cast.dana, ring="after")
    PhoneNumber.objects.update(texts="neutral")
    Route.objects.create(person=cast.dana, label="Pager", address="ntfy://my-secret-topic", after=60)
    return browser_of(cast.dana)


def as_shown(person: Person, **changed: str) -> dict[str, str]:
    """The page's form as it is shown, with something changed for rings: `day_voice`, `night_sms`."""
    form = NoticesForm(reach(person), shortest_hold(Ladder()))
    data = {name: str(form[name].value()) for name in form.fields} | {"night_from": "22:00", "night_to": "07:00"}
    for name, value in changed.items():
        part, _, way = name.partition("_")
        assert f"{part}-ring-{way}" in data
        data[f"{part}-ring-{way}"] = value
    return data


def rings(person: Person) -> list[tuple[str, int]]:
    """What the newest ring of the person goes by, and after how many seconds."""
    rows = Delivery.objects.filter(person=person, kind="ring").order_by("due_at", "channel")
    return [(row.channel, round((row.due_at - row.created_at).total_seconds())) for row in rows]


def test_who_keeps_the_page_as_it_is_shown_is_told_as_before(cast: Cast, dana: Client) -> None:
    assert dana.post("/notices/", as_shown(cast.dana)).status_code == 302
    kept = Notices.objects.get()
    assert not any(kept.day.values()), "only what differs is kept"
    ask(client=cast.mia, safety="safe")
    assert rings(cast.dana) == [("in_app", 0), ("web_push", 0), ("voice", 30), ("apprise", 60)]


def test_what_was_chosen_holds_by_day_and_at_night(cast: Cast, dana: Client, now: time_machine.Traveller) -> None:
    chosen = as_shown(cast.dana, day_voice="off", day_sms="15", night_voice="0", night_web_push="30")
    assert dana.post("/notices/", chosen).status_code == 302
    ask(client=cast.mia, safety="safe")
    assert rings(cast.dana) == [("in_app", 0), ("web_push", 0), ("sms", 15), ("apprise", 60)]
    Delivery.objects.all().delete()
    now.shift(timedelta(hours=3))  # 22:30 where she lives
    with changes():
        ring(
            person_id=cast.dana.pk,
            contact_id=cast.noah.pk,
            kind="ring",
            step=1,
            until=clock.now() + timedelta(minutes=2),
            channels=FIRST,
        )
    assert rings(cast.dana) == [("in_app", 0), ("voice", 0), ("web_push", 30), ("apprise", 60)]
    page = browser_of(cast.dana).get("/notices/").content.decode()
    assert (
        "At night, when somebody needs you: at once in the app and by a call to … 672; after 30 seconds by push" in page
    )
    assert (
        "By day, when somebody needs you: at once in the app and by push; after 15 seconds by a text to … 672" in page
    )


def test_a_plan_in_which_nothing_wakes_is_refused_and_nothing_typed_is_lost(cast: Cast, dana: Client) -> None:
    pager = next(name for name in as_shown(cast.dana) if name.startswith("night-ring-apprise"))
    silent = as_shown(cast.dana, night_voice="off", night_web_push="off") | {pager: "off"}
    answer = dana.post("/notices/", silent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "At night nothing would ring you." in page
    assert 'value="off" selected' in page
    assert not Notices.objects.exists()


def test_a_way_that_would_come_after_the_next_person_is_named_when_it_is_kept(cast: Cast, dana: Client) -> None:
    answer = dana.post("/notices/", as_shown(cast.dana, day_voice="120"))
    assert answer.status_code == 422
    assert "After 2 minutes somebody else is rung, so this would never come." in answer.content.decode()
    cast.programme.ladder = {"again_after": 300, "backup_after": 600, "lead_after": 900, "ends_after": 1200}
    cast.programme.save()
    assert dana.post("/notices/", as_shown(cast.dana, day_voice="120")).status_code == 302


def test_a_programme_that_becomes_faster_pulls_a_late_way_forward(cast: Cast, dana: Client) -> None:
    Notices.objects.create(person=cast.dana, day={"ring": {"voice": 300}})
    ask(client=cast.mia, safety="safe")
    assert ("voice", 100) in rings(cast.dana)


def test_a_night_without_an_end_is_refused(cast: Cast, dana: Client) -> None:
    answer = dana.post("/notices/", as_shown(cast.dana) | {"night_to": "22:00"})
    assert answer.status_code == 422


def test_what_was_chosen_on_the_page_of_the_number_later_holds(cast: Cast, dana: Client) -> None:
    dana.post("/notices/", as_shown(cast.dana, day_voice="off"))
    choose_ring(person=cast.dana, ring="at_once", after=30)
    ask(client=cast.mia, safety="safe")
    assert ("voice", 0) in rings(cast.dana)


def test_a_choice_for_a_way_that_is_away_stays_for_its_return(cast: Cast, dana: Client) -> None:
    dana.post("/notices/", as_shown(cast.dana, day_sms="15"))
    PhoneNumber.objects.update(texts="")
    dana.post("/notices/", as_shown(cast.dana))
    assert Notices.objects.get().day["ring"] == {"sms": 15}


def test_each_way_can_be_tried_once_at_a_time(cast: Cast, dana: Client, service: PushReceiver) -> None:
    for way in ("web_push", "sms", "email", "email", "voice", "carrier_pigeon"):
        assert dana.post("/notices/try/", {"way": way}).status_code == 302
    send_due()
    tests = Delivery.objects.filter(kind="test").values_list("channel", "status")
    assert sorted(tests) == [("email", "sent"), ("sms", "sent"), ("voice", "sent"), ("web_push", "sent")]
    assert "This is the test that you asked for." in mail.outbox[-1].body
    assert "This is the test" in PhoneText.objects.get().body
    assert len(service.received) == 1


def test_an_address_that_was_refused_is_said_and_comes_back_by_a_test(cast: Cast, dana: Client) -> None:
    Notices.objects.create(person=cast.dana, email_refused_at=cast.dana.created_at, email_refused_why="refused (550)")
    assert "This way does not work any more: e-mail." in dana.get("/notices/").content.decode()
    dana.post("/notices/try/", {"way": "email"})
    assert Notices.objects.get().email_refused_at is None


def test_a_coach_with_push_alone_is_told_that_it_may_stay_silent(cast: Cast, dana: Client) -> None:
    warned = "Push alone may stay silent"
    assert warned not in dana.get("/notices/").content.decode()
    PhoneNumber.objects.all().delete()
    Route.objects.all().delete()
    assert warned in dana.get("/notices/").content.decode()


def test_a_client_chooses_for_answers_and_reminders_and_reads_nothing_of_rings(cast: Cast, dana: Client) -> None:
    give_number(cast.mia)
    PhoneNumber.objects.update(texts="neutral")
    mia = browser_of(cast.mia)
    page = mia.get("/notices/").content.decode()
    assert "Quiet reminders" in page
    assert "Somebody needs a coach" not in page
    assert "The rota" not in page
    form = NoticesForm(reach(cast.mia), shortest_hold(Ladder()))
    data = {name: str(form[name].value()) for name in form.fields} | {"night_from": "22:00", "night_to": "07:00"}
    assert mia.post("/notices/", data | {"day-reminders-sms": "0"}).status_code == 302
    with changes():
        tell(person_ids=[cast.mia.pk], contact_id=cast.mia.pk, kind="card", step=0, quiet=True)
    send_due()
    assert "A quiet moment for you, when it suits." in PhoneText.objects.get(person=cast.mia).body


def told(person: Person, kind: str) -> list[tuple[str, timedelta]]:
    """What the outbox has for the person of one kind, in its order, and after how long."""
    rows = Delivery.objects.filter(person=person, kind=kind)
    return sorted((row.channel, row.due_at - row.created_at) for row in rows)


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    topic=st.sampled_from([Topic.RING, Topic.BOARD, Topic.ROTA, Topic.NEWS]),
    day=st.dictionaries(st.sampled_from(["web_push", "sms", "email"]), st.none() | st.sampled_from([0, 30, 900])),
    night=st.dictionaries(st.sampled_from(["web_push", "sms", "email"]), st.none() | st.sampled_from([0, 60, MORNING])),
    minutes=st.integers(0, 24 * 60),
)
def test_what_the_page_foretells_is_what_the_outbox_then_has(
    *, cast: Cast, dana: Client, now: time_machine.Traveller, topic: Topic, day: Chosen, night: Chosen, minutes: int
) -> None:
    kind, hold = A_KIND[topic], timedelta(minutes=2)
    with transaction.atomic():
        Notices.objects.create(person=cast.dana, day={topic: day}, night={topic: night})
        now.move_to(datetime(2026, 3, 28, tzinfo=UTC) + timedelta(minutes=minutes))  # the clock goes forward that night
        here = reach(cast.dana)
        expected = foretell(here, topic, clock.now(), hold).ways
        with changes():
            if topic is Topic.RING:
                until = clock.now() + hold
                ring(person_id=here.person.pk, contact_id=ANY, kind=kind, step=1, until=until, channels=FIRST)
            else:
                tell(person_ids=[here.person.pk], contact_id=ANY, kind=kind, step=1, quiet=True)
        assert told(cast.dana, kind) == sorted((channel_of(way), delay) for way, delay in expected)
        rows = Delivery.objects.filter(person=cast.dana, kind=kind)
        assert all(row.due_at < row.expires_at for row in rows), "none is too late before it is due"
        transaction.set_rollback(True)


def test_the_page_shows_what_would_happen_and_keeps_nothing_by_it(cast: Cast, dana: Client) -> None:
    CoachLimits.objects.filter(coach=cast.dana).update(outside=[str(reason) for reason in Reason])
    shown = as_shown(cast.dana, night_web_push="30", night_voice="60") | {"do": "preview", "at": "02:00", "on": ""}
    page = dana.post("/notices/", shown | {"night-rota-web_push": str(MORNING)}).content.decode()
    assert "Tuesday at 02:00, in your night" in page
    assert "At once in the app; after 30 seconds by push; after 1 minute by a call to … 672 and by Pager" in page
    assert "At once in the app; when your night is over by push." in page
    assert "It is not kept yet." in page
    assert '<option value="30" selected>' in page
    assert not Notices.objects.exists()


def preview(cast: Cast, dana: Client, **asked: str) -> str:
    return dana.post("/notices/", as_shown(cast.dana) | {"do": "preview", "on": ""} | asked).content.decode()


def test_outside_of_her_hours_the_page_says_what_alone_would_ring_her(cast: Cast, dana: Client) -> None:
    ways = "at once in the app and by push; after 30 seconds by a call to … 672"
    assert f"At once{ways[7:]}" in preview(cast, dana, at="12:00")
    night = preview(cast, dana, at="02:00")
    assert f"Outside of your hours only for risk to somebody’s life, or doubt about it: {ways}" in night
    CoachLimits.objects.update(outside=[])
    assert "You are not rung: it is outside of your hours." in preview(cast, dana, at="02:00")
    CoachLimits.objects.all().delete()
    assert "You are not rung: you have not said your hours yet." in preview(cast, dana, at="12:00")


def test_a_day_off_and_a_duty_are_foretold_for_the_day_that_was_chosen(cast: Cast, dana: Client) -> None:
    tomorrow = clock.now().date() + timedelta(days=1)
    DayOff.objects.create(coach=cast.dana, first=tomorrow, last=tomorrow)
    off = preview(cast, dana, at="12:00", on="1")
    assert "You are not rung: it is your day off." in off
    assert "You are not rung" not in preview(cast, dana, at="12:00", on="2")
    night = datetime.combine(tomorrow + timedelta(days=1), time(1), UTC)
    RotaOverride.objects.create(
        programme=cast.programme,
        coach=cast.dana,
        start=night,
        end=night + timedelta(hours=3),
        accepted_at=clock.now(),
    )
    assert "Outside of your hours" not in preview(cast, dana, at="04:00", on="2"), (
        "a duty that was taken is her own word"
    )
    assert "Outside of your hours" in preview(cast, dana, at="04:00", on="3")


KINDS = {
    Reason.LIFE_THREATENING: "crisis",
    Reason.SKILLS: "skills",
    Reason.REPAIR: "repair",
    Reason.CHECK_IN: "check_in",
}


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 23),
    end=st.integers(0, 23),
    outside=st.sets(st.sampled_from(Reason)),
    off=st.booleans(),
    duty=st.booleans(),
    minutes=st.integers(0, 24 * 60),
    reason=st.sampled_from([*KINDS]),
)
def test_who_is_foretold_to_be_rung_is_rung_and_nobody_else(
    *,
    cast: Cast,
    now: time_machine.Traveller,
    start: int,
    end: int,
    outside: set[Reason],
    off: bool,
    duty: bool,
    minutes: int,
    reason: Reason,
) -> None:
    with transaction.atomic():
        WeeklyWindow.objects.filter(coach=cast.dana).update(start=time(start), end=time(end))
        CoachLimits.objects.filter(coach=cast.dana).update(outside=[str(one) for one in outside])
        at = datetime(2026, 3, 28, tzinfo=UTC) + timedelta(minutes=minutes)  # the clock goes forward that night
        if off:
            DayOff.objects.create(coach=cast.dana, first=date(2026, 3, 28), last=date(2026, 3, 28))
        if duty:
            RotaShift.objects.all().update(coach=cast.dana)
        foretold = reason in duty_around(cast.dana, at).taken_on(cast.dana.pk, at)
        now.move_to(at)
        ask(client=cast.mia, kind=KINDS[reason], safety="safe")
        assert Delivery.objects.filter(person=cast.dana, kind="ring").exists() is foretold
        transaction.set_rollback(True)


def test_what_can_not_be_kept_is_not_foretold(cast: Cast, dana: Client) -> None:
    late = as_shown(cast.dana, day_voice="120") | {"do": "preview"}
    answer = dana.post("/notices/", late)
    assert answer.status_code == 422
    assert "It is not kept yet." not in answer.content.decode()


def test_a_delay_can_be_chosen_for_what_does_not_ring_and_the_morning_at_night(cast: Cast, dana: Client) -> None:
    chosen = as_shown(cast.dana) | {"day-board-sms": "900", "night-rota-web_push": str(MORNING)}
    assert dana.post("/notices/", chosen).status_code == 302
    kept = Notices.objects.get()
    assert kept.day["board"] == {"sms": 900}
    assert kept.night["rota"] == {"web_push": MORNING}
    assert dana.post("/notices/", as_shown(cast.dana) | {"day-rota-web_push": str(MORNING)}).status_code == 422
    assert dana.post("/notices/", as_shown(cast.dana, night_sms=str(MORNING))).status_code == 422, (
        "a ring waits for nothing"
    )


def pending(person: Person) -> set[str]:
    return set(Delivery.objects.filter(person=person, status=Delivery.Status.PENDING).values_list("channel", flat=True))


def test_a_later_way_does_not_come_once_the_person_has_looked(cast: Cast, dana: Client) -> None:
    contact = ask(client=cast.mia, safety="safe")[0]
    contact = answer(contact_id=contact.pk, coach=cast.dana)
    Notices.objects.create(person=cast.dana, day={"news": {"sms": 900, "web_push": 0}})
    write(contact=contact, author=cast.mia, body="I am here", client_key="1")
    assert pending(cast.dana) == {"web_push", "sms"}
    dana.get(f"/c/{contact.pk}/")
    assert pending(cast.dana) == {"web_push"}, "what was to come at once is on its way"


def test_what_left_the_board_is_not_told_later(cast: Cast, dana: Client) -> None:
    Notices.objects.create(person=cast.dana, day={"board": {"sms": 900}})
    need = raise_need(client=cast.mia, kind="pulse", due_at=clock.now())
    remind_of_needs()
    assert "sms" in pending(cast.dana)
    meet_need(client=cast.mia, kind="pulse", by=cast.dana)
    assert not Delivery.objects.filter(contact_id=need.pk, status=Delivery.Status.PENDING).exists()


def test_a_way_that_fails_at_night_does_not_bring_forward_what_waits_for_the_morning(
    cast: Cast, dana: Client, now: time_machine.Traveller
) -> None:
    now.shift(timedelta(hours=3))
    Notices.objects.create(person=cast.dana, night={"rota": {"sms": MORNING, "email": 300}})
    with changes():
        tell(person_ids=[cast.dana.pk], contact_id=ANY, kind="hole", step=0, quiet=True)
    fail_over(Delivery.objects.get(channel="web_push"))
    assert Delivery.objects.get(channel="email").due_at == clock.now()
    fail_over(Delivery.objects.get(channel="email"))
    assert Delivery.objects.get(channel="sms").due_at > clock.now() + timedelta(hours=8)


def test_the_page_says_what_was_last_sent_by_each_way(cast: Cast, dana: Client) -> None:
    assert "A test, " not in dana.get("/notices/").content.decode()
    dana.post("/notices/try/", {"way": "sms"})
    assert "· on its way" in dana.get("/notices/").content.decode()
    send_due()
    assert "· sent" in dana.get("/notices/").content.decode()
    assert "A test" in dana.get("/devices/sent/").content.decode()
