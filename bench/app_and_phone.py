"""A page is put through to a phone that is in the room, beside a page that calls the same PBX with nothing between.

Both are counted on the page, from the moment in which it begins a connection until that stands. Left out, with the
reason, where there is no Asterisk.
"""

from __future__ import annotations

import json
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import world
from bench.figures import summary

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.fakes.asterisk import Running
    from tests.fakes.sip_phones import Phones

RUNS = 15
TIMED = """
window.took = 0;
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    const begun = performance.now();
    this.addEventListener("connectionstatechange", () => {
      if (this.connectionState === "connected") window.took = performance.now() - begun;
    });
  }
};
"""


def run() -> list[dict[str, Any]]:
    """The rows of the table."""
    own = world.fresh("app-and-phone")
    from tests.fakes.asterisk import Unavailable, asterisk, free_port
    from tests.fakes.sip_phones import Phones
    from tests.journeys.clinic import MIA

    try:
        with asterisk() as pbx, Phones((MIA,), free_port(socket.SOCK_DGRAM)) as phones:
            ours, bare = _measured(pbx, phones)
    except Unavailable as error:
        return [{"name": "page put through to a phone: no real Asterisk", "why": str(error)[:120]}]
    finally:
        world.remove(own)
    rows = [summary("page put through to a phone in the room", ours), summary("the same PBX, bare", bare)]
    rows[0]["ratio_p50"] = round(float(str(rows[0]["p50_ms"])) / float(str(rows[1]["p50_ms"])), 2)
    return rows


def _measured(pbx: Running, phones: Phones) -> tuple[list[float], list[float]]:
    from tests.browser import driver, launch
    from tests.journeys.clinic import Clinic
    from tests.journeys.latency import voice_arguments
    from tests.journeys.server import Journey, Server
    from tests.journeys.speech import write_speech

    settings = {"WISELINE_PHONE": pbx.address(phones.port), "WISELINE_PHONE_NUMBER": "+4930900900"}
    with tempfile.TemporaryDirectory() as folder, Server(WISELINE_DATA_DIR=str(pbx.data), **settings) as server:
        speech = write_speech(Path(folder) / "speech.wav")
        browser = launch(driver(), *voice_arguments(speech), "--autoplay-policy=no-user-gesture-required")
        clinic = Clinic(Journey(server, browser, server.hand("fresh_cast"), TIMED), pbx, phones)
        found = _in_turns(clinic, browser)
        browser.close()
    return found


def _in_turns(clinic: Any, browser: Browser) -> tuple[list[float], list[float]]:
    """By turns, so that what else the machine does falls on both."""
    from tests.browser import until

    ours: list[float] = []
    bare: list[float] = []
    clinic.give_numbers("mia", ring="never")
    dana = clinic.journey.device("dana").open("/board/")
    clinic.mia_dials()
    dana.locator("#ring").get_by_role("button", name="Answer").click()
    until(dana, "window.took > 0")
    url = dana.url
    for _run in range(RUNS):
        dana.goto(url)
        until(dana, "window.took > 0")
        ours.append(float(dana.evaluate("window.took")) / 1000)
        bare.append(_bare(clinic.pbx, browser, clinic.journey.server.url) / 1000)
    return ours, bare


def _bare(pbx: Running, browser: Browser, url: str) -> float:
    """Milliseconds until a page is connected with the PBX's echo."""
    from tests.browser import until
    from tests.calls.providers.test_asterisk_pages import OFFER, settings_of
    from wiseline.calls.providers.asterisk import sip

    with browser.new_context(permissions=["microphone"]) as context:
        context.add_init_script(TIMED)
        page = context.new_page()
        page.goto(f"{url}/away/")
        page.evaluate("navigator.mediaDevices.getUserMedia({ audio: true })")
        answer = sip.call(settings_of(pbx), extension="echo", offer=page.evaluate(OFFER))
        page.evaluate("(sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp })", answer)
        until(page, "window.took > 0")
        return float(page.evaluate("window.took"))


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
