"""Sealed fields: the text comes back from the database as it was, and the column holds something else."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Upper
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from wiseline.alliance.models import Encouragement, Voice
from wiseline.chart.models import Amendment, Note
from wiseline.lib.keyring import Tampered, UnknownKey
from wiseline.reach.models import Device

texts = st.text(max_size=300)
plain_values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    plain_values, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
in_one_table = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)  # a row is made once and written again for every example


@pytest.fixture
def note(cast: Cast) -> Note:
    return Note.objects.create(programme_id=cast.programme.pk, client=cast.mia, author=cast.dana, contact_id=uuid4())


@pytest.fixture
def device(cast: Cast) -> Device:
    return Device.objects.get(person=cast.dana)


def column(row: models.Model, name: str) -> bytes | None:
    """What lies in the table."""
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        key = row._meta.pk.get_db_prep_value(row.pk, connection)  # type: ignore[union-attr]
        cursor.execute(f"SELECT {name} FROM {table} WHERE id = %s", [key])
        (found,) = cursor.fetchone()
    return None if found is None else bytes(found)


def put(row: models.Model, name: str, token: bytes) -> None:
    """Lay a token into the table, behind the field's back."""
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        key = row._meta.pk.get_db_prep_value(row.pk, connection)  # type: ignore[union-attr]
        binary = models.BinaryField().get_db_prep_value(token, connection)
        cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [binary, key])


@in_one_table
@given(text=texts)
def test_a_text_comes_back_as_it_was(note: Note, text: str) -> None:
    note.for_client = text
    note.save()
    assert Note.objects.get(pk=note.pk).for_client == text
    assert Note.objects.values_list("for_client", flat=True).get(pk=note.pk) == text
    assert note.for_client == text, "the instance keeps the plain text when it is saved"


@in_one_table
@given(value=values.filter(lambda value: value is not None))
def test_a_value_comes_back_as_it_was(note: Note, value: Any) -> None:
    note.body = value
    note.save()
    found = Note.objects.get(pk=note.pk).body
    assert found == value
    assert json.dumps(found) == json.dumps(value), "1, 1.0 and true are equal, and not the same"


@in_one_table
@given(text=st.text(min_size=8, max_size=300).map(lambda text: text + "\N{WAVING HAND SIGN}"))
def test_what_lies_in_the_column_is_not_the_text(note: Note, text: str) -> None:
    note.for_client, note.body = text, {text: [text]}
    note.save()
    for name in ("for_client", "body"):
        lies = column(note, name)
        assert lies is not None
        for shown in (text.encode(), text.encode("utf-16-le"), json.dumps(text).encode()):
            assert shown not in lies


def test_the_same_text_lies_differently_each_time(note: Note) -> None:
    note.for_client = "Call your sister before ten."
    note.save()
    once = column(note, "for_client")
    note.save()
    assert column(note, "for_client") != once


def test_an_empty_text_is_sealed_too_and_comes_back_empty(note: Note) -> None:
    lies = column(note, "for_client")
    assert lies
    assert Note.objects.get(pk=note.pk).for_client == ""


@pytest.mark.parametrize("empty", [{}, [], "", 0, False])
def test_an_empty_value_comes_back_as_itself(device: Device, empty: Any) -> None:
    device.subscription = empty
    device.save()
    found = Device.objects.get(pk=device.pk).subscription
    assert found == empty
    assert type(found) is type(empty)
    assert column(device, "subscription")


def test_none_is_null_and_can_be_asked_for(device: Device) -> None:
    device.subscription = {"endpoint": "https://push.example"}
    device.save()
    assert not Device.objects.filter(pk=device.pk, subscription__isnull=True).exists()
    device.subscription = None
    device.save()
    assert column(device, "subscription") is None
    assert Device.objects.get(pk=device.pk, subscription__isnull=True).subscription is None


def test_none_is_refused_where_the_column_needs_a_value(note: Note) -> None:
    note.body = None
    with pytest.raises(IntegrityError), transaction.atomic():
        note.save()


def test_many_rows_at_once_are_sealed_and_come_back(cast: Cast) -> None:
    texts = ["one", "two", ""]
    made = Note.objects.bulk_create(
        Note(programme_id=cast.programme.pk, client=cast.mia, author=cast.dana, contact_id=uuid4(), for_client=text)
        for text in texts
    )
    found = {note.pk: note.for_client for note in Note.objects.filter(pk__in=[note.pk for note in made])}
    assert [found[note.pk] for note in made] == texts
    assert all(column(note, "for_client") != note.for_client.encode() for note in made)


