"""A risk assessment in the note: what was written stays, on whichever page and by whomever."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.chart.models import Note
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer, end, hand_over
from wiseline.coaching.flows.ask import ask, say_safety
from wiseline.coaching.flows.recontact import agreed_with
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact, Recontact
from wiseline.coaching.risk import left_open
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import Person
from wiseline.safety.agreeing import agree, state_of
from wiseline.safety.policy import Mode


def assess(coach: Person, contact: Contact, **fields: Any) -> Any:
    """What the coach keeps on the page about safety."""
    return browser_of(coach).post(reverse("coaching:risk", args=[contact.pk]), fields)


def let_the_search_go_on(contact: Contact, now: time_machine.Traveller) -> None:
    for _step in range(12):
        contact.refresh_from_db()
        if contact.status == Status.UNREACHED:
            break
        assert contact.due_at is not None
        now.move_to(max(contact.due_at, clock.now()))
        advance(contact.pk)


def test_the_assessment_is_part_of_the_note_and_reads_in_it(cast: Cast, contact: Contact) -> None:
    page = browser_of(cast.dana).get(reverse("coaching:risk", args=[contact.pk])).content.decode()
    assert "Have you thought about how?" in page
    fields = {
        "asked_thoughts": "yes",
        "asked_acted": "no",
        "acute": ["alone", "shame"],
        "protective": ["people"],
        "means": "Tablets: Ada takes them tonight",
        "judgement": "Danger is raised tonight, and lower once Ada is there.",
        "done_list": ["support"],
        "considered": "Hospital: not needed while Ada stays",
        "consulted": "Lea",
        "sign": "1",
    }
    assert assess(cast.dana, contact, **fields).status_code == 302
    note = notes.latest_note(Contact.objects.get(pk=contact.pk))
    assert note is not None
    assert (note.body["risk_asked"], note.body["acted"]) == (True, "no")
    shown = browser_of(cast.dana).get(reverse("coaching:note", args=[note.pk])).content.decode()
    for words in (
        "Thoughts of ending their life",
        "Alone now",
        "Ada takes them tonight",
        "Hospital: not needed",
        "Lea",
    ):
        assert words in shown


ONLY_ACTED: dict[str, Any] = {"risk_asked": True, "risk": {"asked": {"acted": "yes"}}, "acted": "yes"}
# (what the client said, what the note has) -> whether signing asks first
LEFT_OPEN: list[tuple[str, dict[str, Any], bool]] = [
    ("danger", {}, True),
    ("unsure", {}, True),
    ("safe", {}, False),
    ("", {}, False),
    ("danger", {"risk_answer": "danger"}, True),  # filled by itself
    ("danger", {"risk_answer": "danger", "risk_asked": True}, False),
    ("danger", {"risk_answer": "safe"}, False),
    ("danger", {"risk": {"asked": {"thoughts": "no"}}, "risk_asked": True}, False),
    ("danger", {"risk": {"steps": "Ada comes"}}, False),
    ("danger", {"risk": {"asked": {}, "done_list": ["emergency"]}}, False),
    ("danger", {"recontact_at": "2026-11-23T12:00:00+00:00"}, False),
    ("danger", ONLY_ACTED, True),
    ("safe", {**ONLY_ACTED, "risk_answer": "safe"}, True),
    ("safe", {"acted": "yes"}, True),
    ("safe", {"acted": "no"}, False),
    ("safe", {**ONLY_ACTED, "recontact_at": "2026-11-23T12:00:00+00:00"}, False),
]


@pytest.mark.parametrize(("safety", "body", "asks"), LEFT_OPEN)
def test_what_a_note_leaves_open_about_somebody_who_may_be_in_danger(
    safety: str, body: dict[str, Any], asks: bool
) -> None:
    assert left_open(safety, body) is asks


def test_a_note_that_was_begun_while_they_were_safe_is_asked_about_once_they_are_not(
    cast: Cast, now: time_machine.Traveller
) -> None:
    contact, _new = ask(client=cast.noah, safety="safe")
    answer(contact_id=contact.pk, coach=cast.sam)
    notes.save_draft(contact=contact, coach=cast.sam, body={"problem": "A row at work"})
    say_safety(contact_id=contact.pk, client=cast.noah, safety="danger")
    contact.refresh_from_db()
    assert notes.draft_of(contact, cast.sam).body["risk_answer"] == "danger", (
        "what he said last, and not what stood there"
    )
    page = browser_of(cast.sam).post(reverse("coaching:save_note", args=[contact.pk]), {"sign": "1"})
    assert "Noah said: in danger." in page.content.decode()


@pytest.mark.parametrize("page", ["coaching:risk", "coaching:save_note"])
def test_signing_with_no_answer_about_safety_asks_once_and_keeps_what_was_written(
    cast: Cast, contact: Contact, page: str
) -> None:
    dana, path = browser_of(cast.dana), reverse(page, args=[contact.pk])
    fields = {"considered": "Her sister is on the way", "sign": "1"}
    shown = dana.post(path, fields).content.decode()
    assert "Mia said: not sure to be safe." in shown
    assert "The note has no answer about safety, and no call is agreed." in shown
    assert "End and sign all the same" in shown
    assert "Her sister is on the way</textarea>" in shown
    contact.refresh_from_db()
    assert contact.status == Status.LIVE
    assert notes.draft_of(contact, cast.dana).body["considered"] == "Her sister is on the way"
    talk = dana.get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Ask about safety in steps" in talk, "nothing about it was written"
    assert dana.post(path, {**fields, "sign": "2"}).status_code == 302
    contact.refresh_from_db()
    assert contact.status == Status.CLOSED


def test_that_the_client_has_acted_is_no_answer_about_safety(cast: Cast, contact: Contact) -> None:
    shown = assess(cast.dana, contact, asked_acted="yes", sign="1").content.decode()
    assert "You wrote: Mia has already acted." in shown


def test_the_button_says_that_it_ends_the_talk_while_they_talk(cast: Cast, contact: Contact) -> None:
    dana, path = browser_of(cast.dana), reverse("coaching:risk", args=[contact.pk])
    assert "End, sign and close" in dana.get(path).content.decode()
    end(contact_id=contact.pk, by=cast.dana)
    assert "End, sign and close" not in dana.get(path).content.decode()
    assert "Sign and close" in dana.get(path).content.decode()


def test_what_was_assessed_stays_when_the_note_is_written_on(cast: Cast, contact: Contact) -> None:
    assess(cast.dana, contact, asked_thoughts="yes", steps="Ada comes")
    browser_of(cast.dana).post(reverse("coaching:save_note", args=[contact.pk]), {"problem": "a row"})
    note = notes.draft_of(contact, cast.dana)
    assert note.body["risk"]["steps"] == "Ada comes"
    assert note.body["problem"] == "a row"
    again = browser_of(cast.dana).get(reverse("coaching:risk", args=[contact.pk])).content.decode()
    assert "Ada comes</textarea>" in again


def as_shown(coach: Person, contact: Contact, page: str) -> dict[str, Any]:
    """What a browser sends from the page as it is shown now."""
    was = browser_of(coach).get(reverse(page, args=[contact.pk])).context["was"]
    return {**dict(QueryDict(was).lists()), "was": was}


ASSESSED = {"considered": "Hospital", "consulted": "Lea", "asked_acted": "yes", "asked_thoughts": "yes"}


@pytest.mark.parametrize("signing", [{}, {"sign": "2"}])
def test_what_was_written_on_one_page_is_not_undone_by_another_that_was_opened_before(
    cast: Cast, contact: Contact, signing: dict[str, str]
) -> None:
    agree(client=cast.mia, by=cast.dana, mode=Mode.STRICT, reason="So that asking comes before acting.")
    talk = as_shown(cast.dana, contact, "coaching:open")
    assess(cast.dana, contact, **ASSESSED)
    written = {**talk, "problem": "a row", "done": "Cold water", "follow_up": "Dana", **signing}
    browser_of(cast.dana).post(reverse("coaching:save_note", args=[contact.pk]), written)
    body = Note.objects.get(author=cast.dana).body
    assert (body["considered"], body["consulted"], body["acted"]) == ("Hospital", "Lea", "yes")
    assert body["risk_asked"]
    assert (body["problem"], body["done"], body["follow_up"]) == ("a row", "Cold water", "Dana")
    assert state_of(cast.mia, clock.now()).until, "the day after the act applies"


def test_what_was_assessed_can_be_emptied_there_and_another_page_does_not_bring_it_back(
    cast: Cast, contact: Contact
) -> None:
    assess(cast.dana, contact, **ASSESSED)
    talk = as_shown(cast.dana, contact, "coaching:open")
    page = as_shown(cast.dana, contact, "coaching:risk")
    assess(cast.dana, contact, **{**page, "considered": "", "consulted": "", "asked_acted": ""})
    browser_of(cast.dana).post(reverse("coaching:save_note", args=[contact.pk]), {**talk, "problem": "a row"})
    body = notes.draft_of(contact, cast.dana).body
    assert (body["considered"], body["consulted"], body["acted"], body["problem"]) == ("", "", "", "a row")
    assert body["risk"]["asked"] == {"thoughts": "yes"}


def test_what_is_emptied_in_the_talk_is_emptied_and_what_is_ticked_elsewhere_stays(
    cast: Cast, contact: Contact
) -> None:
    path = reverse("coaching:save_note", args=[contact.pk])
    dana = browser_of(cast.dana)
    dana.post(path, {"coached": ["tipp"], "limits": "tired", "limits_for_team": "on", "urge_before_self_harm": "4"})
    first, second = (as_shown(cast.dana, contact, "coaching:open") for _tab in range(2))
    assert (first["coached"], first["limits_for_team"]) == (["tipp"], ["on"])
    dana.post(path, {**first, "coached": [], "limits": "", "distress_after": "30"})
    dana.post(path, {**second, "limits_for_team": [], "for_client": "You asked early."})
    note = notes.draft_of(contact, cast.dana)
    assert (note.body["coached"], note.body["limits"], note.body["limits_for_team"]) == ([], "", False)
    assert (note.body["distress_after"], note.for_client) == (30, "You asked early.")
    assert note.body["urges_before"] == {"self_harm": 4}


@pytest.mark.parametrize("silent", [False, True])
def test_what_was_written_before_a_hand_over_is_read_by_whoever_goes_on_and_the_agreed_call_stands(
    cast: Cast, now: time_machine.Traveller, silent: bool
) -> None:
    contact, _new = ask(client=cast.mia, safety="unsure")
    answer(contact_id=contact.pk, coach=cast.dana)
    hand_over(contact_id=contact.pk, coach=cast.dana, to=cast.sam)
    answer(contact_id=contact.pk, coach=cast.sam)
    assess(cast.sam, contact, again="1", considered="Hospital: not while Ada stays")
    if silent:
        let_the_search_go_on(contact, now)
    else:
        hand_over(contact_id=contact.pk, coach=cast.sam, to=cast.dana)
    answer(contact_id=contact.pk, coach=cast.dana)
    talk = browser_of(cast.dana).get(reverse("coaching:open", args=[contact.pk])).content.decode()
    for words in ("What Sam Okafor wrote before", "Hospital: not while Ada stays", "Sam Okafor agreed to speak again"):
        assert words in talk
    assert assess(cast.dana, contact, steps="Ada comes", sign="1").status_code == 302
    note = notes.latest_note(contact)
    assert note is not None
    assert note.author == cast.dana
    signed = browser_of(cast.dana).get(reverse("coaching:note", args=[note.pk])).content.decode()
    assert "Ada comes" in signed
    assert "Hospital: not while Ada stays" in signed
    assert [row.coach for row in agreed_with(cast.mia)] == [cast.sam]
    part = Note.objects.get(author=cast.sam)
    his = reverse("coaching:note", args=[part.pk])
    sam = browser_of(cast.sam)
    assert his in sam.get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert "Hospital: not while Ada stays" in sam.get(his).content.decode()
    assert browser_of(cast.toni).get(his).status_code == 404


@pytest.mark.parametrize("own", ["", "2020-01-01T09:00", "soon"])
def test_a_time_that_is_none_is_told_and_nothing_is_lost(cast: Cast, contact: Contact, own: str) -> None:
    answer = assess(cast.dana, contact, steps="Ada comes", sign="1", again="own", own_time=own)
    assert answer.status_code == 422
    assert "Ada comes</textarea>" in answer.content.decode()
    assert not Recontact.objects.exists()
