"""SIP phones on loopback: they ring, are picked up, press keys, sing a tone, and keep what they hear.

They are a program of their own (pjsua2, which ends a process as it likes): orders go in by lines, states come out.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

RATE = 8000
RINGS, TALKS, OVER = 3, 5, 6
"""States of a call, as pjsua2 counts them (2 is a call that comes in)."""
HEADER = 44


def are_here() -> bool:
    """Whether the library is installed."""
    return find_spec("pjsua2") is not None


class Phones:
    """All of them; an account for each number."""

    def __init__(self, numbers: tuple[str, ...], port: int) -> None:
        self.numbers, self.port = numbers, port
        self.states: dict[str, int] = {}

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="wiseline-phones-"))
        command = [sys.executable, "-m", "tests.fakes.sip_phones", str(self.port), str(self.folder), *self.numbers]
        self._log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, bufsize=1
        )
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        if not self._ready.wait(20):
            raise TimeoutError("the SIP phones did not start")
        return self

    def _read(self) -> None:
        for line in self._process.stdout or ():
            if line.startswith("{"):
                self.states |= json.loads(line)
                self._ready.set()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait(10)
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _order(self, *words: object) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the phones have no orders")
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def dials(self, number: str, to: str) -> None:
        """A phone dials an address."""
        self._order("dial", number, to)

    def rings(self, number: str) -> bool:
        """Whether it rings."""
        return self.states.get(number) in {2, RINGS}

    def picks_up(self, number: str) -> None:
        """It is picked up; by whom or by what, nobody knows."""
        self._order("pick_up", number)

    def talks(self, number: str) -> bool:
        """Whether the line is up."""
        return self.states.get(number) == TALKS

    def press(self, number: str, digit: str) -> None:
        """A key."""
        self._order("press", number, digit)

    def sings(self, number: str, hertz: int) -> None:
        """A tone, from now on."""
        self._order("sing", number, hertz)

    def hangs_up(self, number: str) -> None:
        """It is hung up."""
        self._order("hang_up", number)

    def hears(self, number: str, hertz: int) -> bool:
        """Whether the last second that it heard is that tone, rather than anything else."""
        samples = self._last_second(number)
        return len(samples) == RATE and share_of(samples, hertz) > 0.5

    def loudness(self, number: str) -> float:
        """How loud the last second was that it heard: 0 to 1."""
        samples = self._last_second(number)
        return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) / 2**15 if samples else 0.0

    def _last_second(self, number: str) -> tuple[int, ...]:
        kept = self.folder / f"{number}.wav"
        sound = kept.read_bytes()[HEADER:] if kept.exists() else b""
        return struct.unpack(f"<{len(sound) // 2}h", sound[: len(sound) // 2 * 2])[-RATE:]


def share_of(samples: tuple[int, ...], hertz: int) -> float:
    """How much of a sound's energy is one tone (Goertzel): 0 to 1."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    energy = sum(sample * sample for sample in samples) * len(samples) / 2
    return (last * last + before * before - turn * last * before) / energy if energy else 0.0


def _says(**states: int) -> None:
    print(json.dumps(states), flush=True)


def _program(port: int, folder: Path, numbers: list[str]) -> None:
    """The phones themselves, in their own process, until its orders end."""
    import pjsua2 as pj

    end = pj.Endpoint()
    end.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt, config.uaConfig.mainThreadOnly = 0, True
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.medConfig.clockRate = config.medConfig.sndClockRate = RATE
    config.medConfig.noVad, config.medConfig.ecTailLen = True, 0
    end.libInit(config)
    transport = pj.TransportConfig()
    transport.port, transport.boundAddress = port, "127.0.0.1"
    end.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    end.libStart()
    end.audDevManager().setNullDev()
    call_class, account_class = _classes(pj)
    accounts, calls = {}, dict[str, Any]()
    for number in numbers:
        account = pj.AccountConfig()
        account.idUri = f"sip:{number}@127.0.0.1:{port}"
        account.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
        accounts[number] = account_class(number, folder, calls)
        accounts[number].create(account)
    orders: SimpleQueue[list[Any]] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            orders.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    _says()
    while True:
        end.libHandleEvents(10)
        for over in [number for number, call in calls.items() if call.is_over]:
            del calls[over]  # while its place is its own: the library gives it to a later call, which would be cut off
        try:
            order, number, *more = orders.get_nowait()
        except Empty:
            continue
        if order == "dial":
            calls[number] = call_class(accounts[number], number, folder)
            calls[number].makeCall(more[0], pj.CallOpParam(True))
        elif number in calls:
            calls[number].obeys(order, *more)


def _classes(pj: Any) -> tuple[Any, Any]:
    class Call(pj.Call):  # type: ignore[misc]
        def __init__(self, account: Any, number: str, folder: Path, call_id: int = pj.PJSUA_INVALID_ID) -> None:
            super().__init__(account, call_id)
            self.number, self.kept = number, folder / f"{number}.wav"
            self.media: Any = None
            self.tone: Any = None
            self.is_over = False

        def onCallState(self, given: Any) -> None:
            del given
            state = int(self.getInfo().state)
            self.is_over = state == OVER
            _says(**{self.number: state})

        def onCallMediaState(self, given: Any) -> None:
            del given
            if self.media is None and int(self.getInfo().state) != OVER:
                self.media = self.getAudioMedia(-1)
                self.recorder = pj.AudioMediaRecorder()
                self.recorder.createRecorder(str(self.kept))
                self.media.startTransmit(self.recorder)

        def obeys(self, order: str, *more: Any) -> None:
            if order == "press":
                self.dialDtmf(more[0])
            elif order == "sing":
                self.sings(more[0])
            else:
                answer = pj.CallOpParam(True)
                answer.statusCode = 200
                (self.answer if order == "pick_up" else self.hangup)(answer)

        def sings(self, hertz: int) -> None:
            self.tone = pj.ToneGenerator()
            self.tone.createToneGenerator(RATE, 1)
            sound = pj.ToneDesc()
            sound.freq1, sound.freq2, sound.on_msec, sound.off_msec = hertz, 0, 1000, 0
            tones = pj.ToneDescVector()
            tones.append(sound)
            self.tone.play(tones, True)
            self.tone.startTransmit(self.media)

    class Account(pj.Account):  # type: ignore[misc]
        def __init__(self, number: str, folder: Path, calls: dict[str, Any]) -> None:
            super().__init__()
            self.number, self.folder, self.calls = number, folder, calls

        def onIncomingCall(self, given: Any) -> None:
            call = self.calls[self.number] = Call(self, self.number, self.folder, given.callId)
            answer = pj.CallOpParam(True)
            answer.statusCode = 180
            call.answer(answer)
            _says(**{self.number: RINGS})

    return Call, Account


if __name__ == "__main__":
    _program(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
