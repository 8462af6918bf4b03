"""Telling devices what changed: with the change or not at all, in one order, once."""

from __future__ import annotations

import json
import re
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import redis
import time_machine
from django.db import connections

from tests.cast import Cast, make_cast
from tests.coaching.test_search import pass_time
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, promise
from wiseline.coaching.flows.ask import ask, tell
from wiseline.coaching.flows.converse import write
from wiseline.engine.cycles import sweep
from wiseline.lib import clock
from wiseline.live import bus
from wiseline.live.models import Cursor, Event
from wiseline.live.publish import changes, last_seq, publish
from wiseline.live.stream import events_after
from wiseline.people.models import Person


def say(person: Person, number: int, kind: str = "contact") -> None:
    with changes():
        publish(to=[person.pk], kind=kind, n=number)


def heard(person: Person, after: int = 0) -> list[int]:
    return [json.loads(line.data)["n"] for line in events_after(person.pk, after)]


def test_an_event_without_its_change_is_refused(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        publish(to=[cast.mia.pk], kind="contact")
    say(cast.mia, 1)
    with pytest.raises(RuntimeError):
        publish(to=[cast.mia.pk], kind="contact")


def test_a_change_that_fails_tells_nobody(cast: Cast) -> None:
    with suppress(ZeroDivisionError), changes():
        publish(to=[cast.mia.pk], kind="contact", n=1)
        raise ZeroDivisionError
    say(cast.mia, 2)
    assert heard(cast.mia) == [2]
    assert last_seq(cast.mia.pk) == 1


def test_changes_within_changes_are_told_together_or_not_at_all(cast: Cast) -> None:
    with suppress(ZeroDivisionError), changes():
        with changes():
            publish(to=[cast.mia.pk], kind="contact", n=1)
        raise ZeroDivisionError
    assert heard(cast.mia) == []
    with changes():
        with changes():
            publish(to=[cast.mia.pk], kind="contact", n=1)
        assert heard(cast.mia) == []
        publish(to=[cast.mia.pk], kind="contact", n=2)
    assert heard(cast.mia) == [1, 2]


def test_streams_are_woken_only_after_the_change_is_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    woken: list[object] = []
    monkeypatch.setattr(bus, "wake", woken.extend)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        with changes():
            publish(to=[cast.mia.pk, cast.dana.pk], kind="contact")
        assert woken == []
    assert set(woken) == {cast.mia.pk, cast.dana.pk}


def test_the_same_event_twice_in_one_change_is_told_once(cast: Cast) -> None:
    with changes():
        for _again in range(3):
            publish(to=[cast.mia.pk, None, cast.mia.pk], kind="contact", n=1)
        publish(to=[cast.mia.pk], kind="contact", n=2)
    assert heard(cast.mia) == [1, 2]


def test_each_person_has_a_numbering_of_their_own_without_a_gap(cast: Cast) -> None:
    for number in range(5):
        with changes():
            publish(to=[cast.mia.pk, *([cast.dana.pk] if number % 2 else [])], kind="contact", n=number)
    for person, count in ((cast.mia, 5), (cast.dana, 2)):
        numbers = Event.objects.filter(person=person).order_by("seq").values_list("seq", flat=True)
        assert list(numbers) == list(range(1, count + 1))
        assert Cursor.objects.get(person=person).seq == count
    assert events_after(cast.sam.pk, 0) == []


def test_a_device_gets_what_it_missed_in_order_and_nothing_twice(cast: Cast) -> None:
    for number in range(1, 8):
        say(cast.mia, number)
    assert heard(cast.mia, after=4) == [5, 6, 7]
    assert heard(cast.mia, after=7) == []


def test_a_device_that_missed_very_much_gets_it_page_by_page(cast: Cast) -> None:
    with changes():
        for number in range(1, 451):
            publish(to=[cast.mia.pk], kind="contact", n=number)
    found: list[int] = []
    while page := heard(cast.mia, after=len(found)):
        found += page
    assert found == list(range(1, 451))


def test_a_device_that_was_off_for_an_hour_catches_up_even_past_a_sweep(
    cast: Cast, now: time_machine.Traveller
) -> None:
    say(cast.mia, 1)
    now.shift(timedelta(minutes=30))
    say(cast.mia, 2)
    now.shift(timedelta(minutes=30))
    sweep.run()
    assert heard(cast.mia, after=0) == [1, 2]


@pytest.mark.parametrize("after", [1, 2, 99])
def test_a_device_whose_place_is_gone_is_told_to_look_at_everything_anew(
    cast: Cast, now: time_machine.Traveller, after: int
) -> None:
    for number in (1, 2, 3):
        say(cast.mia, number)
    now.shift(timedelta(days=8))
    sweep.run()
    if after == 1:
        say(cast.mia, 4)
    (line,) = events_after(cast.mia.pk, after)
    newest = last_seq(cast.mia.pk)
    assert (line.kind, line.seq) == ("reset", newest)
    assert events_after(cast.mia.pk, newest) == [], "and goes on from there"


def test_an_event_that_comes_between_two_looks_is_told_and_not_taken_for_a_gap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wiseline.live import stream

    def late(person_id: object) -> int:
        say(cast.mia, 1)
        return last_seq(cast.mia.pk)

    monkeypatch.setattr(stream, "last_seq", late)
    assert heard(cast.mia) == [1]


def test_no_event_carries_what_somebody_wrote(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _ = ask(client=cast.mia, safety="danger", primer={"happening": "the harbour wall"})
    tell(contact_id=contact.pk, client=cast.mia, answers={"emotion": "shame", "distress": 85})
    pass_time(now, contact, 16)
    promise(contact_id=contact.pk, coach=cast.dana, at=clock.now() + timedelta(minutes=5))
    answer(contact_id=contact.pk, coach=cast.dana)
    contact.refresh_from_db()
    write(contact=contact, author=cast.mia, body="the harbour wall", client_key="1")
    notes.save_draft(contact=contact, coach=cast.dana, body={"problem": "the harbour wall", "coached": ["tipp"]})
    notes.sign(contact=contact, coach=cast.dana)
    assert Event.objects.count() > 20
    written = re.compile(r"harbour|shame|\b85\b|danger|tipp|Mia|Dana")  # ids hold digits too, so 85 alone is not enough
    for event in Event.objects.all():
        assert not written.findall(json.dumps(event.data))


@pytest.mark.django_db(transaction=True)
def test_two_changes_in_the_same_instant_neither_wait_for_each_other_nor_leave_a_gap() -> None:
    with time_machine.travel(clock.now(), tick=True):
        cast = make_cast()
        people = [cast.mia.pk, cast.dana.pk, cast.sam.pk, cast.lea.pk]

        def speak(order: list[object]) -> None:
            try:
                for number in range(25):
                    with changes():
                        for person_id in order:
                            publish(to=[person_id], kind="contact", n=number)  # type: ignore[list-item]
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=speak, args=(order,)) for order in (people, people[::-1], people[2:] + people[:2])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        for person_id in people:
            numbers = Event.objects.filter(person=person_id).order_by("seq").values_list("seq", flat=True)
            assert list(numbers) == list(range(1, 76))


def test_another_installation_on_the_same_redis_is_not_woken_by_ours() -> None:
    ours, same, theirs = (
        bus._channel(redis.Redis.from_url(f"redis://127.0.0.1/{database}")) for database in ("0", "", "1")
    )
    assert ours == same != theirs
