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
