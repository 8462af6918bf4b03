"""The client gives somebody the plan to read, alone, and takes it back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast, browser_of
from tests.safety.pictures import a_picture
from wiseline.audit.models import Entry
from wiseline.safety.flows import write_plan
from wiseline.safety.models import PlanLink
from wiseline.safety.photos import add_photo


@pytest.fixture
def link(cast: Cast) -> str:
    """Mia gave her plan to her sister for a week."""
    write_plan(client=cast.mia, by=cast.mia, sections={"alone": ["Cold water"], "emergency": ["Aunt Lotte"]})
    add_photo(client=cast.mia, file=a_picture())
    page = browser_of(cast.mia).post("/my-plan/given/", {"name": "Ada", "days": "7"}).content.decode()
    found = re.search(r"http://testserver(/read/[^/]+/)", page)
    assert found
    return found[1]


def test_who_was_given_the_link_reads_the_plan_and_the_numbers_and_nothing_else(cast: Cast, link: str) -> None:
    answer = Client().get(link)
    page = answer.content.decode()
    assert "Cold water" in page
    assert "Lotte" not in page, "whom a coach may call is for the coach"
    assert "tel:112" in page
    assert "/my-plan/photos/" not in page
    assert "Berg" not in page, "the first name is enough"
    assert "<form" not in page
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert Entry.objects.filter(action="plan.read_by_link", client_id=cast.mia.pk).count() == 1


def test_the_link_says_nothing_of_what_it_is_and_is_kept_nowhere(link: str) -> None:
    assert not re.search(r"plan|crisis|help|client|mia", link)
    row = PlanLink.objects.get()
    assert link.split("/")[2] not in row.token_hash


def test_the_link_ends_when_the_client_ends_it(cast: Cast, link: str) -> None:
    row = PlanLink.objects.get()
    browser_of(cast.mia).post(f"/my-plan/given/{row.pk}/end/")
    assert Client().get(link).status_code == 404


def test_the_link_ends_by_itself(link: str, now: time_machine.Traveller) -> None:
    now.shift(timedelta(days=7, minutes=1))
    assert Client().get(link).status_code == 404


def test_nobody_of_the_staff_can_give_it_or_see_to_whom(cast: Cast, link: str) -> None:
    assert browser_of(cast.dana).get("/my-plan/given/").status_code == 403
    assert "Ada" not in browser_of(cast.dana).get(f"/plans/{cast.mia.pk}/").content.decode()


def test_a_link_without_a_name_is_told(cast: Cast) -> None:
    assert browser_of(cast.mia).post("/my-plan/given/", {"name": "", "days": "7"}).status_code == 422
