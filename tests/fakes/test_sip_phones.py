"""The SIP phones of the tests themselves: a library that numbers its calls anew must not mix them up."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from time import monotonic, sleep

import pytest

from tests.fakes.asterisk import free_port
from tests.fakes.sip_phones import OVER, Phones, are_here

CALLED, CALLER, OTHER = "+4911", "+4922", "+4933"
CALLS_AT_ONCE = 4
"""The library's own limit: the fifth call has the first one's number."""

pytestmark = [
    pytest.mark.skipif(not are_here(), reason="NO SIP PHONES TESTED: pjsua2 is not installed"),
    pytest.mark.slow,
]


@pytest.fixture
def near() -> Iterator[Phones]:
    with Phones((CALLED, CALLER), free_port(socket.SOCK_DGRAM)) as found:
        yield found


@pytest.fixture
def far() -> Iterator[Phones]:
    with Phones((OTHER,), free_port(socket.SOCK_DGRAM)) as found:
        yield found


def becomes(is_so: Callable[[], bool]) -> bool:
    """Whether it is so within ten seconds."""
    until = monotonic() + 10
    while not (found := is_so()) and monotonic() < until:
        sleep(0.01)
    return found


def test_a_phone_rings_and_stops_also_where_its_call_has_the_number_of_an_older_one(near: Phones, far: Phones) -> None:
    for number, at in ((CALLED, near), *[(OTHER, far)] * (CALLS_AT_ONCE - 1), (CALLED, near)):
        one, caller = (far, OTHER) if at is near else (near, CALLER)
        one.dials(caller, f"sip:{number}@127.0.0.1:{at.port}")
        assert becomes(lambda at=at, number=number: at.rings(number))
        one.hangs_up(caller)
        assert becomes(lambda at=at, number=number: not at.rings(number))
        assert becomes(lambda one=one, caller=caller: one.states.get(caller) == OVER)
