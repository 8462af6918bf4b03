"""The export: tidy files with a dictionary, nothing that anybody wrote, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.coaching.test_authorisation import browser_of
from wiseline.audit.models import Entry
from wiseline.chart.models import SkillUse
from wiseline.chart.uses import Went, log_use, say_obstacle
from wiseline.insight.generalisation.export import FILES
from wiseline.lib import clock
from wiseline.lib.csv_rows import cell, csv_bytes
from wiseline.skills import contexts
from wiseline.skills.flows import teach

if TYPE_CHECKING:
    from tests.cast import Cast

SECRET = "the harbour wall"


def files(cast: Cast, who: str = "mia") -> dict[str, list[dict[str, str]]]:
    answer = browser_of(cast, who).get(reverse("map:export", args=[cast.mia.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        return {name: list(csv.DictReader(io.StringIO(zipped.read(name).decode()))) for name in zipped.namelist()}


def test_events_and_map_are_told_row_by_row(cast: Cast) -> None:
    teach(clients=[cast.mia], skill="stop", on=date(2026, 11, 1), by=cast.dana, practised=SECRET)
    at = datetime.fromisoformat("2026-11-20T17:05:00+00:00")
    went = Went("helped", 70, 40, "alone", "nobody", SECRET, prompted=False, contexts=["home", "partner"])
    log_use(client=cast.mia, skill="stop", went=went, at=at)
    failed = log_use(client=cast.mia, skill="stop", went=Went("not", place="work"), at=at + timedelta(days=1))
    say_obstacle(use=failed, obstacle="not_known")
    found = files(cast)
    assert list(found) == ["events.csv", "map.csv", "dictionary.csv"]
    taught, used, tried = found["events.csv"]
    assert (taught["kind"], taught["at"], taught["day_only"]) == ("taught", "2026-11-01T00:00:00+01:00", "true")
    assert (used["at"], used["contexts"]) == ("2026-11-20T18:05:00+01:00", "home;partner")
    assert (used["contexts_from"], used["step"], used["prompted"]) == ("said", "5", "false")
    assert (used["distress_before"], used["distress_after"]) == ("70", "40")
    assert (tried["contexts"], tried["contexts_from"]) == ("work", "followed")
    assert (tried["done"], tried["prompted"]) == ("false", "")
    whole, home, partner, work = found["map.csv"]
    assert [row["context"] for row in (whole, home, partner, work)] == ["(all)", "home", "partner", "work"]
    assert (home["step"], home["since"], home["uses"], home["on_list"]) == ("5", "2026-11-20", "1", "true")
    assert (work["step"], work["tries"], work["uses"]) == ("1", "1", "0")
    assert whole["as_of"] == "2026-11-23T19:30:00+01:00"
    assert SECRET not in str(found)
    assert cast.mia.name not in str(found)


def test_the_dictionary_has_every_column_in_its_order(cast: Cast) -> None:
    log_use(client=cast.mia, skill="stop", went=Went("helped"))
    found = files(cast)
    for name in ("events.csv", "map.csv"):
        told = [row["column"] for row in found["dictionary.csv"] if row["file"] == name]
        assert list(found[name][0]) == told
        assert all(row["meaning"] and row["type"] for row in found["dictionary.csv"])


def test_the_reference_tells_the_same_columns() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/skills-export.md").read_text(encoding="utf-8")
    for name, columns in FILES.items():
        part = text.split(f"## {name}")[1].split("\n## ")[0]
        told = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
        assert told == [column.name for column in columns]


STABLE = {
    "events.csv": "event_id client_id kind at day_only skill_id skill source how step done effect contexts"
    " contexts_from prompted distress_before distress_after obstacle contact_id",
    "map.csv": "client_id as_of skill_id skill context context_label on_list step since last_used uses helped tries"
    " fade stuck taught_on breadth generalised_on",
}


@pytest.mark.parametrize("name", STABLE)
def test_columns_are_stable(name: str) -> None:
    """Whoever reads these files reads them by these names: new ones may only be added at the end."""
    told = STABLE[name].split()
    assert [column.name for column in FILES[name]][: len(told)] == told


def test_an_export_is_on_record_also_ones_own(cast: Cast) -> None:
    files(cast)
    files(cast, "dana")
    rows = Entry.objects.filter(action="map.exported", client_id=cast.mia.pk)
    assert {row.actor_id for row in rows} == {cast.mia.pk, cast.dana.pk}
    assert not Entry.objects.filter(action="map.read").exists()


def test_an_empty_chart_gives_files_with_headers_only(cast: Cast) -> None:
    found = files(cast)
    assert found["events.csv"] == found["map.csv"] == []
    assert found["dictionary.csv"]


def test_a_name_that_a_spreadsheet_would_run_is_a_name(cast: Cast) -> None:
    contexts.rename(key="home", label='=HYPERLINK("http://x")', by=cast.lea)
    log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["home"]))
    labels = {row["context_label"] for row in files(cast)["map.csv"]}
    assert labels == {"", '\'=HYPERLINK("http://x")'}


@given(st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.dates()))
def test_no_text_begins_a_formula(value: object) -> None:
    """OWASP, CSV injection: = + - @ tab and carriage return, and their wide forms."""
    made = cell(value)
    if isinstance(value, str):
        assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
        assert made in {value, f"'{value}"}
    ((read,),) = list(csv.reader(io.StringIO(csv_bytes(["x"], [{"x": value}]).decode(), newline="")))[1:] or [("",)]
    assert read == made


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        cell(datetime(2026, 1, 1))  # noqa: DTZ001 the point of it


def test_a_full_year_is_exported(cast: Cast) -> None:
    rows = [
        SkillUse(
            client=cast.mia,
            programme_id=cast.programme.pk,
            skill="stop",
            how="alone",
            at=clock.now() - timedelta(hours=6 * n),
            contexts=["home"],
        )
        for n in range(1500)
    ]
    SkillUse.objects.bulk_create(rows)
    assert len(files(cast)["events.csv"]) == 1500
