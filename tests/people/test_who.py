"""Who can see what: the words on the client's screen and what the pages really give are the same."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

import wiseline
from tests.cast import Cast, browser_of
from wiseline.audit.trail import record
from wiseline.chart.cover import leave_brief
from wiseline.coaching.flows.answer import answer, end
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.people.flows.join import add_person
from wiseline.people.models import CareKind, CareRelationship, Role
from wiseline.safety.lending import end_link, lend, links_of
from wiseline.skills.groups import begin_group, set_members
from wiseline.web.people.looks import LOOKS
from wiseline.web.privacy.who import who_sees

WHO = "/privacy/who/"
STAFF = ("dana", "sam", "toni", "lea")


def seen_by(cast: Cast, key: str) -> set[str]:
    """By first name, whom the line names."""
    line = next(line for line in who_sees(cast.mia, clock.now()) if line.key == key)
    return {person.first_name.lower() for person in line.who}


def test_every_line_of_a_quiet_day(cast: Cast) -> None:
    expected = {
        "everything": {"dana"},
        "therapist": {"dana"},
        "cover": set(),
        "words": set(),
        "duty": {"sam"},
        "leads": {"lea"},
        "administrators": set(),
        "group": set(),
        "team": {"dana", "sam", "toni", "lea"},
        "lent": set(),
        "others": set(),
    }
    assert {
        line.key: {person.first_name.lower() for person in line.who} for line in who_sees(cast.mia, clock.now())
    } == expected


def test_who_reads_everything_is_who_gets_the_pages_and_nobody_else(cast: Cast) -> None:
    for path in ("/diary/of/{mia}/", "/chains/of/{mia}/", "/patterns/of/{mia}/", "/practice/of/{mia}/"):
        found = {
            name
            for name in STAFF
            if browser_of(getattr(cast, name)).get(path.format(mia=cast.mia.pk)).status_code == 200
        }
        assert found == seen_by(cast, "everything"), path


def test_who_knows_that_a_client_is_here_is_who_gets_the_closed_page(cast: Cast) -> None:
    closed = b"chart is closed to you"
    path = f"/people/{cast.mia.pk}/"
    found = {name for name in STAFF if closed in browser_of(getattr(cast, name)).get(path).content}
    assert found == seen_by(cast, "leads")


def test_what_a_lead_sees_of_a_talk_is_told_and_what_is_said_in_it_is_not_seen(cast: Cast) -> None:
    told = " ".join(browser_of(cast.mia).get(WHO).content.decode().split())
    contact, _new = ask(client=cast.mia, safety="danger", kind="crisis", primer={"happening": "The bridge."})
    page = browser_of(cast.lea).get(f"/c/{contact.pk}/").content.decode()
    for seen, words in (
        ("Says: in danger", "whether you said that you are safe"),
        ("I am in a crisis", "what for"),
        ("Call now", "in which way"),
        ("Dana Reyes was rung", "who was rung"),
    ):
        assert seen in page
        assert words in told
    assert "The bridge." not in page
    assert "They do not see what you say or write." in told


def test_a_care_relationship_that_ends_takes_the_name_away(cast: Cast, now: time_machine.Traveller) -> None:
    today = clock.now().date()
    CareRelationship.objects.create(
        client=cast.mia, coach=cast.toni, kind=CareKind.TRAINER, starts_on=today, ends_on=today
    )
    assert seen_by(cast, "everything") == {"dana", "toni"}
    assert seen_by(cast, "therapist") == {"dana"}
    now.shift(timedelta(days=2))
    assert seen_by(cast, "everything") == {"dana"}


def test_a_covering_coach_is_named_while_they_can_read_and_a_day_after(cast: Cast, now: time_machine.Traveller) -> None:
    contact, _new = ask(client=cast.mia, safety="safe")

    def can_read() -> bool:
        page = browser_of(cast.sam).get(f"/c/{contact.pk}/")
        return page.status_code == 200 and b"closed to you" not in page.content and "sam" in seen_by(cast, "cover")

    assert seen_by(cast, "cover") == set()
    for _step in range(2):
        contact.refresh_from_db()
        assert contact.due_at is not None
        now.move_to(contact.due_at)
        advance(contact.pk)
    contact.refresh_from_db()
    assert contact.ringing == cast.sam
    assert can_read()
    answer(contact_id=contact.pk, coach=cast.sam)
    assert can_read()
    end(contact_id=contact.pk, by=cast.sam)
    Contact.objects.filter(pk=contact.pk).update(status="closed", closed_at=clock.now(), due_at=None)
    now.shift(timedelta(hours=23))
    assert can_read()
    now.shift(timedelta(hours=2))
    assert seen_by(cast, "cover") == set()


def test_words_for_cover_name_whoever_is_on_duty_and_only_while_they_stand(cast: Cast) -> None:
    today = clock.now().date()
    tomorrow = today + timedelta(days=1)
    leave_brief(client=cast.mia, by=cast.dana, helps="a walk", avoid="", first=today - timedelta(days=1), last=tomorrow)
    assert seen_by(cast, "words") == {"sam"}
    shown = {name for name in ("sam", "toni") if b"a walk" in browser_of(getattr(cast, name)).get("/cover/").content}
    assert shown == {"sam"}


def test_an_administrator_and_a_groups_trainer_are_named_for_what_they_are(cast: Cast) -> None:
    add_person(programme=cast.programme, name="Ada Kern", email="ada@example.org", roles=[Role.ADMINISTRATOR])
    group = begin_group(name="Tuesday", by=cast.toni)
    set_members(group=group, clients=[cast.mia], by=cast.toni)
    assert seen_by(cast, "administrators") == {"ada"}
    assert seen_by(cast, "group") == {"toni"}


def test_whom_one_gave_the_plan_is_named_until_it_is_ended(cast: Cast) -> None:
    lend(client=cast.mia, name="my sister", days=7)
    assert "my sister" in browser_of(cast.mia).get(WHO).content.decode()
    end_link(client=cast.mia, link=links_of(cast.mia)[0])
    assert "my sister" not in browser_of(cast.mia).get(WHO).content.decode()


def test_nobody_of_another_programme_is_ever_named(cast: Cast) -> None:
    named = {person for line in who_sees(cast.mia, clock.now()) for person in line.who}
    assert not named & {cast.eve, cast.otto, cast.noah, cast.mia}


@pytest.mark.parametrize("action", sorted(LOOKS))
def test_each_look_is_told_in_words(cast: Cast, action: str) -> None:
    record(actor=cast.dana, action=action, subject=cast.mia, programme_id=cast.programme.pk, client_id=cast.mia.pk)
    page = browser_of(cast.mia).get(WHO).content.decode()
    told = f"· {LOOKS[action]}</span>"
    assert told in page
    assert told not in browser_of(cast.noah).get(WHO).content.decode()


def test_every_look_that_the_code_writes_down_has_words() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(wiseline.__file__).parent.rglob("*.py"))
    written = set(re.findall(r'"([a-z_]+\.(?:[a-z_]+_)?(?:read|printed|heard|seen|exported))"', source))
    assert written - {"group.map_read"} == set(LOOKS), "a group's map is nobody's alone"
