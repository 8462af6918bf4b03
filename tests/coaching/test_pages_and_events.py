"""A page and the stream of events together leave nothing out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast
from wiseline.chart.needs import raise_need
from wiseline.coaching.call_words import call_words
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.selectors.board import Board, board_of
from wiseline.coaching.views import board as board_page
from wiseline.lib import clock
from wiseline.live.stream import events_after


def test_what_changes_while_a_page_is_made_is_told_to_it_by_the_stream(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed after the board was read and before it was rendered: not on the page, so the stream must tell it."""
    settings.STAFF_SECOND_FACTOR = False

    def read_and_overtaken(*given: object) -> Board:
        board = board_of(*given)  # type: ignore[arg-type]
        raise_need(client=cast.mia, kind="plan_review", due_at=clock.now() + timedelta(hours=1), owner=cast.dana)
        return board

    monkeypatch.setattr(board_page, "board_of", read_and_overtaken)
    browser = Client()
    browser.force_login(cast.dana)
    page = browser.get(reverse("coaching:board")).content.decode()
    seen = re.search(r'data-live-after="(\d+)"', page)
    assert seen is not None
    assert "the crisis plan is to be looked at together" not in page
    assert [line.kind for line in events_after(cast.dana.pk, int(seen[1]))] == ["need"]


def test_the_end_of_a_call_reads_gently_for_the_client_and_plainly_for_the_coach() -> None:
    assert call_words(client=True)["hung_up"] == "The call with %(name)s has ended."
    assert call_words(client=False)["hung_up"] == "%(name)s hung up."


def test_a_coach_reads_what_the_client_is_not_sure_of(cast: Cast, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    contact, _new = ask(client=cast.mia, safety="unsure")
    browser = Client()
    browser.force_login(cast.dana)
    path = reverse("coaching:open", args=[contact.pk])
    assert "Not sure they are safe" in browser.get(path).content.decode()
    answer(contact_id=contact.pk, coach=cast.dana)
    assert "Not sure they are safe" in browser.get(path).content.decode()
