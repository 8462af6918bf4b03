"""What only one process may do at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from wiseline.calls.lease import claim, release
from wiseline.lib import clock
from wiseline.lib.ids import new_id

FOR = timedelta(seconds=8)


@pytest.mark.django_db
def test_one_process_holds_it_until_it_lets_go_or_falls_silent(now: time_machine.Traveller) -> None:
    one, two = new_id(), new_id()

    def claims(who: object) -> bool:
        at = clock.now()
        return claim(name="pbx", holder=who, until=at + FOR, now=at)  # type: ignore[arg-type]

    assert claims(one)
    assert not claims(two)
    now.shift(timedelta(seconds=7))
    assert claims(one), "it says again that it is there"
    now.shift(timedelta(seconds=7))
    assert not claims(two)
    now.shift(timedelta(seconds=2))
    assert claims(two)
    assert not claims(one)
    release(name="pbx", holder=one)
    assert not claims(one), "only who holds it lets go"
    release(name="pbx", holder=two)
    assert claims(one)