def test_a_field_that_was_deferred_opens_when_it_is_asked_for(note: Note) -> None:
    note.for_client = "later"
    note.save()
    assert Note.objects.defer("for_client").get(pk=note.pk).for_client == "later"


@pytest.mark.parametrize(
    "search",
    [
        {"for_client": "x"},
        {"for_client__exact": ""},
        {"for_client__contains": "x"},
        {"for_client__in": ["x"]},
        {"for_client__gt": "x"},
        {"body": {}},
    ],
    ids=str,
)
def test_a_sealed_field_cannot_be_searched(note: Note, search: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="sealed"):
        list(Note.objects.filter(**search))


@pytest.mark.parametrize("value", ["x", Value("x"), F("body"), Upper("for_client")], ids=str)
def test_an_update_never_writes_past_the_seal(note: Note, value: Any) -> None:
    note.for_client = "kept"
    note.save()
    with pytest.raises(FieldError, match="sealed"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(for_client=value)
    assert Note.objects.get(pk=note.pk).for_client == "kept"


@pytest.mark.parametrize("plain", [b"I wrote this", b"", b"{}"], ids=repr)
def test_a_plain_text_in_the_column_is_refused_and_not_shown(note: Note, plain: bytes) -> None:
    put(note, "for_client", plain)
    with pytest.raises(Tampered):
        Note.objects.get(pk=note.pk)


def test_a_value_moved_to_another_field_of_the_row_is_refused(note: Note) -> None:
    note.body = "a string, so that it would read as text"
    note.save()
    lies = column(note, "body")
    assert lies is not None
    put(note, "for_client", lies)
    with pytest.raises(Tampered, match="belongs elsewhere"):
        Note.objects.get(pk=note.pk)


def test_a_value_moved_to_another_table_is_refused(cast: Cast, note: Note) -> None:
    lies = column(note, "for_client")
    assert lies is not None
    added = Amendment.objects.create(note=note, author=cast.dana, text="added")
    put(added, "text", lies)
    with pytest.raises(Tampered, match="belongs elsewhere"):
        Amendment.objects.get(pk=added.pk)


def test_a_row_is_sealed_with_its_own_programmes_key(cast: Cast) -> None:
    of = {
        programme: Note.objects.create(
            programme_id=programme.pk, client=client, author=author, contact_id=uuid4(), for_client="the same"
        )
        for programme, client, author in (
            (cast.programme, cast.mia, cast.dana),
            (cast.elsewhere, cast.otto, cast.eve),
        )
    }
    for programme, note in of.items():
        lies = column(note, "for_client")
        assert lies is not None
        assert lies[5:21] == programme.pk.bytes


def test_a_row_whose_key_is_not_held_is_refused_with_the_settings_name(note: Note) -> None:
    other = "k2:" + "A" * 43 + "="
    with override_settings(WISELINE_KEYS=[other]), pytest.raises(UnknownKey, match="WISELINE_KEYS"):
        Note.objects.get(pk=note.pk)


def test_a_row_that_is_saved_again_after_a_rotation_has_the_new_key(note: Note) -> None:
    from django.conf import settings as current

    note.for_client = "before"
    note.save()
    fresh = "k2:" + "A" * 43 + "="
    with override_settings(WISELINE_KEYS=[fresh, *current.WISELINE_KEYS]):
        found = Note.objects.get(pk=note.pk)
        assert found.for_client == "before"
        found.save()
    with override_settings(WISELINE_KEYS=[fresh]):
        assert Note.objects.get(pk=note.pk).for_client == "before"


def test_a_migration_names_the_field_and_nothing_that_changes_by_itself() -> None:
    name, path, args, kwargs = Note._meta.get_field("for_client").deconstruct()
    assert (name, path, args) == ("for_client", "wiseline.lib.crypto_fields.EncryptedTextField", [])
    assert "editable" not in kwargs


@pytest.mark.parametrize("sound", [b"", b"\x00\xff not text", bytes(range(256)) * 40])
def test_bytes_come_back_as_they_were_and_the_column_holds_something_else(cast: Cast, sound: bytes) -> None:
    words = Encouragement.objects.create(
        programme_id=cast.programme.pk, client=cast.mia, by=cast.dana, tie="hard", sound_type="audio/webm"
    )
    Voice.objects.create(encouragement=words, programme_id=cast.programme.pk, sound=sound)
    assert Voice.objects.get().sound == sound
    with connection.cursor() as cursor:
        cursor.execute("SELECT sound FROM alliance_voice")
        (column,) = cursor.fetchone()
    assert len(bytes(column)) > len(sound)
    assert not sound or sound not in bytes(column)
