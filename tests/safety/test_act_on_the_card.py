"""An act that is told on the diary card: who cares for the client is told, and finds where to lift what applies."""

from __future__ import annotations

import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.chart.needs import needs_for, remind_of_needs
from wiseline.lib import clock
from wiseline.reach.models import Delivery
from wiseline.reach.words import notice_for
from wiseline.safety.agreeing import agree, lift, state_of
from wiseline.safety.policy import Mode

UNTIL = "applies until"


def fill(cast: Cast, *, acted: bool, key: str, seen: int = 0, **more: str) -> None:
    fields = {"day": clock.now().date().isoformat(), "seen": str(seen), "client_key": key, "card": "1", **more}
    saved = browser_of(cast.mia).post(reverse("diary:save"), {**fields, "act.self_harm": "1" if acted else "0"})
    assert saved.status_code == 302


def test_an_act_on_the_card_is_owed_a_look_until_somebody_has_looked(cast: Cast) -> None:
    fill(cast, acted=True, key="one")
    (need,) = needs_for(cast.dana)
    assert not needs_for(cast.sam)
    dana = browser_of(cast.dana)
    board = dana.get("/board/").content.decode()
    assert "an act is on the card, to look at" in board
    assert UNTIL not in board, "nothing was agreed"
    remind_of_needs()
    told = Delivery.objects.filter(person=cast.dana)
    assert told
    assert {notice_for(row).body for row in told} == {"Something on your board is due."}
    dana.post(reverse("coaching:need_met", args=[need.pk]))
    fill(cast, acted=True, key="two", seen=1, misery="4")
    assert not needs_for(cast.dana), "it was looked at"


def test_an_act_that_is_taken_back_on_the_card_is_owed_no_look(cast: Cast) -> None:
    fill(cast, acted=True, key="one")
    fill(cast, acted=False, key="two", seen=1)
    assert not needs_for(cast.dana)
    fill(cast, acted=True, key="three", seen=2)
    assert len(needs_for(cast.dana)) == 1


def test_an_act_on_the_card_leads_to_where_what_applies_is_lifted(cast: Cast, now: time_machine.Traveller) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes first.")
    now.shift(60)
    fill(cast, acted=True, key="one")
    assert state_of(cast.mia, clock.now()).applies
    dana, there = browser_of(cast.dana), f'href="/agreed/{cast.mia.pk}/"'
    for page in ("/board/", reverse("people:client", args=[cast.mia.pk])):
        read = dana.get(page).content.decode()
        assert UNTIL in read
        assert there in read
    assert UNTIL not in browser_of(cast.lea).get(reverse("people:client", args=[cast.mia.pk])).content.decode()
    lift(client=cast.mia, by=cast.dana)
    assert UNTIL not in dana.get(reverse("people:client", args=[cast.mia.pk])).content.decode()
