"""A real Asterisk on loopback, in a Debian chroot of the tests' own: made once, kept outside of the project.

What is missing is a reason to skip, said aloud: root, debootstrap, the suite, the network.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

SUITE = "bullseye"
MIRROR = "http://deb.debian.org/debian"
MAKING_SECONDS = 600
STARTING_SECONDS = 30
PASSWORD = "of-the-tests"


class Unavailable(Exception):
    """Why there is no Asterisk here."""


@dataclass(frozen=True, slots=True)
class Running:
    """An Asterisk that answers. `data` and `sounds` are one folder, as seen from outside and from inside."""

    http: int
    sip: int
    data: Path
    sounds: str
    log: Path

    def address(self, phones: int) -> str:
        """What WISELINE_PHONE wants, where every number is a phone at that port."""
        where = f"wiseline:{PASSWORD}@127.0.0.1:{self.http}/wiseline"
        return (
            f"asterisk://{where}?http=1&endpoint=PJSIP/phones/sip:%2B{{digits}}@127.0.0.1:{phones}&sounds={self.sounds}"
            f"&pages=pages:{PASSWORD}"
        )

    @property
    def programme(self) -> str:
        """The address that callers dial."""
        return f"sip:900900@127.0.0.1:{self.sip}"


def kept() -> Path:
    """Where the chroot is."""
    named = os.environ.get("WISELINE_TEST_ASTERISK")
    return Path(named or Path(tempfile.gettempdir()) / f"wiseline-asterisk-{SUITE}")


def chroot() -> Path:
    """The chroot with Asterisk in it, made if it is not there. Raises Unavailable."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise Unavailable("only root can make a chroot")
    place = kept()
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{place}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "ready").exists():
            _make(place)
    return place


def _make(place: Path) -> None:
    tool = shutil.which("debootstrap")
    if tool is None:
        raise Unavailable("debootstrap is not installed")
    shutil.rmtree(place, ignore_errors=True)
    _run([tool, "--variant=minbase", SUITE, str(place), MIRROR], "the suite could not be fetched")
    policy = place / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")  # nothing is started by its installation
    policy.chmod(0o755)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "asterisk", "asterisk-modules"]
    _run(["chroot", str(place), *install], "Asterisk could not be installed")
    (place / "ready").touch()


def _run(command: list[str], what: str) -> None:
    env = {"PATH": os.environ["PATH"], "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    env |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=MAKING_SECONDS, env=env)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{what}: it took too long") from error
    if done.returncode != 0:
        raise Unavailable(f"{what}: {(done.stderr or done.stdout).strip()[-300:]}")


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def asterisk() -> Iterator[Running]:
    """Run it; everything it writes is in a folder of its own, and goes with it."""
    root = chroot()
    home = Path(tempfile.mkdtemp(prefix="run-", dir=root))
    inside = f"/{home.name}"
    home.chmod(0o755)
    here = Running(
        http=free_port(socket.SOCK_STREAM),
        sip=free_port(socket.SOCK_DGRAM),
        data=home / "data",
        sounds=f"{inside}/data/phone-sounds",
        log=home / "asterisk.log",
    )
    for name in ("etc", "var", "spool/recording", "run", "log", "data", "keys"):
        (home / name).mkdir(parents=True)
    for name, text in _files(here, inside).items():
        (home / "etc" / name).write_text(text)
    guard = [tool, "--pdeathsig", "KILL"] if (tool := shutil.which("setpriv")) else []  # it never outlives the tests
    command = [*guard, "chroot", str(root), "asterisk", "-f", "-C", f"{inside}/etc/asterisk.conf"]
    with open(here.log, "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait(process, here)
        yield here
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], here: Running) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(requests.RequestException):
            url = f"http://127.0.0.1:{here.http}/ari/asterisk/ping"
            if requests.get(url, auth=("wiseline", PASSWORD), timeout=1).ok:
                return
        time.sleep(0.1)
    raise Unavailable(f"Asterisk did not start: {here.log.read_text(errors='replace')[-500:]}")


def _files(here: Running, inside: str) -> dict[str, str]:
    modules = next((kept() / "usr/lib").glob("**/asterisk/modules"))
    folders = {
        "astetcdir": "etc",
        "astvarlibdir": "var",
        "astdbdir": "var",
        "astkeydir": "keys",
        "astspooldir": "spool",
        "astrundir": "run",
        "astlogdir": "log",
    }
    lines = [f"{name} => {inside}/{folder}" for name, folder in folders.items()]
    lines += [f"astmoddir => /{modules.relative_to(kept())}", "astdatadir => /usr/share/asterisk"]
    wanted = "\n".join(f"load => {name}.so" for name in MODULES)
    return {
        "asterisk.conf": "[directories]\n" + "\n".join(lines) + "\n",
        "modules.conf": f"[modules]\nautoload=no\n{wanted}\n",
        "logger.conf": "[general]\n[logfiles]\nconsole => warning,error\n",
        "http.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={here.http}\n",
        "ari.conf": f"[general]\nenabled=yes\n[wiseline]\ntype=user\npassword={PASSWORD}\n",
        "rtp.conf": "[general]\nrtpstart=21000\nrtpend=21200\nicesupport=yes\n",
        "pjsip.conf": _PJSIP.format(sip=here.sip, password=PASSWORD),
        "extensions.conf": _EXTENSIONS,
    }


_PJSIP = """[global]
type=global
endpoint_identifier_order=username,ip
[udp]
type=transport
protocol=udp
bind=127.0.0.1:{sip}
[phones]
type=endpoint
context=in
transport=udp
disallow=all
allow=ulaw
dtmf_mode=rfc4733
ice_support=no
direct_media=no
media_address=127.0.0.1
aors=phones
[phones]
type=aor
[phones]
type=identify
endpoint=phones
match=127.0.0.1
[ws]
type=transport
protocol=ws
bind=0.0.0.0
[pages]
type=endpoint
context=pages
transport=ws
auth=pages
webrtc=yes
dtls_auto_generate_cert=yes
disallow=all
allow=ulaw
direct_media=no
timers=no
[pages]
type=auth
auth_type=userpass
username=pages
password={password}
"""
_EXTENSIONS = """[in]
exten => _X.,1,Stasis(wiseline)
 same => n,Hangup()
[pages]
exten => echo,1,Answer()
 same => n,Echo()
exten => silent,1,Wait(60)
exten => _page-.,1,Stasis(wiseline)
 same => n,Hangup()
"""
MODULES = (
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_timing_timerfd",
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_session",
    "res_pjsip_pubsub",
    "res_pjsip_refer",
    "res_statsd",
    "res_pjsip_sdp_rtp",
    "res_http_websocket",
    "res_pjsip_caller_id",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_authenticator_digest",
    "res_pjsip_transport_websocket",
    "res_crypto",
    "res_srtp",
    "res_rtp_asterisk",
    "chan_pjsip",
    "codec_ulaw",
    "format_wav",
    "format_pcm",
    "pbx_config",
    "bridge_simple",
    "bridge_native_rtp",
    "bridge_softmix",
    "bridge_holding",
    "func_channel",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_stasis_device_state",
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_device_states",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_ari_sounds",
    "app_stasis",
    "app_echo",
)
