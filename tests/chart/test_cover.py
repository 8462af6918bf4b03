"""What is left for whoever covers is read by who is on duty and by the client; what comes back waits to be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import Cast
from tests.people.test_access import as_
from wiseline.audit.models import Entry
from wiseline.chart.cover import brief_for_cover, end_brief, hand_back, leave_brief
from wiseline.chart.models import CoverBrief, HandBack
from wiseline.chart.needs import needs_for
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.rota.models import RotaShift

WORDS = {"helps": "Short sentences.", "avoid": "Do not offer to drive over."}


def left(cast: Cast, days: int = 5) -> CoverBrief:
    today = clock.now().date()
    return leave_brief(client=cast.mia, by=cast.dana, **WORDS, first=today, last=today + timedelta(days=days))


def covered(cast: Cast) -> Contact:
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.lea)
    contact.refresh_from_db()
    return contact


def test_who_is_on_duty_reads_it_and_every_look_is_kept(cast: Cast) -> None:
    left(cast)
    page = as_(cast.sam).get(reverse("cover:duty")).content.decode()
    assert "Short sentences." in page
    assert "Do not offer to drive over." in page
    assert Entry.objects.filter(action="cover.brief_read", actor_id=cast.sam.pk, client_id=cast.mia.pk).count() == 1


def test_who_is_not_on_duty_reads_nothing(cast: Cast) -> None:
    left(cast)
    for who in (cast.lea, cast.toni):
        page = as_(who).get(reverse("cover:duty")).content.decode()
        assert "Short sentences." not in page
        assert "closed to you" in page


def test_a_duty_opens_it_twelve_hours_ahead(cast: Cast, now: time_machine.Traveller) -> None:
    left(cast)
    RotaShift.objects.filter(weekday__in=[0, 1]).delete()  # Sam's next duty begins on Wednesday at midnight
    now.shift(timedelta(hours=16))
    assert "closed to you" in as_(cast.sam).get(reverse("cover:duty")).content.decode()
    now.shift(timedelta(hours=1))
    assert "Short sentences." in as_(cast.sam).get(reverse("cover:duty")).content.decode()


def test_the_client_reads_the_same_words(cast: Cast) -> None:
    left(cast)
    assert "Do not offer to drive over." in as_(cast.mia).get(reverse("cover:mine")).content.decode()
    assert "Do not offer to drive over." not in as_(cast.noah).get(reverse("cover:mine")).content.decode()


def test_it_ends_by_itself_by_hand_and_by_a_newer_one(cast: Cast, now: time_machine.Traveller) -> None:
    first = left(cast)
    assert left(cast).pk == first.pk, "the same again is the same"
    newer = left(cast, days=6)
    assert brief_for_cover(cast.mia) == newer
    now.shift(timedelta(days=8))
    assert brief_for_cover(cast.mia) is None
    assert "Short sentences." not in as_(cast.sam).get(reverse("cover:duty")).content.decode()
    left(cast)
    end_brief(client=cast.mia, by=cast.dana)
    assert brief_for_cover(cast.mia) is None
    assert CoverBrief.objects.count() == 3, "nothing is overwritten"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"helps": "", "avoid": ""}, "Write something"),
        ({"last": "2026-11-20"}, "before the first"),
        ({"last": "2027-11-20"}, "60 days"),
        ({"first": "soon"}, "valid date"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    cast: Cast, changed: dict[str, str], said: str
) -> None:
    data = {**WORDS, "helps": "Her dog", "first": "2026-11-23", "last": "2026-11-30"} | changed
    page = as_(cast.dana).post(reverse("cover:brief", args=[cast.mia.pk]), data)
    assert page.status_code == 422
    assert said in page.content.decode()
    if data["helps"]:
        assert "Her dog" in page.content.decode()
    assert not CoverBrief.objects.exists()


def test_what_is_handed_back_stands_on_the_therapists_board_until_it_is_read(cast: Cast) -> None:
    contact = covered(cast)
    as_(cast.lea).post(reverse("cover:back", args=[contact.pk]), {"text": "She was cold, and calm at the end."})
    (need,) = needs_for(cast.dana)
    assert needs_for(cast.sam) == []
    row = HandBack.objects.get()
    assert need.subject_id == row.pk
    page = as_(cast.dana).get(reverse("cover:hand_back", args=[row.pk]))
    assert "calm at the end" in page.content.decode()
    as_(cast.dana).post(reverse("cover:hand_back", args=[row.pk]))
    assert needs_for(cast.dana) == []
    row.refresh_from_db()
    assert row.read_by == cast.dana


def test_newer_words_are_to_be_read_again_and_the_same_ones_are_not(cast: Cast) -> None:
    contact = covered(cast)

    def say(text: str) -> HandBack:
        return hand_back(contact_id=contact.pk, client=cast.mia, by=cast.lea, text=text)

    row = say("One")
    as_(cast.dana).post(reverse("cover:hand_back", args=[row.pk]))
    say("One")
    assert needs_for(cast.dana) == []
    say("Two")
    assert len(needs_for(cast.dana)) == 1
    assert HandBack.objects.count() == 1


def test_the_therapist_sees_in_the_morning_what_the_night_was(cast: Cast, now: time_machine.Traveller) -> None:
    contact = covered(cast)
    now.shift(timedelta(hours=11))
    page = as_(cast.dana).get(reverse("cover:night")).content.decode()
    assert reverse("coaching:open", args=[contact.pk]) in page
    assert "Lea Novak" in page
    assert reverse("coaching:open", args=[contact.pk]) not in as_(cast.sam).get(reverse("cover:night")).content.decode()


def test_who_cares_for_the_client_has_nothing_to_hand_back(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, safety="safe")
    answer(contact_id=contact.pk, coach=cast.dana)
    assert as_(cast.dana).get(reverse("cover:back", args=[contact.pk])).status_code == 404
    assert as_(cast.lea).post(reverse("cover:back", args=[contact.pk]), {"text": "x"}).status_code == 404


def test_an_empty_hand_back_is_refused(cast: Cast) -> None:
    page = as_(cast.lea).post(reverse("cover:back", args=[covered(cast).pk]), {"text": " "})
    assert page.status_code == 422
    assert not HandBack.objects.exists()
