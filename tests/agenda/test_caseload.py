"""Who needs something from me, by when? Sorted by what is due, and as quick with a hundred clients."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.agenda.weeks import fill, planned
from tests.cast import Cast
from wiseline.agenda.caseload import Caseload, caseload_of
from wiseline.agenda.planning import plan_session
from wiseline.chart.diary.asking import answer_question, ask_about_day
from wiseline.chart.needs import raise_need
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import CareKind, CareRelationship, Person, Role
from wiseline.skills.flows import ask_about


def another(cast: Cast, number: int) -> Person:
    name = f"Client {number:03}"
    client = add_person(programme=cast.programme, name=name, email=f"c{number}@x.example", roles=[Role.CLIENT])
    CareRelationship.objects.create(client=client, coach=cast.dana, kind=CareKind.THERAPIST, starts_on=date(2020, 1, 1))
    return client


def of_dana(cast: Cast) -> Caseload:
    clients = Person.objects.filter(care_received__coach=cast.dana).order_by("name")
    return caseload_of(cast.dana, clients)


def test_who_is_owed_something_stands_first_the_soonest_at_the_top(cast: Cast) -> None:
    late, soon, calm, curious = (another(cast, number) for number in range(4))
    raise_need(client=late, kind="call", due_at=clock.now() - timedelta(hours=1))
    raise_need(client=soon, kind="call", due_at=clock.now() + timedelta(hours=5))
    ask_about(client=curious, skill="dear-man")
    fill(cast, 0, urge__suicide=5)
    plan_session(client=calm, therapist=cast.dana, planned_for=clock.now() + timedelta(days=2), weekly=False)
    found = of_dana(cast)
    assert [row.client for row in found.waiting] == [late, cast.mia, soon, curious]
    assert [row.client for row in found.others] == [calm]
    words = [[due.what for due in row.due] for row in found.waiting]
    assert words == [
        ["a call that was agreed"],
        ["a strong urge on the card of Monday 23 November"],
        ["a call that was agreed"],
        ["would like to learn: DEAR MAN"],
    ]


def test_a_session_today_is_said_once_and_one_next_week_asks_for_nothing(cast: Cast) -> None:
    planned(cast, hours=2)
    found = of_dana(cast)
    assert [due.what for due in found.waiting[0].due] == ["the session of Monday"]
    assert found.sessions_today == 1
    planned(cast, days=7)
    found = of_dana(cast)
    assert (found.waiting, found.sessions_today) == ([], 0)


def test_a_lead_sees_an_open_contact_and_nothing_of_the_chart(cast: Cast) -> None:
    ask(client=cast.mia, safety="safe")
    ask_about(client=cast.noah, skill="dear-man")
    fill(cast, 0, urge__suicide=5)
    browser = Client()
    browser.force_login(cast.lea, backend="django.contrib.auth.backends.ModelBackend")
    read = browser.get(reverse("people:caseload")).content.decode()
    assert "an open contact: ringing" in read
    for closed in ("a strong urge", "would like to learn", "No session is planned"):
        assert closed not in read


def test_a_hundred_clients_take_as_many_queries_as_three(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")

    def queries(until: int) -> int:
        for number in range(Person.objects.count(), until):
            client = another(cast, number)
            raise_need(client=client, kind="call", due_at=clock.now())
            plan_session(client=client, therapist=cast.dana, planned_for=clock.now(), weekly=False)
            ask_about(client=client, skill="dear-man")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(reverse("people:caseload")).status_code == 200
        return len(seen)

    queries(12)
    few = queries(13)
    assert queries(111) == few < 30


def test_questions_of_ones_own_that_have_no_answer_stand_beside_the_client_and_are_nothing_owed(cast: Cast) -> None:
    asked = ask_about_day(client=cast.mia, by=cast.dana, day=date(2026, 11, 22), item="", text="What helped?")
    ask_about_day(client=cast.mia, by=cast.dana, day=date(2026, 11, 21), item="", text="And here?")
    found = of_dana(cast)
    assert [(row.client, row.asked) for row in found.others] == [(cast.mia, 2)]
    answer_question(question=asked, text="The lake")
    assert of_dana(cast).others[0].asked == 1
    browser = Client()
    browser.force_login(cast.dana, backend="django.contrib.auth.backends.ModelBackend")
    assert "1 question of yours on the card, no answer yet" in browser.get(reverse("people:caseload")).content.decode()
