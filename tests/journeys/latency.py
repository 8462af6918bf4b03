"""How long from the tap on "Answer" to the first sound that arrives: `python -m tests.journeys.latency [runs]`.

Beside it, the same machine's floor: two bare pages of one browser that pass each other the descriptions directly.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import driver, launch
from tests.journeys.calls import READY, RECORD, says
from tests.journeys.server import Journey, Server
from tests.journeys.speech import write_speech

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_TAPPED = """() => document.querySelector("form[data-answer]").addEventListener(
  "submit", () => { window.tapped = performance.now(); }, { capture: true })"""
_FIRST_SOUND = """async () => {
  for (;;) {
    for (const connection of window.connections) {
      if (connection.signalingState === "closed") continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type === "inbound-rtp" && report.packetsReceived) return performance.now() - window.tapped;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}"""
_BARE_LISTENER = """async () => {
  const voice = await navigator.mediaDevices.getUserMedia({ audio: true });
  const line = new BroadcastChannel("line");
  line.onmessage = async ({ data }) => {
    if (data.offer) {
      window.pc = new RTCPeerConnection();
      pc.onicecandidate = ({ candidate }) => candidate && line.postMessage({ back: candidate.toJSON() });
      pc.addTrack(voice.getTracks()[0]);
      await pc.setRemoteDescription(data.offer);
      await pc.setLocalDescription();
      line.postMessage({ answer: pc.localDescription.toJSON() });
    } else if (data.there) await pc.addIceCandidate(data.there);
  };
}"""
_BARE_CALLER = """async () => {
  window.tapped = performance.now();
  window.connections = [new RTCPeerConnection()];
  const [pc] = window.connections;
  const line = new BroadcastChannel("line");
  line.onmessage = ({ data }) => {
    if (data.answer) pc.setRemoteDescription(data.answer);
    else if (data.back) pc.addIceCandidate(data.back);
  };
  pc.onicecandidate = ({ candidate }) => candidate && line.postMessage({ there: candidate.toJSON() });
  pc.addTrack((await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()[0]);
  await pc.setLocalDescription();
  line.postMessage({ offer: pc.localDescription.toJSON() });
}"""


def answer_to_sound(journey: Journey) -> float:
    """Milliseconds, on the coach's page, between two people whose apps are open as they would be."""
    journey.script = RECORD
    contact = journey.ask("mia")
    mia = journey.device("mia").open(f"/c/{contact}/")
    says(mia, READY)
    dana = journey.device("dana").open(f"/c/{contact}/")
    dana.get_by_role("button", name="Answer").wait_for()
    dana.wait_for_timeout(500)
    dana.evaluate(_TAPPED)
    dana.get_by_role("button", name="Answer").click()
    return float(dana.evaluate(_FIRST_SOUND))


def bare_pages(browser: Browser, url: str) -> float:
    """Milliseconds between two pages that have nothing but a connection."""
    with browser.new_context(permissions=["microphone"]) as context:
        listener, caller = context.new_page(), context.new_page()
        for page in (listener, caller):
            page.goto(f"{url}/away/")
        listener.evaluate(_BARE_LISTENER)
        caller.evaluate(_BARE_CALLER)
        return float(caller.evaluate(_FIRST_SOUND))


def measure(runs: int = 10) -> dict[str, list[float]]:
    """Both, by turns, so that what else the machine does falls on both."""
    found: dict[str, list[float]] = {"answer to first sound": [], "two bare pages": []}
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        speech = write_speech(Path(folder) / "speech.wav")
        browser = launch(driver(), *voice_arguments(speech))
        for _ in range(runs):
            server.next_evening()
            journey = Journey(server, browser, server.hand("fresh_cast"))
            found["answer to first sound"].append(answer_to_sound(journey))
            journey.close()
            found["two bare pages"].append(bare_pages(browser, server.url))
        browser.close()
    return found


def voice_arguments(speech: Path) -> list[str]:
    """For a browser whose microphone hears the file, and whose calls may stay on this machine."""
    return [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={speech}",
        "--allow-loopback-in-peer-connection",
    ]


def _main(arguments: Any) -> None:
    for name, values in measure(int(arguments[0]) if arguments else 10).items():
        print(f"{name:24} median {statistics.median(values):4.0f} ms, worst {max(values):4.0f} ms of {len(values)}")


if __name__ == "__main__":
    _main(sys.argv[1:])
