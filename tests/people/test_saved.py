"""Everything that is kept about a client, as one file for them: nothing of theirs is missing, nothing else is in."""

from __future__ import annotations

import io
import json
import secrets
import tracemalloc
import zipfile
from typing import Any

from django.apps import apps

from tests.cast import Cast, browser_of
from tests.coaching.access_world import SECRET, World
from wiseline.audit.models import Entry
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.safety.models import PlanPhoto
from wiseline.web.privacy.archive import archive_of
from wiseline.web.privacy.save import A_DAY
from wiseline.web.privacy.saved import KEPT, LEFT_OUT

SAVE = "/privacy/save/"
OF_STAFF_ALONE = {"rota", "engine"}


def saved(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_every_kind_of_row_about_a_person_goes_in_or_is_left_out_for_a_reason() -> None:
    about = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("wiseline.")
        and model._meta.app_label not in OF_STAFF_ALONE
        and any(column.related_model in {Person, Contact} for column in model._meta.concrete_fields)
    }
    known = set(KEPT) | set(LEFT_OUT)
    assert about - known - {"skills.Wording", "chart.QuestionnaireVersion"} == set(), "say whether it goes in"
    assert not set(KEPT) & set(LEFT_OUT)


def test_the_file_has_what_the_client_wrote_and_was_given(cast: Cast) -> None:
    World(cast, "closed")
    file = saved(browser_of(cast.mia).post(SAVE))
    names = set(file.namelist())
    for name in (
        "me",
        "safety-crisisplan",
        "coaching-contact",
        "chart-diaryday",
        "chart-chain",
        "alliance-pulse",
        "audit",
    ):
        assert f"{name}.json" in names, name
    assert SECRET in json.dumps(json.loads(file.read("safety-crisisplan.json")))
    assert json.loads(file.read("me.json"))[0]["name"] == cast.mia.name
    (photo,) = [name for name in names if name.startswith("files/planphoto")]
    assert photo.endswith(".jpg")
    assert file.read(photo)[:3] == b"\xff\xd8\xff"
    page = file.read("index.html").decode()
    assert SECRET in page
    assert "<script" not in page


def test_what_staff_write_for_themselves_and_secrets_are_not_in_it(cast: Cast) -> None:
    World(cast, "closed")
    file = saved(browser_of(cast.mia).post(SAVE))
    assert not any(name.startswith(("chart-handback", "agenda-teamitem", "agenda-mark")) for name in file.namelist())
    for note in json.loads(file.read("chart-note.json")):
        assert set(note) == {"contact_id", "at", "author", "for_client", "signed_at"}
    everything = b"".join(file.read(name) for name in file.namelist())
    for word in (b"session_key", b"token_hash", b"pin_hash", b"password", b"subscription"):
        assert word not in everything, word


def test_nothing_of_anybody_else_is_in_it(cast: Cast) -> None:
    World(cast, "closed")
    file = saved(browser_of(cast.noah).post(SAVE))
    everything = b"".join(file.read(name) for name in file.namelist())
    assert SECRET.encode() not in everything
    assert cast.mia.name.encode() not in everything


def test_it_is_written_down_and_not_given_without_end(cast: Cast) -> None:
    browser = browser_of(cast.mia)
    for _ in range(A_DAY):
        assert browser.post(SAVE).status_code == 200
    refused = browser.post(SAVE)
    assert refused.status_code == 429
    assert "Tomorrow it works again" in refused.content.decode()
    assert Entry.objects.filter(action="everything.saved", client_id=cast.mia.pk).count() == A_DAY
    assert browser_of(cast.noah).post(SAVE).status_code == 200


MEGABYTE = 1024 * 1024


def test_however_much_there_is_little_of_it_is_in_memory_at_once(cast: Cast) -> None:
    whose = {"programme_id": cast.programme.pk}
    for number in range(40):
        PlanPhoto.objects.create(
            client=cast.mia, image=secrets.token_bytes(MEGABYTE), width=1, height=1, key=str(number), **whose
        )
    tracemalloc.start()
    size = sum(len(piece) for piece in archive_of(cast.mia, clock.now()))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 40 * MEGABYTE
    assert peak < 12 * MEGABYTE, f"{peak / MEGABYTE:.1f} MB of {size / MEGABYTE:.1f} MB"
