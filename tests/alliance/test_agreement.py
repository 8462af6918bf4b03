"""The agreement is signed by both in the words that they read; a new version asks both again, and gates nothing."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.alliance import agreement as agreeing
from wiseline.alliance.models import Agreement, Signature, Wish
from wiseline.alliance.wording import SECTIONS, hours_in_words
from wiseline.chart.needs import needs_for
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.models import CareKind, CareRelationship
from wiseline.rota.hours import Window
from wiseline.rota.limits import Limits, Reason
from wiseline.safety.agreeing import agree


def first(cast: Cast) -> Agreement:
    body = agreeing.begin_with(cast.mia, cast.dana)
    return agreeing.write_agreement(client=cast.mia, by=cast.dana, body=body, seen=0)


def both_sign(cast: Cast, version: Agreement) -> None:
    agreeing.sign(agreement=version, by=cast.mia, name="Mia Berg")
    agreeing.sign(agreement=version, by=cast.dana, name="Dana Reyes")


def test_it_begins_with_our_words_and_the_therapists_own_hours(cast: Cast) -> None:
    words = agreeing.begin_with(cast.mia, cast.dana)
    assert set(words) == set(SECTIONS)
    assert (
        "Monday to Sunday: 8 a.m. to 9 p.m." in words["limits"] or "Monday to Sunday: 08:00 to 21:00" in words["limits"]
    )
    assert "within 1 hour" in words["returns"]
    assert all(text.strip() for text in words.values())


@pytest.mark.parametrize(
    ("windows", "outside", "expected"),
    [
        ([], [], ["has not yet said"]),
        ([(0, 8, 12), (0, 14, 18)], [], ["Monday: 08:00 to 12:00, 14:00 to 18:00"]),
        ([(0, 9, 17), (1, 9, 17), (3, 9, 17)], [], ["Monday to Tuesday: 09:00 to 17:00", "Thursday: 09:00 to 17:00"]),
        ([(6, 0, 0)], ["life_threatening"], ["Sunday: all day", "When your life is in danger"]),
    ],
)
def test_hours_read_as_people_say_them(
    cast: Cast, windows: list[tuple[int, int, int]], outside: list[str], expected: list[str]
) -> None:
    rows = tuple(Window(day, time(start), time(end)) for day, start, end in windows)
    limits = Limits(cast.dana.pk, "UTC", rows, (), frozenset(Reason(name) for name in outside), 60)
    words = hours_in_words("Dana", limits)
    assert [part for part in expected if part not in words] == []


def test_it_holds_when_both_have_signed_and_the_words_are_kept_beside_each_name(cast: Cast) -> None:
    version = first(cast)
    standing = agreeing.agreement_of(cast.mia)
    assert (standing.in_force, standing.asks_client, standing.asks_therapist) == (None, True, True)
    both_sign(cast, version)
    standing = agreeing.agreement_of(cast.mia)
    assert (standing.in_force, standing.asks_client, standing.asks_therapist) == (version, False, False)
    assert {row.name for row in standing.signatures} == {"Mia Berg", "Dana Reyes"}
    assert all(version.body["privacy"] in row.wording for row in standing.signatures)


def test_a_new_version_asks_both_again_and_until_then_the_old_one_holds(cast: Cast) -> None:
    old = first(cast)
    both_sign(cast, old)
    assert needs_for(cast.dana) == []
    new = agreeing.write_agreement(client=cast.mia, by=cast.dana, body={"functions": "Other words"}, seen=1)
    standing = agreeing.agreement_of(cast.mia)
    assert (standing.newest, standing.in_force) == (new, old)
    assert (standing.asks_client, standing.asks_therapist) == (True, True)
    assert [need.kind for need in needs_for(cast.dana)] == ["agreement"]
    assert "new words" in browser_of(cast.mia).get("/").content.decode()
    both_sign(cast, new)
    assert needs_for(cast.dana) == []
    assert "new words" not in browser_of(cast.mia).get("/").content.decode()


def test_the_same_words_are_the_same_version_and_a_second_signature_is_none(cast: Cast) -> None:
    version = first(cast)
    assert agreeing.write_agreement(client=cast.mia, by=cast.dana, body=version.body, seen=0) == version
    for _tap in range(2):
        agreeing.sign(agreement=version, by=cast.mia, name="Mia")
    assert Signature.objects.count() == 1


def test_nobody_signs_words_that_are_no_longer_the_newest(cast: Cast) -> None:
    old = first(cast)
    agreeing.write_agreement(client=cast.mia, by=cast.dana, body={"functions": "Other"}, seen=1)
    with pytest.raises(agreeing.Newer):
        agreeing.sign(agreement=old, by=cast.mia, name="Mia")
    answered = browser_of(cast.mia).post(reverse("alliance:sign", args=[old.pk]), {"name": "Mia"}, follow=True)
    assert "have changed meanwhile" in answered.content.decode()
    assert not Signature.objects.exists()


def test_two_who_write_at_once_lose_nothing(cast: Cast) -> None:
    first(cast)
    page = browser_of(cast.dana).post(
        reverse("alliance:write_agreement", args=[cast.mia.pk]), {"seen": "0", "functions": "My own words"}
    )
    assert page.status_code == 422
    shown = page.content.decode()
    assert "My own words" in shown
    assert 'name="seen" value="1"' in shown
    assert Agreement.objects.count() == 1


def test_a_new_therapist_is_asked_to_sign(cast: Cast, now: time_machine.Traveller) -> None:
    both_sign(cast, first(cast))
    today = clock.now().date()
    CareRelationship.objects.filter(client=cast.mia).update(ends_on=today - timedelta(days=1))
    CareRelationship.objects.create(client=cast.mia, coach=cast.sam, kind=CareKind.THERAPIST, starts_on=today)
    standing = agreeing.agreement_of(cast.mia)
    assert standing.in_force is not None
    assert standing.asks_therapist
    assert not standing.asks_client


def test_an_empty_name_is_no_signature_and_the_page_says_so(cast: Cast) -> None:
    version = first(cast)
    answered = browser_of(cast.mia).post(reverse("alliance:sign", args=[version.pk]), {"name": " "})
    assert answered.status_code == 422
    assert not Signature.objects.exists()


def test_the_therapist_hears_that_their_hours_have_changed_since(cast: Cast) -> None:
    first(cast)
    address = reverse("alliance:agreement", args=[cast.mia.pk])
    words = "Your hours have changed since this was written"
    assert words not in browser_of(cast.dana).get(address).content.decode()
    cast.dana.weekly_windows.filter(weekday=6).delete()
    assert words in browser_of(cast.dana).get(address).content.decode()
    assert words not in browser_of(cast.mia).get(address).content.decode()


def test_a_wish_of_the_client_is_owed_an_answer(cast: Cast) -> None:
    browser_of(cast.mia).post(reverse("alliance:wish", args=[cast.mia.pk]), {"text": "Messages at night too"})
    assert [need.kind for need in needs_for(cast.dana)] == ["agreement_wish"]
    page = browser_of(cast.dana).get(reverse("alliance:agreement", args=[cast.mia.pk])).content.decode()
    assert "Messages at night too" in page
    browser_of(cast.dana).post(reverse("alliance:talked", args=[cast.mia.pk]))
    assert needs_for(cast.dana) == []
    assert Wish.objects.get().answered_at == clock.now()


def test_asking_never_waits_for_a_signature(cast: Cast) -> None:
    first(cast)
    browser_of(cast.mia).post("/ask/")
    assert Contact.objects.filter(client=cast.mia).exists()


def test_it_prints_with_its_signatures(cast: Cast) -> None:
    version = first(cast)
    both_sign(cast, version)
    page = browser_of(cast.mia).get(reverse("alliance:agreement_pdf", args=[version.pk]))
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")


def test_the_day_after_an_act_is_quoted_from_where_it_is_set_so_that_the_two_cannot_contradict_each_other(
    cast: Cast,
) -> None:
    version = first(cast)
    both_sign(cast, version)
    page = reverse("alliance:agreement", args=[cast.mia.pk])
    assert "No rule is set. Coaching goes on as always." in browser_of(cast.mia).get(page).content.decode()
    agree(client=cast.mia, by=cast.dana, mode="flexible", reason="Asking before is what helps.")
    for person in (cast.mia, cast.dana):
        read = browser_of(person).get(page).content.decode()
        assert "Flexible: help with a skill goes on, the rest waits" in read
        assert "Asking before is what helps." in read
        assert "No rule is set" not in read
    agree(client=cast.mia, by=cast.dana, mode="off")
    assert "Off: coaching goes on as always" in browser_of(cast.mia).get(page).content.decode()
    assert agreeing.agreement_of(cast.mia).newest == version, "the signed words are the same"
