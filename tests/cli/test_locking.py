"""A locked file opens with its passphrase, whole, or not at all."""

from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from wiseline.cli.backup import locking

SMALL = 16
HEAD = len(locking.MAGIC) + 16


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pieces, and a key that takes no time: what is tested here is the chain of pieces."""
    monkeypatch.setattr(locking, "PIECE", SMALL)
    monkeypatch.setattr(
        locking, "_cipher", lambda passphrase, salt: AESGCM((passphrase.encode() + salt)[:32].ljust(32))
    )


def lock(plain: bytes, passphrase: str = "a", *, step: int = 7) -> bytes:
    out = io.BytesIO()
    with locking.Writer(out, passphrase) as writer:
        for at in range(0, len(plain), step):
            writer.write(plain[at : at + step])
    return out.getvalue()


def unlock(locked: bytes, passphrase: str = "a") -> bytes:
    source = io.BytesIO(locked)
    assert source.read(len(locking.MAGIC)) == locking.MAGIC
    return io.BufferedReader(locking.Reader(source, passphrase)).read()


@given(st.binary(max_size=200), st.integers(1, 60))
def test_what_was_locked_comes_out_again(plain: bytes, step: int) -> None:
    assert unlock(lock(plain, step=step)) == plain


@given(st.binary(min_size=1, max_size=100), st.data())
def test_no_byte_can_be_changed_unnoticed(plain: bytes, data: st.DataObject) -> None:
    locked = bytearray(lock(plain))
    at = data.draw(st.integers(len(locking.MAGIC), len(locked) - 1))
    locked[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(locking.Locked):
        unlock(bytes(locked))


@given(st.binary(max_size=100), st.data())
def test_nothing_can_be_cut_off_unnoticed(plain: bytes, data: st.DataObject) -> None:
    locked = lock(plain)
    shorter = locked[: data.draw(st.integers(HEAD, len(locked) - 1))]
    with pytest.raises(locking.Locked):
        unlock(shorter)


def test_pieces_cannot_be_swapped() -> None:
    locked = lock(bytes(range(3 * SMALL)))
    size = SMALL + 16
    first, second, rest = locked[HEAD : HEAD + size], locked[HEAD + size : HEAD + 2 * size], locked[HEAD + 2 * size :]
    with pytest.raises(locking.Locked):
        unlock(locked[:HEAD] + second + first + rest)


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(locking.Locked):
        unlock(lock(b"plain"), "b")
