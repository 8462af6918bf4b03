"""The pages: what a client sees before and after, that nothing typed is lost, and the printed page."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse

from tests.agenda.weeks import fill, planned, talk
from tests.cast import Cast, browser_of
from tests.insight.found import nine_weeks
from wiseline.agenda import course, working
from wiseline.agenda.agreeing import agree
from wiseline.agenda.models import Agreement, Session, TeamItem, Wish
from wiseline.agenda.wishes import add_wish
from wiseline.lib import clock


def test_a_client_reads_nothing_of_a_draft_and_all_of_it_once_it_is_closed_in_the_same_words(cast: Cast) -> None:
    fill(cast, 1, urge__suicide=3)
    session = planned(cast)
    working.mark_line(session=session, by=cast.dana, key="card.urge.suicide", act="note", note="The harbour wall")
    words = "You call <before> nine."
    agree(session=session, by=cast.dana, kind="words", skill="", text=words, key="1")
    mia, page = browser_of(cast.mia), reverse("agenda:session", args=[session.pk])
    mine = reverse("agenda:mine")
    assert mia.get(page).status_code == 404
    assert mia.get(reverse("agenda:pdf", args=[session.pk])).status_code == 404
    assert b"nine" not in mia.get(mine).content
    assert b"Dana" in mia.get(mine).content  # with whom and when they meet
    course.close(session=session, by=cast.dana)
    read = mia.get(page).content.decode()
    for said in (
        "The harbour wall",
        "You call &lt;before&gt; nine.",
        "Urge to end my life: up to 3 of 5",
        "Staying safe",
    ):
        assert said in read
    assert "<form" not in read.split("<main")[1].split("</main>")[0]
    assert "You call &lt;before&gt; nine." in mia.get(mine).content.decode()
    assert mia.get(reverse("agenda:pdf", args=[session.pk])).status_code == 200


def test_a_wish_without_words_is_refused_with_a_reason_and_one_from_the_outbox_is_answered_with_its_page(
    cast: Cast,
) -> None:
    mia = browser_of(cast.mia)
    wrong = mia.post(reverse("agenda:wish"), {"text": "  "})
    assert wrong.status_code == 422
    assert b"Please look at this" in wrong.content
    long = "x" * 1001
    assert long in mia.post(reverse("agenda:wish"), {"text": long}).content.decode()
    sent = {
        "text": "Sundays",
        "client_key": "k",
        "written_at": "2026-11-23T10:00:00Z",
        "device_now": "2026-11-23T18:30:00Z",
    }
    for _time in range(2):
        answer = mia.post(reverse("agenda:wish"), sent, headers={"Accept": "application/json"})
        assert answer.json() == {"next": reverse("agenda:mine")}
    assert Wish.objects.get().at == clock.now() - timedelta(hours=8, minutes=30)


def test_what_was_typed_stays_when_an_agreement_or_a_line_is_not_complete(cast: Cast) -> None:
    session = planned(cast)
    dana = browser_of(cast.dana)
    sent = {"kind": "taught", "skill": "", "text": "Twelve minutes of it", "key": "k"}
    wrong = dana.post(reverse("agenda:agree", args=[session.pk]), sent)
    assert wrong.status_code == 422
    assert "Twelve minutes of it" in wrong.content.decode()
    assert "Choose the skill." in wrong.content.decode()
    wrong = dana.post(reverse("agenda:add", args=[session.pk]), {"group": "life", "text": "", "key": "k"})
    assert wrong.status_code == 422
    assert not Agreement.objects.exists()
    sent = {"kind": "practice", "skill": "give", "text": "", "part": "", "key": "k"}
    assert "Write what you agreed." in dana.post(reverse("agenda:agree", args=[session.pk]), sent).content.decode()


def test_the_therapist_plans_in_their_own_time_and_not_in_the_past(cast: Cast) -> None:
    dana, page = browser_of(cast.dana), reverse("agenda:of", args=[cast.mia.pk])
    wrong = dana.post(page, {"day": "2026-11-20", "time": "14:00"})
    assert (wrong.status_code, Session.objects.count()) == (422, 0)
    assert "This is in the past." in wrong.content.decode()
    dana.post(page, {"day": "2026-11-26", "time": "14:00", "weekly": "on"})
    session = Session.objects.get()
    assert session.planned_for.isoformat() == "2026-11-26T13:00:00+00:00"
    assert session.weekly


def test_what_is_tapped_on_a_page_that_is_over_changes_nothing_and_says_so(cast: Cast) -> None:
    fill(cast, 1, misery=5)
    session = planned(cast)
    course.close(session=session, by=cast.dana)
    dana = browser_of(cast.dana)
    taps = {
        "line": {"key": "card.misery", "do": "tick"},
        "add": {"group": "life", "text": "x", "key": "k"},
        "agree": {"kind": "words", "text": "x", "key": "k"},
        "step": {"do": "begin"},
    }
    for name, sent in taps.items():
        answer = dana.post(reverse(f"agenda:{name}", args=[session.pk]), sent, follow=True)
        assert "This session is over" in answer.content.decode(), name


def test_the_printed_page_has_one_or_two_sides_and_the_clients_name_is_not_in_its_title(cast: Cast) -> None:
    nine_weeks(cast.mia)
    for back in range(1, 6):
        fill(cast, back, urge__suicide=3, conflict=1, drugs=1, note="A day <b>")
        talk(cast, back, {"acted": "yes", "problem": "A row " * 40, "limits": "x"}, safety="danger")
    add_wish(client=cast.mia, text="Sundays", key="1")
    answer = browser_of(cast.dana).get(reverse("agenda:pdf", args=[planned(cast).pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert 1 <= len(re.findall(rb"/Type /Page\b", answer.content)) <= 2
    assert b"Mia" not in answer["Content-Disposition"].encode()


def test_the_team_brings_decides_and_takes_up_again(cast: Cast) -> None:
    dana, sam = browser_of(cast.dana), browser_of(cast.sam)
    page = reverse("team_agenda:agenda")
    sent = {"text": "My calls grow long", "about": str(cast.mia.pk), "key": "k"}
    for _tap in range(2):
        dana.post(page, sent)
    item = TeamItem.objects.get()
    read = sam.get(page).content.decode()
    assert "My calls grow long" in read
    assert "M.B." in read
    assert "Mia" not in read
    sam.post(reverse("team_agenda:decide", args=[item.pk]), {"decided": "Sam listens in once"})
    assert "Sam listens in once" in dana.get(page).content.decode()
    item.refresh_from_db()
    assert (item.done_by, item.decided) == (cast.sam, "Sam listens in once")
    dana.post(reverse("team_agenda:reopen", args=[item.pk]))
    item.refresh_from_db()
    assert (item.done_at, item.decided) == (None, "Sam listens in once")


def test_a_coach_names_only_their_own_clients_to_the_team(cast: Cast) -> None:
    sent = {"text": "x", "about": str(cast.noah.pk), "key": "k"}
    assert browser_of(cast.dana).post(reverse("team_agenda:agenda"), sent).status_code == 422
    assert not TeamItem.objects.exists()


def test_the_client_reads_what_was_written_for_them_and_not_the_coachs_note(cast: Cast) -> None:
    body = {"problem": "The harbour wall", "follow_up": "The harbour bell", "commitment": "Write to Ada"}
    note = talk(cast, 1, body, safety="safe", primer={"happening": "The door was locked"})
    note.for_client = "You called before you acted."
    note.save()
    session = planned(cast)
    page = reverse("agenda:session", args=[session.pk])
    assert "harbour wall" in browser_of(cast.dana).get(page).content.decode()
    course.close(session=session, by=cast.dana)
    read = browser_of(cast.mia).get(page).content.decode()
    for said in ("The door was locked", "You called before you acted.", "Write to Ada"):
        assert said in read
    assert "harbour" not in read
    assert "harbour wall" in browser_of(cast.dana).get(page).content.decode()
