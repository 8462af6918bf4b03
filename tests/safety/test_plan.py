"""The crisis plan: small things to tap, written by two, every version readable, looked at again on a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, browser_of
from tests.safety.pictures import a_picture
from wiseline.chart.models import Need
from wiseline.chart.needs import needs_for, remind_of_needs
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.safety.flows import ChangedMeanwhile, plan_of, sections_of, write_plan
from wiseline.safety.models import CrisisPlan, PlanPhoto
from wiseline.safety.photos import LONGEST_SIDE, MOST, Enough, NotAPhoto, add_photo, small_jpeg
from wiseline.safety.plan import Item


def post(person: Person, client: Person, **fields: Any) -> Any:
    data = {name.replace("_", "-", 1) if "_" in name else name: value for name, value in fields.items()}
    return browser_of(person).post(f"/plans/{client.pk}/", data)


def test_a_number_can_be_called_and_written_to_and_a_short_one_only_called() -> None:
    ada = Item(text="Ada", phone="+49 (30) 1234-567")
    assert (ada.call, ada.message) == ("tel:+49301234567", "sms:+49301234567")
    assert (Item(phone="112").call, Item(phone="112").message) == ("tel:112", "")
    assert Item(text="Tea").call == ""


def test_a_plan_from_before_there_were_items_reads_as_it_was(cast: Cast) -> None:
    CrisisPlan.objects.create(client=cast.mia, version=1, sections={"alone": ["Tea"]}, written_by=cast.mia)
    assert sections_of(plan_of(cast.mia)) == {"alone": (Item(text="Tea"),)}


def test_a_server_of_the_version_before_still_reads_the_lines(cast: Cast) -> None:
    plan = write_plan(client=cast.mia, by=cast.mia, sections={"ask": [Item(text="Ada", phone="0301")]})
    assert plan.sections == {"ask": ["Ada"]}


def test_the_client_reads_what_both_wrote_with_links_to_call_and_to_write(cast: Cast) -> None:
    post(cast.dana, cast.mia, seen="0", ask_text=["Ada", ""], ask_phone=["030 1234567", ""], ask_place=["", ""])
    answer = post(cast.mia, cast.mia, seen="1", ask_text="Ada", ask_phone="030 1234567", reasons_text="The sea")
    assert answer["Location"] == "/my-plan/?kept=1"
    page = browser_of(cast.mia).get("/my-plan/").content.decode()
    for words in ('href="tel:0301234567"', 'href="sms:0301234567"', "The sea", "Last changed by Mia Berg"):
        assert words in page
    before = browser_of(cast.dana).get(f"/plans/{cast.mia.pk}/before/").content.decode()
    assert "2: " in before
    assert "1: " in before


def test_the_plan_says_for_how_long_it_is_off_the_phone_and_what_opens_only_signed_in(cast: Cast) -> None:
    page = " ".join(browser_of(cast.mia).get("/my-plan/").content.decode().split())
    assert "While you are signed in, it comes back when you next open Wiseline here." in page
    assert page.index("This list opens while you are signed in") < page.index("Words for me, from my therapist")


def test_two_who_write_at_once_lose_nothing_and_see_both(cast: Cast) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Tea"]})
    post(cast.dana, cast.mia, seen="1", alone_text=["Tea", "Cold water"])
    answer = post(cast.mia, cast.mia, seen="1", alone_text=["Tea", "The blue blanket"])
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cold water" in page
    assert ">The blue blanket</textarea>" in page
    assert 'name="seen" value="2"' in page
    assert [str(item) for item in sections_of(plan_of(cast.mia))["alone"]] == ["Tea", "Cold water"]
    post(cast.mia, cast.mia, seen="2", alone_text=["Tea", "Cold water", "The blue blanket"])
    assert len(sections_of(plan_of(cast.mia))["alone"]) == 3
    assert CrisisPlan.objects.count() == 3


@pytest.mark.parametrize("then", [{"do": "more:alone"}, {"do": "out:alone:0"}, {"ask_text": "A", "ask_phone": "her"}])
def test_what_somebody_else_kept_meanwhile_stays_in_view_until_both_are_one(cast: Cast, then: dict[str, str]) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Tea"]})
    post(cast.dana, cast.mia, seen="1", alone_text=["Tea", "Cold water"])
    page = post(cast.mia, cast.mia, seen="1", alone_text=["Tea", "The blue blanket"]).content.decode()
    for _tap in range(2):
        carried = dict(re.findall(r'type="hidden" name="(seen|beside)" value="([^"]*)"', page))
        page = post(cast.mia, cast.mia, **carried, alone_text=["Tea", "The blue blanket"], **then).content.decode()
        assert "Cold water" in page
        assert "Dana Reyes kept another version" in page


def test_the_same_words_again_are_no_new_version_and_disturb_nobody(cast: Cast) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Tea"]})
    write_plan(client=cast.mia, by=cast.mia, sections={"alone": ["Tea"]}, seen=0)
    assert CrisisPlan.objects.count() == 1
    with pytest.raises(ChangedMeanwhile):
        write_plan(client=cast.mia, by=cast.mia, sections={"alone": ["Coffee"]}, seen=0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ask_text": "Ada", "ask_phone": "call her"}, "That is no phone number"),
        ({"ask_text": "A" * 301}, "That is too long"),
        ({"surroundings_text": "Ada", "surroundings_day": "soon"}, "That is no day"),
        ({"ask_text": "Ada", "review_on": "soon"}, "That is no day"),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(cast: Cast, fields: dict[str, str], words: str) -> None:
    data = {name if name == "review_on" else name.replace("_", "-"): value for name, value in fields.items()}
    answer = browser_of(cast.mia).post(f"/plans/{cast.mia.pk}/", {"seen": "0", **data})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert all(f'value="{value}"' in page or f">{value}</textarea>" in page for value in fields.values())
    assert not CrisisPlan.objects.exists()


def test_one_more_line_and_taking_one_out_keep_what_was_typed_and_keep_no_version(cast: Cast) -> None:
    more = post(cast.mia, cast.mia, seen="0", do="more:alone", alone_text="Tea").content.decode()
    assert more.count('name="alone-text"') == 3
    out = post(cast.mia, cast.mia, seen="0", do="out:alone:0", alone_text=["Tea", "Cake"]).content.decode()
    assert ">Tea<" not in out
    assert ">Cake<" in out
    assert not CrisisPlan.objects.exists()


def test_taking_out_takes_the_line_at_which_it_was_tapped_also_below_one_that_was_emptied(cast: Cast) -> None:
    page = post(cast.mia, cast.mia, seen="0", do="out:alone:1", alone_text=["", "Tea", "Cake", ""]).content.decode()
    assert ">Cake</textarea>" in page
    assert "Tea" not in page


def test_on_the_day_the_therapist_owes_a_look_and_the_client_reads_a_quiet_line(
    cast: Cast, now: time_machine.Traveller
) -> None:
    on = clock.now().date() + timedelta(days=30)
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Tea"]}, review_on=on)
    assert needs_for(cast.dana) == [], "a month before, it is not on the board"
    now.shift(timedelta(days=28))
    assert [need.kind for need in needs_for(cast.dana)] == ["plan_review"]
    now.shift(timedelta(days=2))
    assert "You wanted to look at this plan together" in browser_of(cast.mia).get("/my-plan/").content.decode()
    assert remind_of_needs() == 1
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Tea"]}, review_on=on + timedelta(days=90))
    assert needs_for(cast.dana) == []
    assert Need.objects.filter(met_at=None).count() == 1


def test_a_step_that_makes_the_surroundings_safer_is_looked_at_on_its_day(
    cast: Cast, now: time_machine.Traveller
) -> None:
    soon, later = clock.now().date() + timedelta(days=2), clock.now().date() + timedelta(days=9)
    steps = [Item(text="Tablets to Ada", look_on=later), Item(text="Lock the cupboard", look_on=soon)]
    write_plan(client=cast.mia, by=cast.dana, sections={"surroundings": steps})
    now.shift(timedelta(days=2))
    assert [need.kind for need in needs_for(cast.dana)] == ["plan_steps"]
    done = [Item(text="Tablets to Ada", look_on=later), Item(text="Locked the cupboard")]
    write_plan(client=cast.mia, by=cast.dana, sections={"surroundings": done})
    assert needs_for(cast.dana) == []
    assert Need.objects.get(met_at=None).due_at.date() == later


def posted(cast: Cast, *, day: date, review: date | None = None, seen: int = 1, **more: str) -> Any:
    fields = {"surroundings-text": "Lock the cupboard", "surroundings-phone": "", "surroundings-place": ""}
    dates = {"surroundings-day": day.isoformat(), "review_on": review.isoformat() if review else ""}
    path = f"/plans/{cast.mia.pk}/"
    return browser_of(cast.dana).post(path, {**fields, **dates, "seen": str(seen), "do": "", **more}, follow=True)


def test_a_look_that_finds_that_the_plan_holds_is_kept_with_the_next_day(
    cast: Cast, now: time_machine.Traveller
) -> None:
    on, later = clock.now().date() + timedelta(days=3), clock.now().date() + timedelta(days=200)
    steps = [Item(text="Lock the cupboard", look_on=later)]
    write_plan(client=cast.mia, by=cast.dana, sections={"surroundings": steps}, review_on=on)
    assert "it holds" not in browser_of(cast.dana).get(f"/plans/{cast.mia.pk}/").content.decode()
    now.shift(timedelta(days=3))
    assert "We looked at it; it holds" in browser_of(cast.dana).get(f"/plans/{cast.mia.pk}/").content.decode()
    kept = posted(cast, day=later, review=on)
    assert "The look together is still to come." in kept.content.decode()
    assert [need.kind for need in needs_for(cast.dana)] == ["plan_review"]
    for no_day in (on, None):
        refused = posted(cast, day=later, review=no_day, do="looked")
        assert refused.status_code == 422
        assert "Choose the next day" in refused.content.decode()
    kept = posted(cast, day=later, review=on + timedelta(days=90), do="looked")
    assert "still to come" not in kept.content.decode()
    assert needs_for(cast.dana) == []
    assert Need.objects.filter(kind="plan_review", met_at=None).count() == 1, "the next look is owed"


def test_a_step_whose_day_has_come_is_done_or_gets_a_new_day(cast: Cast, now: time_machine.Traveller) -> None:
    on = clock.now().date() + timedelta(days=3)
    write_plan(client=cast.mia, by=cast.dana, sections={"surroundings": [Item(text="Lock the cupboard", look_on=on)]})
    now.shift(timedelta(days=3))
    refused = posted(cast, day=on)
    assert refused.status_code == 422
    assert "Say that it is done, or choose a new day." in refused.content.decode()
    posted(cast, day=on + timedelta(days=7))
    assert needs_for(cast.dana) == []
    now.shift(timedelta(days=8))
    assert [need.kind for need in needs_for(cast.dana)] == ["plan_steps"]
    assert posted(cast, day=on + timedelta(days=7), seen=2, **{"surroundings-done": "1"}).status_code == 200
    assert not Need.objects.filter(kind="plan_steps", met_at=None).exists()
    plan = plan_of(cast.mia)
    assert sections_of(plan)["surroundings"] == (Item(text="Lock the cupboard"),)


def test_a_step_for_today_that_is_new_is_kept(cast: Cast) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"alone": ["Tea"]})
    assert posted(cast, day=clock.now().date()).status_code == 200


def test_the_steps_are_done_by_one_tap_on_the_board_and_the_next_is_owed(
    cast: Cast, now: time_machine.Traveller
) -> None:
    soon, later = clock.now().date() + timedelta(days=2), clock.now().date() + timedelta(days=9)
    steps = [Item(text="Tablets to Ada", look_on=later), Item(text="Lock the cupboard", look_on=soon)]
    write_plan(client=cast.mia, by=cast.dana, sections={"surroundings": steps}, review_on=later)
    now.shift(timedelta(days=2))
    (need,) = needs_for(cast.dana)
    assert "It is done" in browser_of(cast.dana).get("/board/").content.decode()
    browser_of(cast.dana).post(reverse("coaching:need_met", args=[need.pk]))
    assert needs_for(cast.dana) == []
    assert Need.objects.get(kind="plan_steps", met_at=None).due_at.date() == later
    plan = plan_of(cast.mia)
    assert plan is not None
    assert plan.review_on == later
    assert [item.look_on for item in sections_of(plan)["surroundings"]] == [later, None]


def test_it_prints(cast: Cast) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"ask": [Item(text="Ada", phone="0301", place="Mill Street")]})
    page = browser_of(cast.mia).get(f"/plans/{cast.mia.pk}/print/")
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")
    assert "plan" not in page["Content-Disposition"]


# Photos


def test_a_photo_is_made_small_and_upright_and_keeps_no_place() -> None:
    image, width, height = small_jpeg(a_picture(3000, 2000, place=b"52.5N 13.4E"))
    assert max(width, height) == LONGEST_SIDE
    assert height > width, "turned as the phone was held"
    assert b"52.5N" not in image
    assert b"Exif" not in image


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 broken", b"GIF89a"])
def test_what_is_no_photo_is_told_kindly(cast: Cast, content: bytes) -> None:
    file = SimpleUploadedFile("photo.jpg", content)
    answer = browser_of(cast.mia).post("/my-plan/photos/", {"photo": file})
    assert answer.status_code == 422
    assert "could not be read as a photo" in answer.content.decode()
    assert not PlanPhoto.objects.exists()


def test_a_picture_with_far_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(NotAPhoto):
        small_jpeg(a_picture(10_000, 7_000, kind="PNG"))


def test_the_same_photo_twice_is_one_and_there_is_an_end(cast: Cast) -> None:
    for width in (40, 40, *range(41, 40 + MOST)):
        add_photo(client=cast.mia, file=a_picture(width))
    assert PlanPhoto.objects.count() == MOST
    with pytest.raises(Enough):
        add_photo(client=cast.mia, file=a_picture(90))


def test_a_photo_is_sealed_is_for_the_clients_eyes_alone_and_can_be_taken_away(cast: Cast) -> None:
    photo = add_photo(client=cast.mia, file=a_picture())
    path = f"/my-plan/kept/{photo.pk}/"

    with connection.cursor() as cursor:
        cursor.execute("SELECT image FROM safety_planphoto")
        assert not bytes(cursor.fetchone()[0]).startswith(b"\xff\xd8")
    shown = browser_of(cast.mia).get(path)
    assert shown.content.startswith(b"\xff\xd8")
    assert shown["Cache-Control"] == "private, no-store"
    assert browser_of(cast.dana).get(path).status_code == 403
    assert path in browser_of(cast.mia).get("/my-plan/").content.decode()
    browser_of(cast.mia).post(f"/my-plan/photos/{photo.pk}/remove/")
    assert not PlanPhoto.objects.exists()


def test_what_is_uploaded_is_never_written_to_disk_unsealed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.NamedTemporaryFile", None)
    file = SimpleUploadedFile("photo.png", a_picture(1800, 1800, kind="PNG").read() + b"\0" * 3_000_000)
    assert browser_of(cast.mia).post("/my-plan/photos/", {"photo": file}).status_code == 302


def test_a_day_in_the_past_is_owed_at_once(cast: Cast) -> None:
    write_plan(client=cast.mia, by=cast.mia, sections={"alone": ["Tea"]}, review_on=date(2026, 1, 1))
    assert [need.kind for need in needs_for(cast.dana)] == ["plan_review"]


def test_what_goes_on_inside_stands_on_a_lock_screen_only_where_it_is_ticked(cast: Cast) -> None:
    sections = {"signs": ["I hide"], "alone": ["Tea"], "ask": [Item(text="Ada", phone="07700 900123")]}
    write_plan(client=cast.mia, by=cast.dana, sections=sections)
    browser = Client()
    browser.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("safety:picture")).content.decode()
    assert 'value="Tea" checked' in page
    assert 'value="Ada, 07700 900123" checked' in page
    assert 'value="I hide">' in page
