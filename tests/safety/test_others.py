"""An adolescent's parent is part of what was agreed, with a coach of their own, and sees nothing of the chart."""

from __future__ import annotations

from django.test import Client

from tests.cast import Cast
from wiseline.people.models import Person
from wiseline.safety.models import Other
from wiseline.safety.others import include, keep_rules, others_of


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_parent_has_a_coach_of_their_own_who_is_not_the_clients_therapist(cast: Cast) -> None:
    fields = {"name": "Karin, mother", "told": "That Mia may call at night.", "coach": str(cast.dana.pk)}
    answer = browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/others/", fields)
    assert answer.status_code == 422
    assert "stays the client’s" in answer.content.decode()
    assert "That Mia may call at night." in answer.content.decode()
    fields["coach"] = str(cast.sam.pk)
    assert browser_of(cast.dana).post(f"/agreed/{cast.mia.pk}/others/", fields).status_code == 302
    assert [row.coach for row in others_of(cast.mia)] == [cast.sam]


def test_the_parents_coach_sees_nothing_of_the_client_by_that(cast: Cast) -> None:
    include(client=cast.mia, by=cast.dana, name="Karin", told="x", coach=cast.sam)
    sam = browser_of(cast.sam)
    for path in ("/agreed/{}/", "/agreed/{}/others/", "/plans/{}/", "/diary/of/{}/", "/people/{}/"):
        assert sam.get(path.format(cast.mia.pk)).status_code == 404


def test_the_client_reads_what_is_told_and_can_end_it(cast: Cast) -> None:
    row = include(client=cast.mia, by=cast.dana, name="Karin", told="That Mia may call at night.", coach=None)
    mia = browser_of(cast.mia)
    page = mia.get(f"/agreed/{cast.mia.pk}/others/").content.decode()
    assert "That Mia may call at night." in page
    assert "<textarea" not in page
    mia.post(f"/agreed/others/{row.pk}/end/")
    assert others_of(cast.mia) == []
    assert Other.objects.count() == 1, "that it was so stays known"


def test_the_programmes_rule_stands_where_it_is_needed_and_only_a_lead_writes_it(cast: Cast) -> None:
    keep_rules(by=cast.lea, policy_for_minors=False, words="From 16 alone; below, with a parent.")
    assert "From 16 alone" in browser_of(cast.dana).get(f"/agreed/{cast.mia.pk}/others/").content.decode()
    assert browser_of(cast.dana).post("/agreed/rules/", {"words": "x"}).status_code == 404
    assert browser_of(cast.lea).post("/agreed/rules/", {"words": "From 14."}).status_code == 302
