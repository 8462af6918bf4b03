"""A provider of Twilio's dialect over a real Asterisk: it rings real phones, and asks Wiseline by signed webhooks.

What Twilio does and our documents use is here, and no more: the REST requests, the verbs, status callbacks. It speaks
by a tone for each sentence, and its pauses are shorter than they say.
"""

from __future__ import annotations

import base64
import json
import math
import struct
import threading
import wave
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.fakes.asterisk import PASSWORD, Running
from tests.fakes.sip_phones import RATE
from tests.fakes.twiml_gateway import ACCOUNT, TOKEN, Asked, RestServer
from tests.fakes.twiml_verbs import Call, run

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from websockets.sync.client import ClientConnection

APP = "wiseline"
ENDS = {1: "failed", 17: "busy", 18: "no-answer", 19: "no-answer", 21: "busy", 0: "no-answer"}
"""Why a call ended before it was answered (Q.850)."""


@dataclass
class Webhook:
    """What Wiseline was asked, and how it answered."""

    path: str
    form: dict[str, str]
    status: int


@dataclass
class Provider:
    """Runs while it is used as a context manager; `address` is what WISELINE_PHONE wants."""

    pbx: Running
    phones: int  # the port where every number is a phone
    base: str  # where Wiseline is
    number: str
    address: str = ""
    webhooks: list[Webhook] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    calls: dict[str, Call] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What every sentence sounds like, as the PBX names it."""
        return f"sound:{self.pbx.sounds}/{_write(self.pbx.data / 'phone-sounds')}"

    def __enter__(self) -> Self:
        self._closing = ExitStack()
        self._ari = requests.Session()
        self._ari.trust_env, self._ari.auth = False, ("wiseline", PASSWORD)
        self._server = RestServer(self._asked)
        self.address = self._server.address
        login = base64.b64encode(f"wiseline:{PASSWORD}".encode()).decode()
        self._socket = self._closing.enter_context(
            connect(
                f"ws://127.0.0.1:{self.pbx.http}/ari/events?app={APP}",
                additional_headers={"Authorization": f"Basic {login}"},
                proxy=None,
            )
        )
        threading.Thread(target=self._listen, args=(self._socket,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.close()
        self._closing.close()
        for call in list(self.calls.values()):
            call.events.put({"type": "StasisEnd"})
            call.thread.join(10)

    # Asked by Wiseline

    def _asked(self, asked: Asked) -> tuple[int, Any]:
        if asked.login != f"{ACCOUNT}:{TOKEN}":
            return 401, {"code": 20003}
        method, path, form = asked.method, urlsplit(asked.path).path, asked.form
        what, *rest = path.removeprefix(f"/2010-04-01/Accounts/{ACCOUNT}/").split("/")
        name = rest[0].rpartition(".")[0] if rest else ""
        if what == "Recordings":
            return self._recording(method, name)
        if what == "Calls.json":
            return self._place(form)
        call = self.calls.get(name)
        if what != "Calls" or call is None:
            return 404, {"code": 20404}
        if form.get("Status") == "completed":
            call.cancelled = not call.answered
            self.ari("DELETE", f"channels/{call.sid}")
        elif "Url" in form and call.answered:
            call.events.put({"type": "Redirected", "url": form["Url"]})
        return 200, {"sid": call.sid, "status": call.status}

    def _place(self, form: dict[str, str]) -> tuple[int, Any]:
        call = self._knows(Call(self, f"CA{len(self.calls)}out", form["To"], form["Url"], form["StatusCallback"]))
        target = f"PJSIP/phones/sip:%2B{form['To'].removeprefix('+')}@127.0.0.1:{self.phones}"
        given = {"endpoint": target, "app": APP, "callerId": form["From"], "timeout": form["Timeout"]}
        if not self.ari("POST", f"channels/{call.sid}", **given).ok:
            call.events.put({"type": "ChannelDestroyed", "cause": 1})
        return 201, {"sid": call.sid, "status": "queued"}

    def _recording(self, method: str, name: str) -> tuple[int, Any]:
        if method == "DELETE":
            return (204, b"") if self.ari("DELETE", f"recordings/stored/{name}").ok else (404, {})
        found = self.ari("GET", f"recordings/stored/{name}/file")
        return found.status_code, found.content

    # Asked by us

    def ari(self, method: str, path: str, **query: str) -> requests.Response:
        """A command to the PBX."""
        return self._ari.request(method, f"http://127.0.0.1:{self.pbx.http}/ari/{path}", params=query, timeout=10)

    def webhook(self, url: str, form: dict[str, str]) -> requests.Response:
        """Ask Wiseline, signed with Twilio's own package."""
        from twilio.request_validator import RequestValidator

        where = urljoin(self.base, url)
        signature = RequestValidator(TOKEN).compute_signature(where, form)
        answer = requests.post(where, form, headers={"X-Twilio-Signature": signature}, timeout=15)
        self.webhooks.append(Webhook(where.removeprefix(self.base), form, answer.status_code))
        if not answer.ok:
            self.problems.append(f"{where} answered {answer.status_code}")
        return answer

    # What happens at the PBX

    def _knows(self, call: Call) -> Call:
        self.calls[call.sid] = call
        call.thread = threading.Thread(target=self._runs, args=(call,), daemon=True)
        call.thread.start()
        return call

    def _runs(self, call: Call) -> None:
        try:
            run(call)
        except Exception as error:
            self.problems.append(f"{type(error).__name__}: {error}")
            self.ari("DELETE", f"channels/{call.sid}")

    def _listen(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            for text in socket:
                self._happened(json.loads(text))

    def _happened(self, event: dict[str, Any]) -> None:
        part = event.get("playback") or event.get("recording") or {}
        name = str((event.get("channel") or {}).get("id") or part.get("target_uri", "").removeprefix("channel:"))
        if event["type"] == "StasisStart" and name not in self.calls:
            number = str(event["channel"]["caller"]["number"])
            self._knows(Call(self, name, number, "/phone/twiml/in/", "/phone/twiml/in/status/", inbound=True))
        if name in self.calls:
            self.calls[name].events.put(event)

    def how_it_ended(self, call: Call, cause: int) -> str:
        """Twilio's word for it."""
        if call.answered or call.inbound:
            return "completed"
        return "canceled" if call.cancelled else ENDS.get(cause, "failed")


def _write(folder: Path) -> str:
    """A fifth of a second of a tone."""
    kept = folder / "sentence.wav"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        samples = (round(8000 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(RATE // 5))
        with wave.open(str(kept), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return kept.stem
