"""An adolescent's parent is part of what was agreed, with a coach of their own, and sees nothing of the chart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.chart.cover import hand_back, leave_brief
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.people.models import CareKind, CareRelationship
from wiseline.reach.models import Delivery
from wiseline.reach.words import Notice, notice_for
from wiseline.safety.flows import write_plan
from wiseline.safety.models import Other
from wiseline.safety.others import include, keep_rules, leave_out, others_of
from wiseline.web.privacy.who import who_sees


@pytest.mark.parametrize("days", [-3, 0, 7])
def test_a_parent_has_a_coach_of_their_own_who_reads_nothing_of_the_client(cast: Cast, days: int) -> None:
    since = clock.now().date() + timedelta(days=days)
    CareRelationship.objects.create(client=cast.mia, coach=cast.toni, kind=CareKind.TRAINER, starts_on=since)
    fields = {"name": "Karin, mother", "told": "That Mia may call at night."}
    for who in (cast.dana, cast.toni):
        fields["coach"] = str(who.pk)
        refused = browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/others/", fields)
        assert refused.status_code == 422
        assert "stays the client’s" in refused.content.decode()
        assert "That Mia may call at night." in refused.content.decode()
    fields["coach"] = str(cast.sam.pk)
    assert browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/others/", fields).status_code == 302
    assert [row.coach for row in others_of(cast.mia)] == [cast.sam]


def test_who_cared_for_the_client_once_or_holds_a_talk_with_them_is_not_the_coach_of_a_parent(cast: Cast) -> None:
    long_ago = date(2021, 5, 1)
    ended = {"starts_on": date(2020, 1, 1), "ends_on": long_ago}
    CareRelationship.objects.create(client=cast.mia, coach=cast.toni, kind=CareKind.THERAPIST, **ended)
    contact, _new = ask(client=cast.mia, safety="danger")
    answer(contact_id=contact.pk, coach=cast.sam)
    fields = {"name": "Karin, mother", "told": "That Mia may call at night."}
    for who in (cast.toni, cast.sam):
        refused = browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/others/", {**fields, "coach": str(who.pk)})
        assert refused.status_code == 422
        assert "ever did, or holds a talk with them now" in refused.content.decode()
    notes.sign(contact=contact, coach=cast.sam)
    include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    assert [row.coach for row in others_of(cast.mia)] == [cast.sam]


def test_a_parents_coach_does_not_read_what_they_wrote_about_the_client_before(cast: Cast) -> None:
    contact, _new = ask(client=cast.mia, safety="danger")
    answer(contact_id=contact.pk, coach=cast.sam)
    notes.save_draft(contact=contact, coach=cast.sam, body={"problem": "What Mia said"})
    note = notes.sign(contact=contact, coach=cast.sam)
    back = hand_back(contact_id=contact.pk, client=cast.mia, by=cast.sam, text="How it was")
    sam = browser_of(cast.sam)
    paths = (reverse("coaching:note", args=[note.pk]), reverse("cover:hand_back", args=[back.pk]))
    assert {sam.get(path).status_code for path in paths} == {200}
    row = include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    assert {sam.get(path).status_code for path in paths} == {404}
    assert paths[0] not in sam.get(reverse("coaching:open", args=[contact.pk])).content.decode()
    assert browser_of(cast.dana).get(paths[0]).status_code == 200
    leave_out(other=row, by=cast.mia)
    assert {sam.get(path).status_code for path in paths} == {200}


@pytest.mark.parametrize("left", [True, False])
def test_a_parents_coach_on_duty_reads_neither_words_nor_plan_nor_name_of_the_client(cast: Cast, left: bool) -> None:
    write_plan(client=cast.mia, by=cast.dana, sections={"signs": ["I hide in my room"]})
    today = clock.now().date()
    if left:
        leave_brief(client=cast.mia, by=cast.dana, helps="Short sentences.", avoid="", first=today, last=today)

    def page() -> str:
        return browser_of(cast.sam).get(reverse("cover:duty")).content.decode()

    assert "Mia Berg" in page()
    include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    for words in ("Mia Berg", "Short sentences.", "I hide in my room"):
        assert words not in page()
    named = {line.key: line.who for line in who_sees(cast.mia, clock.now())}
    assert (named["words"], named["duty"]) == ([], []), "and the client reads so"


def test_who_coaches_a_parent_does_not_begin_to_care_for_the_client(cast: Cast) -> None:
    row = include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    path = f"/people/{cast.mia.pk}/care/"
    fields = {"coach": str(cast.sam.pk), "kind": "trainer", "starts_on": "2026-11-24"}
    refused = browser_of(cast.lea).post(path, fields)
    assert refused.status_code == 422
    assert "Sam Okafor coaches a parent, or somebody else beside this client" in refused.content.decode()
    assert not CareRelationship.objects.filter(client=cast.mia, coach=cast.sam).exists()
    leave_out(other=row, by=cast.dana)
    assert browser_of(cast.lea).post(path, fields).status_code == 302


def test_the_parents_coach_sees_nothing_of_the_client_by_that(cast: Cast) -> None:
    include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    sam = browser_of(cast.sam)
    for path in ("/agreed/{}/", "/agreed/{}/others/", "/plans/{}/", "/diary/of/{}/", "/people/{}/"):
        assert sam.get(path.format(cast.mia.pk)).status_code == 404


def test_a_parents_coach_finds_that_they_are_one_and_what_may_be_told(cast: Cast) -> None:
    row = include(client=cast.mia, by=cast.dana, name="Karin, mother", told="That Mia may call.", coach=cast.sam)
    sam, path = browser_of(cast.sam), f"/agreed/others/{row.pk}/"
    assert path in sam.get("/people/").content.decode()
    page = sam.get(path).content.decode()
    assert "Karin, mother" in page
    assert "That Mia may call." in page
    assert str(cast.mia.pk) not in page, "no way to the client's own pages"
    assert "what somebody beside you may be told" in browser_of(cast.mia).get("/privacy/who/").content.decode()
    leave_out(other=row, by=cast.mia)
    assert sam.get(path).status_code == 404
    assert "Karin" not in sam.get("/people/").content.decode()


def test_what_may_be_told_is_read_by_the_parents_own_coach_and_by_no_other(cast: Cast) -> None:
    row = include(client=cast.mia, by=cast.dana, name="Karin, mother", told="That Mia may call.", coach=cast.sam)
    for person in (cast.toni, cast.lea, cast.eve):
        browser = browser_of(person)
        assert browser.get(f"/agreed/others/{row.pk}/").status_code == 404
        assert "Karin" not in browser.get("/people/").content.decode()
    assert browser_of(cast.noah).get(f"/agreed/others/{row.pk}/").status_code == 403


def test_the_client_reads_what_is_told_and_can_end_it(cast: Cast) -> None:
    row = include(client=cast.mia, by=cast.dana, name="Karin", told="That Mia may call at night.", coach=None)
    mia = browser_of(cast.mia)
    page = mia.get(f"/agreed/{cast.mia.pk}/others/").content.decode()
    assert "That Mia may call at night." in page
    assert "<textarea" not in page
    mia.post(f"/agreed/others/{row.pk}/end/")
    assert others_of(cast.mia) == []
    assert Other.objects.count() == 1, "that it was so stays known"


def test_the_client_is_told_quietly_who_is_part_of_it_until_they_have_read_it(cast: Cast) -> None:
    mia, page = browser_of(cast.mia), f"/agreed/{cast.mia.pk}/others/"
    assert "Waits for you" not in mia.get("/mine/").content.decode()
    fields = {"name": "Karin, mother", "told": "That Mia may call at night.", "coach": ""}
    kept = browser_of(cast.dana).post(page, fields, follow=True).content.decode()
    assert "Kept. The client reads it too." in kept
    assert "Not read by the client yet" in kept
    told = Delivery.objects.filter(person=cast.mia)
    assert {row.channel for row in told} <= {"in_app", "web_push"}
    assert {notice_for(row) for row in told} == {Notice("Wiseline", "Someone left a line for you.", "/mine/", False)}
    assert "Waits for you" in mia.get("/mine/").content.decode()
    assert "Karin" not in browser_of(cast.dana).get(f"/people/{cast.mia.pk}/").content.decode()
    assert "wrote down who else is part of what was agreed" in mia.get(reverse("people:my_timeline")).content.decode()
    read = mia.get(page).content.decode()
    assert "New</span>" in read
    assert "That Mia may call at night." in read
    assert "New</span>" not in mia.get(page).content.decode()
    assert "Waits for you" not in mia.get("/mine/").content.decode()
    assert "Not read by the client yet" not in browser_of(cast.dana).get(page).content.decode()


def test_the_programmes_rule_stands_where_it_is_needed_and_only_a_lead_writes_it(cast: Cast) -> None:
    keep_rules(by=cast.lea, policy_for_minors=False, words="From 16 alone; below, with a parent.")
    assert "From 16 alone" in browser_of(cast.dana).get(f"/agreed/{cast.mia.pk}/others/").content.decode()
    assert browser_of(cast.dana).post("/agreed/rules/", {"words": "x"}).status_code == 404
    assert browser_of(cast.lea).post("/agreed/rules/", {"words": "From 14."}).status_code == 302
