"""Asking the provider: placing and ending calls, sending texts, fetching what was spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from django.urls import reverse
from urllib3.exceptions import NewConnectionError

from wiseline.calls.line import What
from wiseline.calls.providers import Capabilities, ProviderError, number_of
from wiseline.calls.providers.twiml import dialect
from wiseline.calls.providers.twiml.render import absolute, address

if TYPE_CHECKING:
    from urllib.parse import SplitResult
    from uuid import UUID

TIMEOUT_SECONDS = 8
BUSY = 503
ACCOUNT_TROUBLE = {401, 402, 403, 408, 429}
UP = {"queued", "initiated", "ringing", "in-progress"}
NEVER = {13223, 13224, 21211, 21214, 21217, 21219, 21401, 21407, 21421, 21610, 21612, 21614}
"""Codes that mean: not this number, however often it is tried (no such number, a landline, it said STOP)."""


class TwiML:
    """One account."""

    def __init__(self, parts: SplitResult) -> None:
        self.name = "twiml"
        self.dialect = dialect.read(parts)
        self.capabilities = Capabilities(texts=True, records=True, names_kind=self.dialect.lookups)

    def place(self, *, line_id: UUID, to: str, seconds: int) -> str:
        """Ring a number. The provider asks for the first answer once it is picked up."""
        form = {
            "To": to,
            "From": number_of(self.name),
            "Url": address(line_id, 0, What.ANSWERED),
            "Method": "POST",
            "Timeout": str(seconds),
            "StatusCallback": absolute(reverse("twiml:status", args=[line_id])),
            "StatusCallbackEvent": "completed",
            "StatusCallbackMethod": "POST",
        }
        if self.dialect.application:
            form["ApplicationSid"] = self.dialect.application
        return self._sid(self._ask("POST", self.dialect.calls + self.dialect.suffix, form))

    def again(self, *, line_id: UUID, external_id: str) -> None:
        """Let the line ask anew."""
        url = absolute(reverse("twiml:again", args=[line_id]))
        self._call(external_id, {"Url": url, "Method": "POST"})

    def hang_up(self, *, external_id: str) -> None:
        """End it, ringing or not."""
        self._call(external_id, {"Status": "completed"})

    def is_up(self, *, external_id: str) -> bool:
        """Whether it rings or talks."""
        answer = self._ask("GET", f"{self.dialect.calls}/{quote(external_id)}{self.dialect.suffix}", gone=True)
        return str(_plain(answer).get("status", "")) in UP

    def text(self, *, text_id: UUID, to: str, body: str) -> str:
        """Send a text."""
        form = {
            "To": to,
            "From": number_of(self.name),
            "Body": body,
            "StatusCallback": absolute(reverse("twiml:text_status", args=[text_id])),
        }
        return self._sid(self._ask("POST", self.dialect.messages + self.dialect.suffix, form))

    def let_in(self, *, leg_id: UUID, session: str, offer: str) -> str:
        """These providers let a page in by their own scripts only, which we do not load."""
        del leg_id, session, offer
        raise ProviderError("no page is let in here", permanent=True)

    def kind_of(self, number: str) -> str:
        """Asked of Twilio's lookup; others do not say."""
        if not self.dialect.lookups:
            return ""
        url = f"https://lookups.twilio.com/v2/PhoneNumbers/{quote(number)}?Fields=line_type_intelligence"
        found = self._ask("GET", url, gone=True).get("line_type_intelligence") or {}
        kind = str(found.get("type") or "")
        return {"mobile": "mobile", "landline": "landline"}.get(kind, "")

    def recording(self, ref: str) -> bytes:
        """What was spoken, as MP3."""
        return self._answer("GET", f"{self.dialect.recordings}/{quote(ref)}.mp3", None).content

    def forget_recording(self, ref: str) -> None:
        """Delete it at the provider."""
        self._ask("DELETE", f"{self.dialect.recordings}/{quote(ref)}{self.dialect.suffix}", gone=True)

    def _call(self, external_id: str, form: dict[str, str]) -> None:
        self._ask("POST", f"{self.dialect.calls}/{quote(external_id)}{self.dialect.suffix}", form, gone=True)

    def _ask(self, method: str, url: str, form: dict[str, str] | None = None, *, gone: bool = False) -> dict[str, Any]:
        """The provider's answer. With `gone`, what does not exist (any more) answers with nothing."""
        response = self._answer(method, url, form, gone=gone)
        if not response.content or response.status_code == 404:
            return {}
        try:
            found = response.json()
        except ValueError as error:
            raise ProviderError("it answered with something else than JSON") from error
        return found if isinstance(found, dict) else {}

    def _answer(self, method: str, url: str, form: dict[str, str] | None, *, gone: bool = False) -> requests.Response:
        signed: dict[str, Any] = (
            {"headers": {"Authorization": f"Bearer {self.dialect.token}"}}
            if self.dialect.bearer
            else {"auth": (self.dialect.account, self.dialect.token)}
        )
        try:
            response = requests.request(method, url, data=form, timeout=TIMEOUT_SECONDS, **signed)
        except requests.RequestException as error:
            raise ProviderError(f"no answer ({type(error).__name__})", unknown=was_sent(error)) from error
        if response.ok or (gone and response.status_code == 404):
            return response
        code = _code(response)
        status = response.status_code
        raise ProviderError(
            f"refused ({code or status})",
            permanent=code in NEVER,
            unknown=status >= 500 and status != BUSY,  # Twilio may have taken it before it failed
            down=status >= 500 or status in ACCOUNT_TROUBLE,
        )

    def _sid(self, answer: dict[str, Any]) -> str:
        sid = str(_plain(answer).get("sid") or _plain(answer).get("call_sid") or "")
        if not sid:
            raise ProviderError("it gave no id")
        return sid


def was_sent(error: requests.RequestException) -> bool:
    """Whether a request that failed may have arrived. One that found nobody to talk to did not."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return not isinstance(error, requests.ConnectTimeout) and not isinstance(reason, NewConnectionError)


def _plain(answer: dict[str, Any]) -> dict[str, Any]:
    """Telnyx wraps some answers in `data`."""
    inner = answer.get("data")
    return inner if isinstance(inner, dict) else answer


def _code(response: requests.Response) -> int:
    """The provider's own number of an error; 0 where it gives none."""
    try:
        return int(response.json().get("code") or 0)
    except (ValueError, TypeError, AttributeError):
        return 0
