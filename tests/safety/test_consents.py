"""Who consents with an adolescent: asked where the programme's rules want it; it stands in the way of no help."""

from __future__ import annotations

import pytest

from tests.cast import Cast, browser_of
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock
from wiseline.safety.agreeing import agree
from wiseline.safety.consents import NotAsked, asked_of, give, standing
from wiseline.safety.models import MinorConsent
from wiseline.safety.others import keep_rules
from wiseline.safety.policy import Mode

MISSING = "Consent is missing"


@pytest.fixture
def adolescent(cast: Cast) -> Cast:
    """Mia is an adolescent; nothing is agreed for the day after an act."""
    agree(client=cast.mia, by=cast.dana, mode=Mode.OFF, minor=True)
    return cast


def rules(cast: Cast, **fields: str) -> None:
    answer = browser_of(cast.lea).post("/agreed/rules/", {"words": "", "consent_words": "We agree.", **fields})
    assert answer.status_code == 302


def pages(cast: Cast) -> tuple[str, str]:
    return f"/agreed/{cast.mia.pk}/", f"/agreed/{cast.mia.pk}/others/"


def test_where_the_rules_want_it_consent_shows_as_missing_until_who_gave_it_is_kept(adolescent: Cast) -> None:
    cast, dana = adolescent, browser_of(adolescent.dana)
    for page in pages(cast):
        assert MISSING not in dana.get(page).content.decode(), "nothing was decided"
    rules(cast, alone_from="16")
    for page in pages(cast):
        assert MISSING in dana.get(page).content.decode()
    path = f"/agreed/{cast.mia.pk}/consents/"
    page = dana.get(path).content.decode()
    assert "We agree." in page
    assert "the client, who is 16 or older" in page
    fields = {"role": "client", "name": "Mia Berg", "on": clock.now().date().isoformat()}
    assert dana.post(path, fields).status_code == 422, "nobody says yes to words that they have not read"
    assert dana.post(path, {**fields, "on": "2031-01-01", "shown": "on"}).status_code == 422
    assert dana.post(path, {**fields, "shown": "on"}).status_code == 302
    row = MinorConsent.objects.get()
    assert (row.role, row.name, row.wording, row.by) == ("client", "Mia Berg", "We agree.", cast.dana)
    rules(cast, alone_from="16", consent_words="Other words.")
    assert "We agree." in browser_of(cast.mia).get(path).content.decode(), "as it was shown to them"
    for page in pages(cast):
        read = dana.get(page).content.decode()
        assert MISSING not in read
        assert "Mia Berg said yes" in read


def test_who_is_younger_needs_a_parent_where_the_rules_say_so(adolescent: Cast) -> None:
    cast = adolescent
    rules(cast, parent_consents="on")
    today = clock.now().date()
    with pytest.raises(NotAsked):
        give(client=cast.mia, by=cast.dana, role="client", name="Mia Berg", on=today)
    row = give(client=cast.mia, by=cast.dana, role="parent", name="Karin Berg", on=today)
    assert standing(cast.mia, asked_of(cast.mia)) == row
    mia = browser_of(cast.mia)
    back = f"/agreed/consents/{row.pk}/back/"
    assert mia.post(back).status_code == 404, "a parent's is not the client's to take back"
    browser_of(cast.dana).post(back)
    assert standing(cast.mia, asked_of(cast.mia)) is None
    assert "taken back" in mia.get(f"/agreed/{cast.mia.pk}/consents/").content.decode()


def test_with_an_adult_nothing_is_asked(cast: Cast) -> None:
    rules(cast, alone_from="16", parent_consents="on")
    assert asked_of(cast.mia) is None
    for page in (*pages(cast), f"/agreed/{cast.mia.pk}/consents/"):
        assert MISSING not in browser_of(cast.dana).get(page).content.decode()


def test_a_consent_that_is_missing_keeps_nobody_from_help(adolescent: Cast) -> None:
    cast = adolescent
    keep_rules(by=cast.lea, policy_for_minors=False, words="", parent_consents=True)
    mia = browser_of(cast.mia)
    for page in ("/", "/help-now/", "/my-plan/", "/skills/", "/diary/"):
        read = mia.get(page)
        assert read.status_code == 200
        assert "said yes" not in read.content.decode()
    assert "You get help all the same." in mia.get(pages(cast)[0]).content.decode()
    contact, _new = ask(client=cast.mia, kind="repair", safety="safe")
    assert contact.ringing == cast.dana
