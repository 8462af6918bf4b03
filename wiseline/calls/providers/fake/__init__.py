"""A phone network in this very program, for the demo and for tests: its phones are the page `phone:phones`.

It keeps nothing of its own: what rings and what is said stands in the rows of the lines and texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.calls import line
from wiseline.calls.providers import Capabilities, ProviderError

if TYPE_CHECKING:
    from urllib.parse import SplitResult
    from uuid import UUID

SILENCE = bytes.fromhex("524946462400000057415645666d74201000000001000100401f0000401f0000010008006461746100000000")
"""A sound file (WAVE) with nothing on it."""
LANDLINES = "00"
"""A number that ends so takes no texts."""
NOT_IN_SERVICE = "99"
"""A number that ends so does not exist."""


class Fake:
    """Says yes to everything, but to numbers whose ends say otherwise."""

    capabilities = Capabilities(texts=True, records=True, names_kind=True)

    def __init__(self) -> None:
        self.name = "fake"

    def place(self, *, line_id: UUID, to: str, seconds: int) -> str:
        del seconds
        _refuse(to)
        return f"fake-{line_id}"

    def again(self, *, line_id: UUID, external_id: str) -> None:
        del external_id
        line.heard(line_id, line.Event(line.What.AGAIN))

    def hang_up(self, *, external_id: str) -> None:
        """The row of the line says so already."""

    def is_up(self, *, external_id: str) -> bool:
        return bool(external_id)

    def text(self, *, text_id: UUID, to: str, body: str) -> str:
        del body
        _refuse(to)
        if to.endswith(LANDLINES):
            raise ProviderError("a landline takes no texts", permanent=True)
        return f"fake-{text_id}"

    def let_in(self, *, leg_id: UUID, session: str, offer: str) -> str:
        del leg_id, session, offer
        raise ProviderError("there is no sound here", permanent=True)

    def kind_of(self, number: str) -> str:
        return "landline" if number.endswith(LANDLINES) else "mobile"

    def recording(self, ref: str) -> bytes:
        del ref
        return SILENCE

    def forget_recording(self, ref: str) -> None:
        """Nothing was kept."""


def _refuse(number: str) -> None:
    if number.endswith(NOT_IN_SERVICE):
        raise ProviderError("the number does not exist", permanent=True)


def connect(parts: SplitResult) -> Fake:
    """`fake:`"""
    del parts
    return Fake()
