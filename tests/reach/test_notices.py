"""How I am told: what the page offers, what it keeps, what it refuses, and what then happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast
from tests.fakes.phones import give_number
from tests.fakes.push_receiver import PushReceiver
from tests.fakes.push_wire import give_phone
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.plan import FIRST, Ladder, shortest_hold
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.people.models import Person
from wiseline.reach.flows.notify import ring, tell
from wiseline.reach.flows.phone import choose_ring
from wiseline.reach.flows.send import send_due
from wiseline.reach.models import Delivery, Notices, PhoneNumber, PhoneText, Route
from wiseline.reach.ways import reach
from wiseline.web.notices.form import NoticesForm


@pytest.fixture
def dana(cast: Cast, settings: Settings, service: PushReceiver) -> Client:
    """Dana has a device, a number that takes texts, a pager and e-mail."""
    settings.PHONE, settings.PHONE_NUMBER = "fake:", "+4930900900"
    give_phone(cast.dana, keys=service.subscribe("dana"))
    give_number(cast.dana, ring="after")
    PhoneNumber.objects.update(texts="neutral")
    Route.objects.create(person=cast.dana, label="Pager", address="ntfy://my-secret-topic", after=60)
    return as_(cast.dana)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


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
    page = as_(cast.dana).get("/notices/").content.decode()
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
    mia = as_(cast.mia)
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
