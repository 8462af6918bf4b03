"""Sound as phones have it: mu-law (G.711), 8000 samples a second, twenty milliseconds in a packet. Pure."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
RATE = 8000
SAMPLES = 160
"""In one packet."""
SECONDS = SAMPLES / RATE
_BIAS, _MOST = 0x84, 32635


def _heard() -> Samples:
    codes: NDArray[Any] = ~np.arange(256, dtype=np.uint8) & 0xFF
    steps, parts = (codes >> 4).astype(np.int32) & 7, codes.astype(np.int32) & 0x0F
    sizes = ((parts << 3) + _BIAS << steps) - _BIAS
    return np.where(codes & 0x80, -sizes, sizes).astype(np.int16)


def _codes() -> NDArray[np.uint8]:
    samples = np.arange(-32768, 32768, dtype=np.int32)
    signs = np.where(samples < 0, 0x80, 0)
    sizes = np.minimum(np.abs(samples), _MOST) + _BIAS
    steps = np.floor(np.log2(sizes)).astype(np.int32) - 7
    codes: NDArray[np.uint8] = (~(signs | steps << 4 | (sizes >> steps + 3) & 0x0F) & 0xFF).astype(np.uint8)
    return codes


_HEARD, _CODES = _heard(), _codes()
SILENCE = bytes([0xFF]) * SAMPLES


def from_mulaw(sound: bytes) -> Samples:
    """The samples that a packet says."""
    return _HEARD[np.frombuffer(sound, dtype=np.uint8)]


def to_mulaw(samples: Samples) -> bytes:
    """The packet that says the samples."""
    return _CODES[samples.astype(np.int32) + 32768].tobytes()
