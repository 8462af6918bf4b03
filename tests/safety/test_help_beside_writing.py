"""Where a client writes freely, help stands ready for words that may mean danger."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast, browser_of
from wiseline.skills.practices import practices

WRITING = [each.skill for each in practices().values() if each.names]
LISTENING = [each.skill for each in practices().values() if not each.names]


def has_help(browser: Client, path: str) -> bool:
    """Whether the page carries what appears below a field."""
    page = browser.get(path)
    assert page.status_code == 200
    return b"data-danger-help" in page.content


@pytest.mark.parametrize(
    "path", ["/diary/", "/skills/log/", "/skills/now/", *[f"/skills/{each}/practice/" for each in WRITING]]
)
def test_a_client_who_writes_has_help_beside_it(cast: Cast, path: str) -> None:
    assert has_help(browser_of(cast.mia), path)


def test_a_practice_without_a_field_does_not_carry_it(cast: Cast) -> None:
    assert not has_help(browser_of(cast.mia), f"/skills/{LISTENING[0]}/practice/")


def test_staff_who_look_at_a_practice_are_not_offered_it(cast: Cast) -> None:
    assert not has_help(browser_of(cast.dana), f"/skills/{WRITING[0]}/practice/")
