"""The provider of the port: places and ends calls. What happens on them then is the talker's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from wiseline.calls.providers import Capabilities, ProviderError
from wiseline.calls.providers.asterisk import address, pages, sip
from wiseline.calls.providers.asterisk.ari import Ari, Gone

if TYPE_CHECKING:
    from urllib.parse import SplitResult
    from uuid import UUID

AGAIN = "wiseline-again"
"""The event by which any process lets the one that holds the WebSocket ask anew."""


class Asterisk:
    """One PBX."""

    def __init__(self, parts: SplitResult) -> None:
        self.name = "asterisk"
        self.address = address.read(parts)
        self.capabilities = Capabilities(records=True, bridges_apps=bool(self.address.page_user))

    def ari(self) -> Ari:
        """A connection for commands, of the caller's own."""
        return Ari(self.address)

    def place(self, *, line_id: UUID, to: str, seconds: int) -> str:
        """Ring a number. The channel's name is made of the line's id, so that it can't ring twice."""
        ari, name = self.ari(), address.channel_of(line_id)
        if not self.listens(ari):  # who picked up would hear nothing
            raise ProviderError("nobody listens to the PBX at the moment")
        ari.make(
            "channels",
            name,
            endpoint=self.address.dialled(to),
            app=self.address.app,
            appArgs="out",
            callerId=settings.PHONE_NUMBER,
            timeout=str(seconds),
        )
        return name

    def listens(self, ari: Ari) -> bool:
        """Whether a process of ours holds the WebSocket: only then the app exists at the PBX."""
        return ari.exists("applications", self.address.app)

    def lets_pages_in(self, ari: Ari) -> bool:
        """Whether the endpoint exists as which pages are put through."""
        return ari.exists("endpoints", "PJSIP", self.address.page_user)

    def again(self, *, line_id: UUID, external_id: str) -> None:
        """Let the line ask anew, in the process that holds the WebSocket."""
        del line_id
        try:
            self.ari().tell(AGAIN, application=self.address.app, channel=external_id)
        except Gone:
            return  # who listens next looks at every line (`resume`)

    def hang_up(self, *, external_id: str) -> None:
        """End it, ringing or not."""
        self.ari().delete("channels", external_id)

    def is_up(self, *, external_id: str) -> bool:
        """Whether the channel exists."""
        return self.ari().exists("channels", external_id)

    def text(self, *, text_id: UUID, to: str, body: str) -> str:
        """A PBX sends no texts."""
        del text_id, to, body
        raise ProviderError("a PBX sends no texts", permanent=True)

    def let_in(self, *, leg_id: UUID, session: str, offer: str) -> str:
        """Call as the page; the talker puts it into the room, and then it is answered."""
        return sip.call(self.address, extension=pages.extension_of(leg_id, session), offer=offer)

    def kind_of(self, number: str) -> str:
        """A PBX does not know."""
        del number
        return ""

    def recording(self, ref: str) -> bytes:
        """What was spoken, as WAVE."""
        return self.ari().content("recordings", "stored", ref, "file")

    def forget_recording(self, ref: str) -> None:
        """Delete it at the PBX."""
        self.ari().delete("recordings", "stored", ref)

    def version(self) -> str:
        """What answers there; for the doctor."""
        found: Any = self.ari().get("asterisk", "info")
        return str((found.get("system") or {}).get("version") or "?") if isinstance(found, dict) else "?"
