"""A page of a real Chromium and a real Asterisk: the page's offer is put to the PBX, which is its peer then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import close, driver, launch, until
from tests.fakes.asterisk import Running, Unavailable, asterisk
from wiseline.calls.providers import ProviderError
from wiseline.calls.providers.asterisk import address, sip
from wiseline.calls.providers.asterisk.ari import Ari
from wiseline.calls.providers.asterisk.rest import Asterisk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFER = """(async () => {
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound, { frequency: 620 });
  const out = sound.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  window.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  window.pc.ontrack = ({ track }) => {
    window.out = new Audio();
    window.out.srcObject = new MediaStream([track]);
    window.out.play();
  };
  window.pc.addTrack(out.stream.getAudioTracks()[0], out.stream);
  await window.pc.setLocalDescription();
  await new Promise((done) => {
    if (window.pc.iceGatheringState === "complete") done();
    window.pc.onicegatheringstatechange = () => window.pc.iceGatheringState === "complete" && done();
  });
  return window.pc.localDescription.sdp;
})()"""
BROKEN = "v=0\r\na=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n"
HEARS = """(async () => {
  for (const report of (await window.pc.getStats()).values())
    if (report.type === "inbound-rtp") return (report.totalAudioEnergy ?? 0) > 0.0005;
  return false;
})()"""


@pytest.fixture(scope="module")
def chromium_that_sings() -> Iterator[Browser]:
    browser = launch(
        driver(), "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns"
    )
    yield browser
    browser.close()


@pytest.fixture
def page(chromium_that_sings: Browser) -> Iterator[Page]:
    context = chromium_that_sings.new_context()
    yield context.new_page()
    close(context)


@pytest.fixture(scope="module")
def pbx() -> Iterator[Running]:
    try:
        with asterisk() as found:
            yield found
    except Unavailable as error:
        pytest.skip(f"NO REAL ASTERISK TESTED: {error}")


def settings_of(pbx: Running) -> address.Address:
    return address.read(urlsplit(pbx.address(1)))


def test_a_page_hears_its_own_sound_back_from_the_pbx_without_the_dialog(pbx: Running, page: Page) -> None:
    offer = page.evaluate(OFFER)
    answer = sip.call(settings_of(pbx), extension="echo", offer=offer)
    page.evaluate("(sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp })", answer)
    until(page, "window.pc.connectionState === 'connected'")
    until(page, HEARS)
    ari = Ari(settings_of(pbx))
    [channel] = ari.get("channels")
    assert channel["dialplan"]["exten"] == "echo"
    ari.delete("channels", channel["id"])
    _nothing_is_left(pbx)


def test_a_call_that_is_not_answered_is_taken_back(pbx: Running, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip, "ANSWER_SECONDS", 0.5)
    with pytest.raises(ProviderError, match="takes no call"):
        sip.call(settings_of(pbx), extension="silent", offer=page.evaluate(OFFER))
    _nothing_is_left(pbx)


class LatePbx:
    """Says that it tries, when the page's time is over; and then those things."""

    def __init__(self, *says: str) -> None:
        self.says = ["SIP/2.0 100 Trying\r\nCSeq: 1 INVITE\r\n\r\n", "", *says]
        self.waited: list[float] = []
        self.heard: list[str] = []

    def recv(self, timeout: float) -> str:
        self.waited.append(timeout)
        said = self.says.pop(0) if self.says else ""
        if not said:
            raise TimeoutError
        return said

    def send(self, message: str) -> None:
        self.heard.append(message.split(maxsplit=1)[0])


def test_a_call_is_not_taken_back_before_the_pbx_knows_of_it() -> None:
    pbx = LatePbx()
    dialog = sip.Dialog("pages", "p", "sip:silent@127.0.0.1;transport=ws")
    dialog.invite("v=0")
    with pytest.raises(TimeoutError):
        sip._final(pbx, dialog, end=time.monotonic())  # type: ignore[arg-type]
    assert pbx.waited[0] > 0
    assert pbx.waited[1] == 0
    assert pbx.heard == ["CANCEL"]


