"""Sealing: what was sealed opens again, what was changed or moved is refused, keys rotate without loss."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import assume, example, given
from hypothesis import strategies as st

from wiseline.lib import keyring
from wiseline.lib.keyring import Tampered, UnknownKey

FINGERPRINT = range(1, 5)
SCOPE = slice(5, 21)
NONCE = slice(21, 33)
SEALED = slice(33, None)
CHANGED = "was changed, or belongs elsewhere"

plains = st.binary(max_size=200)
contexts = st.text(max_size=30)
scopes = st.uuids()
keys = st.binary(min_size=32, max_size=32)
rings = st.lists(keys, min_size=1, max_size=4, unique=True)


def entry(key: bytes) -> str:
    """A key as it stands in WISELINE_KEYS."""
    return f"k1:{base64.b64encode(key).decode()}"


@contextmanager
def ring(*held: bytes) -> Iterator[None]:
    """These master keys are held; the first one seals."""
    with override_settings(WISELINE_KEYS=[entry(key) for key in held]):
        yield


@given(rings, scopes, contexts, plains)
@example([b"k" * 32], UUID(int=0), "", b"")
def test_what_is_sealed_opens_again(held: list[bytes], scope: UUID, context: str, plain: bytes) -> None:
    with ring(*held):
        assert keyring.unseal(context, keyring.seal(scope, context, plain)) == plain


@given(scopes, contexts, st.binary(min_size=8, max_size=200))
def test_a_token_does_not_show_the_text_and_is_never_the_same_twice(scope: UUID, context: str, plain: bytes) -> None:
    one, other = keyring.seal(scope, context, plain), keyring.seal(scope, context, plain)
    assert plain not in one
    assert one[NONCE] != other[NONCE]
    assert one[SEALED] != other[SEALED]


def test_a_change_of_any_single_bit_is_refused() -> None:
    token = keyring.seal(UUID(int=7), "chart.Note.body", b"I called my sister")
    for position in range(len(token)):
        for bit in range(8):
            changed = bytearray(token)
            changed[position] ^= 1 << bit
            with pytest.raises(UnknownKey if position in FINGERPRINT else Tampered):
                keyring.unseal("chart.Note.body", bytes(changed))


@given(scopes, contexts, plains, st.data())
def test_any_other_bytes_than_those_that_were_sealed_are_refused(
    scope: UUID, context: str, plain: bytes, data: st.DataObject
) -> None:
    token = keyring.seal(scope, context, plain)
    start = data.draw(st.integers(0, len(token)))
    end = data.draw(st.integers(start, len(token)))
    changed = token[:start] + data.draw(st.binary(max_size=40)) + token[end:]
    assume(changed != token)
    with pytest.raises((Tampered, UnknownKey)):
        keyring.unseal(context, changed)


@given(contexts, st.binary(max_size=120))
def test_bytes_that_were_never_sealed_are_refused(context: str, found: bytes) -> None:
    with pytest.raises((Tampered, UnknownKey)):
        keyring.unseal(context, found)


@given(scopes, contexts, contexts, plains)
def test_a_token_does_not_open_as_another_field(scope: UUID, context: str, other: str, plain: bytes) -> None:
    assume(context != other)
    with pytest.raises(Tampered, match=CHANGED):
        keyring.unseal(other, keyring.seal(scope, context, plain))


@given(scopes, scopes, contexts, plains)
def test_a_token_does_not_open_as_another_programmes(scope: UUID, other: UUID, context: str, plain: bytes) -> None:
    assume(scope != other)
    token = bytearray(keyring.seal(scope, context, plain))
    token[SCOPE] = other.bytes
    with pytest.raises(Tampered, match=CHANGED):
        keyring.unseal(context, bytes(token))


@given(scopes, scopes)
def test_every_programme_has_a_key_of_its_own(scope: UUID, other: UUID) -> None:
    assume(scope != other)
    nonce = b"n" * 12
    mine, theirs = (keyring._cipher(b"k" * 32, each.bytes).encrypt(nonce, b"same", b"") for each in (scope, other))
    assert mine != theirs


@given(keys, keys, scopes, contexts, plains)
def test_without_its_key_a_token_is_refused_and_the_reason_names_the_setting(
    key: bytes, other: bytes, scope: UUID, context: str, plain: bytes
) -> None:
    assume(key != other)
    with ring(key):
        token = keyring.seal(scope, context, plain)
    with ring(other), pytest.raises(UnknownKey, match="not in WISELINE_KEYS"):
        keyring.unseal(context, token)


@given(keys, keys, scopes, contexts, plains)
def test_a_token_that_names_another_held_key_is_refused(
    key: bytes, other: bytes, scope: UUID, context: str, plain: bytes
) -> None:
    assume(key != other)
    with ring(other):
        named = keyring.seal(scope, context, b"")[1:5]
    with ring(key, other):
        token = keyring.seal(scope, context, plain)
        with pytest.raises(Tampered, match=CHANGED):
            keyring.unseal(context, token[:1] + named + token[5:])


@given(keys, rings, scopes, contexts, plains)
def test_after_a_rotation_old_tokens_open_and_the_new_key_seals(
    fresh: bytes, held: list[bytes], scope: UUID, context: str, plain: bytes
) -> None:
    assume(fresh not in held)
    with ring(*held):
        before = keyring.seal(scope, context, plain)
        assert not keyring.needs_rotation(before)
    with ring(fresh, *held):
        assert keyring.unseal(context, before) == plain
        assert keyring.needs_rotation(before)
        after = keyring.seal(scope, context, plain)
        assert not keyring.needs_rotation(after)
    with ring(fresh):
        assert keyring.unseal(context, after) == plain


@given(keys, keys, scopes, contexts, plains)
def test_what_is_sealed_anew_no_longer_needs_the_old_key_and_stays_the_programmes(
    old: bytes, fresh: bytes, scope: UUID, context: str, plain: bytes
) -> None:
    assume(old != fresh)
    with ring(old):
        before = keyring.seal(scope, context, plain)
    with ring(fresh, old):
        after = keyring.reseal(context, before)
    assert after[SCOPE] == scope.bytes
    with ring(fresh):
        assert keyring.unseal(context, after) == plain
        assert not keyring.needs_rotation(after)


@given(scopes, contexts, contexts, plains)
def test_nothing_that_does_not_open_is_sealed_anew(scope: UUID, context: str, other: str, plain: bytes) -> None:
    assume(context != other)
    with pytest.raises(Tampered):
        keyring.reseal(other, keyring.seal(scope, context, plain))


@given(st.binary(max_size=64).filter(lambda key: len(key) != 32))
def test_a_key_of_another_length_is_refused_by_its_name(key: bytes) -> None:
    with (
        override_settings(WISELINE_KEYS=[f"winter:{base64.b64encode(key).decode()}"]),
        pytest.raises(ImproperlyConfigured, match="'winter' must have 32 bytes"),
    ):
        keyring.seal(UUID(int=1), "", b"")


@given(st.text(min_size=1, max_size=44).filter(lambda text: not text.isascii() or "!" in text))
def test_a_key_that_is_not_base64_is_refused_by_its_name(encoded: str) -> None:
    with (
        override_settings(WISELINE_KEYS=[f"winter:{encoded}"]),
        pytest.raises(ImproperlyConfigured, match="WISELINE_KEYS: the key 'winter' is not base64"),
    ):
        keyring.seal(UUID(int=1), "", b"")


def test_an_empty_ring_is_refused_by_its_name() -> None:
    with ring(), pytest.raises(ImproperlyConfigured, match="WISELINE_KEYS is empty"):
        keyring.seal(UUID(int=1), "", b"")
