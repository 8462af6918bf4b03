"""Texts: their alphabet, what they cost, and where long ones are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiseline.reach.segments import LONGEST, is_gsm, parts, plain, segments


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # each takes two places
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("😀" * 35, 1),  # two UTF-16 units each
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_phone_companies_do(body: str, count: int) -> None:
    assert segments(body) == count


def test_a_typographic_sign_does_not_make_a_text_cost_twice() -> None:
    body = "Don’t wait – “we” look for someone…\u00a0Now."
    assert not is_gsm(body)
    assert is_gsm(plain(body))


@given(st.text(alphabet="ab ж😀\n", max_size=400), st.integers(20, 60))
def test_a_long_text_loses_no_word(body: str, longest: int) -> None:
    found = parts(body, longest)
    assert all(len(one) <= longest + len("(99/99) ") for one in found)
    joined = "".join(one.split(") ", 1)[-1] if len(found) > 1 else one for one in found)
    assert joined.replace(" ", "").replace("\n", "") == body.replace(" ", "").replace("\n", "")


def test_a_part_fits_what_providers_take() -> None:
    assert max(len(one) for one in parts("x" * 4000)) <= LONGEST + 8 <= 1600