@pytest.mark.parametrize(
    ("says", "heard"),
    [
        (["200 OK\r\nCSeq: 1 CANCEL", "487 Terminated\r\nCSeq: 1 INVITE"], ["CANCEL", "ACK"]),
        (["200 OK\r\nCSeq: 1 INVITE\r\nTo: <sip:x>;tag=1"], ["CANCEL", "ACK", "BYE"]),
        (["481 None\r\nCSeq: 1 CANCEL", "487 Terminated\r\nCSeq: 1 INVITE"], ["CANCEL", "CANCEL", "ACK"]),
    ],
    ids=["it is over", "answered in that moment", "not known yet"],
)
def test_a_call_that_is_taken_back_is_over_whatever_came_between(says: list[str], heard: list[str]) -> None:
    pbx = LatePbx(*[f"SIP/2.0 {one}\r\n\r\n" for one in says])
    dialog = sip.Dialog("pages", "p", "sip:silent@127.0.0.1;transport=ws")
    dialog.invite("v=0")
    with pytest.raises(TimeoutError):
        sip._final(pbx, dialog, end=time.monotonic())  # type: ignore[arg-type]
    assert pbx.heard == heard


def test_a_call_whose_answer_says_nothing_is_ended(pbx: Running, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip, "SOUND", "m=none")
    with pytest.raises(ProviderError, match="without a description"):
        sip.call(settings_of(pbx), extension="echo", offer=page.evaluate(OFFER))
    _nothing_is_left(pbx)


def _nothing_is_left(pbx: Running) -> None:
    ari, end = Ari(settings_of(pbx)), time.monotonic() + 20
    while ari.get("channels"):
        assert time.monotonic() < end, "a channel was left"


def test_a_wrong_password_and_an_offer_that_is_none_are_refused_and_leave_no_call(pbx: Running, page: Page) -> None:
    offer = page.evaluate(OFFER)
    right = settings_of(pbx)
    wrong = address.read(urlsplit(pbx.address(1).replace("pages=pages:", "pages=pages:wrong-")))
    for where, what in ((wrong, offer), (right, BROKEN)):
        with pytest.raises(ProviderError, match="refused"):
            sip.call(where, extension="echo", offer=what)
    assert Ari(right).get("channels") == []


def test_the_doctor_finds_the_endpoint_of_pages(pbx: Running) -> None:
    for named, there in (("pages=pages:", True), ("pages=nobody:", False)):
        found = Asterisk(urlsplit(pbx.address(1).replace("pages=pages:", named)))
        assert found.capabilities.bridges_apps
        assert found.lets_pages_in(found.ari()) is there


def test_an_offer_that_hides_where_the_page_is_is_not_put_to_the_pbx() -> None:
    hidden = "a=candidate:1 1 udp 1 f0034759-166f-418d-8884-bbdbb6858e26.local 47077 typ host"
    nowhere = address.read(urlsplit("asterisk://u:p@127.0.0.1:1/wiseline?http=1&pages=pages:p"))
    for offer in ("v=0", f"v=0\r\n{hidden}"):
        with pytest.raises(ProviderError, match="names no way"):
            sip.call(nowhere, extension="echo", offer=offer)
    for given in (hidden.replace(hidden.split()[4], "192.0.2.7"), hidden.replace(hidden.split()[4], "2001:db8::7")):
        with pytest.raises(ProviderError, match="takes no call"):
            sip.call(nowhere, extension="echo", offer=f"v=0\r\n{given}")


def test_the_answer_to_a_challenge_is_that_of_the_standard() -> None:
    """The example of RFC 2617, 3.5, without `qop`."""
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'
    said = sip.authorization(challenge, "Mufasa", "Circle Of Life", "GET", "/dir/index.html")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in said
    assert 'opaque="5ccc"' in said
    assert "Circle" not in said
    with pytest.raises(ProviderError, match="kind of sign-in"):
        sip.authorization('Digest realm="x", nonce="y", algorithm=SHA-256', "u", "p", "GET", "/")
