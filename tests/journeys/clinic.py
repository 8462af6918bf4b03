"""A journey with real phones: people with browsers, their SIP phones, and the Asterisk between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.fakes.phones import NUMBERS
from tests.journeys.calls import hears
from wiseline.calls.providers.asterisk import address
from wiseline.calls.providers.asterisk.ari import Ari

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.fakes.asterisk import Running
    from tests.fakes.sip_phones import Phones
    from tests.journeys.server import Journey

MIA, DANA = NUMBERS["Mia"], NUMBERS["Dana"]
TONE = 1480
SECONDS = 30
LOUD = 0.02


@dataclass
class Clinic:
    """The journey's people, and their phones."""

    journey: Journey
    pbx: Running
    phones: Phones

    def until(self, is_so: Callable[[], object], what: str) -> None:
        """Wait for what no page shows."""
        try:
            self.journey.until(is_so, seconds=SECONDS)
        except AssertionError as error:
            raise AssertionError(f"{what}\n{error}\n{self.pbx.log.read_text(errors='replace')[-2000:]}") from None

    def give_numbers(self, *names: str, ring: str = "at_once") -> None:
        """These people's SIP phones are theirs, and verified."""
        people = [self.journey.id_of(name) for name in names]
        self.journey.hand("give_numbers", people=people, ring=ring, known=True)

    def at(self, person: str, place: str) -> None:
        """Wait until somebody's phone is at that place of its script."""
        self.until(
            lambda: self.journey.hand("line_of", person=self.journey.id_of(person)) == place,
            f"the phone of {person} is not at '{place}'",
        )

    def mia_dials(self) -> None:
        """She dials the programme, and says that she is safe."""
        self.phones.dials(MIA, self.pbx.programme)
        self.at("mia", "safe?")
        self.until(lambda: self.phones.talks(MIA), "her call was not taken")
        self.phones.press(MIA, "2")
        self.at("mia", "waiting")

    def hear_each_other(self, page: Page, number: str) -> None:
        """Sound arrives at both ends."""
        self.phones.sings(number, TONE)
        hears(page)
        self.until(lambda: self.phones.loudness(number) > LOUD, "the phone does not hear the page")

    def nothing_is_left(self) -> None:
        """The PBX has no channel any more, of a phone or of a page."""
        ari = Ari(address.read(urlsplit(self.pbx.address(self.phones.port))))
        self.until(lambda: not ari.get("channels"), "a channel was left at the PBX")
