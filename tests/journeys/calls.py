"""What journeys ask of a call: does sound arrive, and what does the call bar say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

READY = "Your microphone is ready. The call begins here as soon as your coach answers."
# Every connection that a page makes is remembered, so that a test can ask the browser what it hears.
RECORD = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    window.connections.push(this);
  }
};
window.energy = async () => {
  let most = 0;
  for (const connection of window.connections) {
    if (connection.signalingState === "closed") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "inbound-rtp") most = Math.max(most, report.totalAudioEnergy ?? 0);
    }
  }
  return most;
};
window.rises = async () => {
  window.lowest ??= await window.energy();
  return (await window.energy()) > window.lowest + 0.0005;
};
window.silent = async () => {
  const before = await window.energy();
  await new Promise((done) => setTimeout(done, 700));
  return (await window.energy()) - before < 1e-6;
};
"""
# A network that lets nothing through until `window.through` is set.
WALL = """
const add = RTCPeerConnection.prototype.addIceCandidate;
RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
  return window.through ? add.call(this, candidate) : Promise.resolve();
};
const describe = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
  return describe.call(this, { type, sdp: window.through ? sdp : sdp.replace(/a=candidate.*\\r\\n/g, "") });
};
const local = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, "localDescription");
Object.defineProperty(RTCPeerConnection.prototype, "localDescription", {
  get() {
    const { type, sdp } = local.get.call(this);
    return { type, sdp: window.through ? sdp : sdp.replace(/a=candidate.*\\r\\n/g, "") };
  },
});
"""


def says(page: Page, sentence: str, *, seconds: float = 15) -> None:
    """Wait until the call bar's state is this sentence."""
    state = page.locator("[data-call-state]").get_by_text(sentence, exact=True)
    state.wait_for(state="visible", timeout=seconds * 1000)


def tap(page: Page, name: str) -> None:
    """Tap a button of the call."""
    page.locator("[data-call]").get_by_role("button", name=name, exact=True).click()


def hears(page: Page) -> None:
    """Wait until sound arrives that was not there before."""
    page.evaluate("window.lowest = undefined")
    until(page, "window.rises()")
