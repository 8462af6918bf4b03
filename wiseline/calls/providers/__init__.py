"""Providers of the phone network. One folder each; the core knows this protocol and one error.

Which one is used is one address in the settings (`WISELINE_PHONE`); without it there are no phone calls. A second one
(`WISELINE_PHONE_SECOND`) takes what goes out while the first is in an outage (calls.outage), and is dialled like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from urllib.parse import SplitResult
    from uuid import UUID

PROVIDERS = {
    "twiml": "wiseline.calls.providers.twiml",
    "asterisk": "wiseline.calls.providers.asterisk",
    "fake": "wiseline.calls.providers.fake",
}
"""Scheme of the address to module. A module has `connect(parts: SplitResult) -> Provider`."""


SECOND = "second"
"""The name of the second provider, whatever it is."""


class ProviderError(Exception):
    """The provider did not do it. `permanent`: it never will for this number, however often it is asked.

    `unknown`: it may have done it all the same. `down`: it is the provider's trouble, and no number's.
    """

    def __init__(self, message: str, *, permanent: bool = False, unknown: bool = False, down: bool = True) -> None:
        super().__init__(message)
        self.permanent, self.unknown, self.down = permanent, unknown, down and not permanent


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do beside placing calls and taking them. The core asks before it relies on one."""

    texts: bool = False
    records: bool = False  # a message may be spoken and fetched
    bridges_apps: bool = False  # a page of the app can talk to a phone
    names_kind: bool = False  # says of a number whether it is a mobile or a landline


class Provider(Protocol):
    """Every method raises ProviderError, and may take seconds: none is called within a transaction."""

    name: str
    capabilities: Capabilities

    def place(self, *, line_id: UUID, to: str, seconds: int) -> str:
        """Ring a number for so long; returns the provider's own id. What happens then comes by `line.heard`."""

    def again(self, *, line_id: UUID, external_id: str) -> None:
        """Let a line that is up ask anew what to do: something changed."""

    def hang_up(self, *, external_id: str) -> None:
        """End a line that may still be ringing. One that is over already is no error."""

    def is_up(self, *, external_id: str) -> bool:
        """Whether the line still exists."""

    def text(self, *, text_id: UUID, to: str, body: str) -> str:
        """Send a text message; returns the provider's own id."""

    def let_in(self, *, leg_id: UUID, session: str, offer: str) -> str:
        """Put a page of the app into its room; returns the answer to its offer (SDP). Where `bridges_apps` only."""

    def kind_of(self, number: str) -> str:
        """`mobile`, `landline`, or nothing where it is not known."""

    def recording(self, ref: str) -> bytes:
        """What was spoken, as sound."""

    def forget_recording(self, ref: str) -> None:
        """Delete it at the provider. One that is gone already is no error."""


@cache
def _connected(address: str, name: str = "") -> Provider:
    parts: SplitResult = urlsplit(address)
    provider: Provider = import_module(PROVIDERS[parts.scheme]).connect(parts)
    provider.name = name or provider.name
    return provider


def provider() -> Provider | None:
    """The provider of the settings, or None where there are no phone calls."""
    return _connected(settings.PHONE) if settings.PHONE else None


def providers() -> tuple[Provider, ...]:
    """The provider of the settings, and the second one where there is one."""
    first = provider()
    if first is None:
        return ()
    return (first, _connected(settings.PHONE_SECOND, SECOND)) if settings.PHONE_SECOND else (first,)


def bridges_apps() -> bool:
    """Whether a phone that is rung now can be talked to from a page of the app."""
    found = provider()
    return found is not None and found.capabilities.bridges_apps


def named(name: str) -> Provider | None:
    """The one that a line or a text belongs to; None where the settings do not name it any more."""
    return next((found for found in providers() if found.name == name), None)


def number_of(name: str) -> str:
    """The programme's number at a provider."""
    number: str = settings.PHONE_SECOND_NUMBER if name == SECOND else settings.PHONE_NUMBER
    return number


def our_numbers(*, texts: bool = False) -> tuple[str, ...]:
    """The programme's numbers that take calls, or texts: the one to try first comes first."""
    able = [found for found in providers() if found.capabilities.texts or not texts]
    return tuple(dict.fromkeys(number for found in able if (number := number_of(found.name))))


def the_provider(name: str = "") -> Provider:
    """The provider of this name, else the first. Raises ProviderError where there is none."""
    found = (named(name) if name else None) or provider()
    if found is None:
        raise ProviderError("no phone provider is set")  # that is not the number's fault
    return found
