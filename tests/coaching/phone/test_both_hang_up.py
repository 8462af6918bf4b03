"""A page and a phone of one talk that hang up in the same instant: each holds what the other waits for, or neither."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from tests.cast import make_cast
from tests.fakes.pages import Bridge
from tests.fakes.phones import NUMBERS, dial, give_number, settle, the_contact
from wiseline.calls import flows as calls
from wiseline.calls import line
from wiseline.calls.line import Event, What
from wiseline.calls.models import Call, PhoneLine
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.phone import switch


def _together(*works: Callable[[], object]) -> list[Exception]:
    failed: list[Exception] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


@pytest.mark.django_db(transaction=True)
def test_a_page_and_a_phone_that_hang_up_at_once_do_not_wait_for_each_other(
    settings: Settings, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PHONE, settings.PHONE_NUMBER = "fake:", "+4930900900"
    cast = make_cast()
    for person in (cast.mia, cast.dana):
        give_number(person, ring="never")
    mia = dial(NUMBERS["Mia"]).press("2")
    contact = answer(contact_id=the_contact().pk, coach=cast.dana)
    joined = calls.join(contact_id=contact.pk, person=cast.dana, peers=contact.live_parties())
    settle()
    assert mia.in_room
    page_ends, phone_begins = threading.Event(), threading.Event()
    end, locked = calls._end, switch._locked

    def the_page_ends(*given: Any, **more: Any) -> None:
        page_ends.set()
        phone_begins.wait(1)  # it may not come so far before the page is done
        end(*given, **more)

    def the_phone_begins(line_id: Any) -> Any:
        page_ends.wait(5)
        row = locked(line_id)
        phone_begins.set()
        return row

    monkeypatch.setattr(calls, "_end", the_page_ends)
    monkeypatch.setattr(switch, "_locked", the_phone_begins)
    failed = _together(
        lambda: calls.leave(leg=joined.leg),
        lambda: line.heard(mia.line_id, Event(What.GONE, ref="completed")),
    )
    assert failed == []
    assert PhoneLine.objects.get(pk=mia.line_id).ended_at is not None
    assert Call.objects.get().ended_at is not None
