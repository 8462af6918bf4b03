"""Where a skill was used, said in one tap; and the programme's own list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.coaching.test_authorisation import browser_of
from wiseline.audit.models import Entry
from wiseline.chart.models import Commitment, SkillUse
from wiseline.chart.uses import Went, log_use
from wiseline.chart.where import offered_to
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.models import Contact
from wiseline.lib import clock
from wiseline.skills import contexts

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.mark.parametrize(
    ("name", "args", "also"),
    [("log", [], {"skill": "stop"}), ("used", ["stop"], {}), ("practice", ["stop"], {"answers": ""})],
)
def test_where_it_was_is_said_in_one_tap_or_not_at_all(cast: Cast, name: str, args: list[str], also: object) -> None:
    path = reverse(f"skills:{name}", args=args)
    mia = browser_of(cast, "mia")
    page = mia.get(path if name != "used" else reverse("skills:skill", args=args)).content.decode()
    assert 'name="contexts" value="home"' in page
    mia.post(path, {**also, "effect": "helped", "client_key": "one", "contexts": ["work", "home", "moon"]})
    assert SkillUse.objects.get().contexts == ["home", "work"]
    mia.post(path, {**also, "effect": "helped", "client_key": "two"})
    assert SkillUse.objects.get(key="two").contexts is None


def test_an_entry_from_a_phone_that_knows_an_older_list_is_kept_whole(cast: Cast) -> None:
    contexts.hide(key="partner", by=cast.lea)
    browser_of(cast, "mia").post(reverse("skills:log"), {"skill": "stop", "effect": "some", "contexts": "partner"})
    assert SkillUse.objects.get().contexts == ["partner"]


def test_a_form_that_comes_back_has_what_was_tapped(cast: Cast) -> None:
    page = browser_of(cast, "mia").post(reverse("skills:log"), {"effect": "some", "contexts": "work"})
    assert page.status_code == 422
    assert 'value="work" checked' in page.content.decode()


def test_what_a_client_names_most_is_at_hand(cast: Cast) -> None:
    assert [key for key, _label in offered_to(cast.mia).near] == ["home", "work", "partner", "family", "friends"]
    for _ in range(2):
        log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["online"]))
    assert "online" in dict(offered_to(cast.mia).near)
    assert "friends" in dict(offered_to(cast.mia).more)
    assert "friends" in dict(offered_to(cast.noah).near)


def test_the_same_entry_sent_twice_with_a_context_is_kept_once(cast: Cast) -> None:
    for _ in range(2):
        log_use(client=cast.mia, skill="stop", went=Went("helped", contexts=["home"]), key="k")
    assert SkillUse.objects.get().contexts == ["home"]


def test_after_a_contact_the_client_says_where_in_one_tap(cast: Cast) -> None:
    row, _new = ask(client=cast.mia, safety="safe", primer={"urges": {"substances": 4, "binge": 1}})
    answer(contact_id=row.pk, coach=cast.dana)
    body = {"coached": ["stop"], "commitment": "Do STOP at the bar", "commitment_minutes": 60}
    contact = Contact.objects.get(pk=row.pk)
    notes.save_draft(contact=contact, coach=cast.dana, body=body)
    notes.sign(contact=contact, coach=cast.dana)
    assert SkillUse.objects.get().contexts == ["substances"]  # follows from the strong urge
    commitment = Commitment.objects.get()
    mia = browser_of(cast, "mia")
    page = mia.post(reverse("coaching:outcome", args=[commitment.pk]), {"outcome": "helped"}).content.decode()
    path = reverse("coaching:outcome_where", args=[commitment.pk])
    assert path in page
    for _ in range(2):
        said = mia.post(path, {"contexts": "public"}).content.decode()
        assert "Noted: In public" in said
    assert SkillUse.objects.get().contexts == ["public"]
    assert SkillUse.objects.get().effect == "helped"
    mia.post(path, {"contexts": "the moon"})
    assert SkillUse.objects.get().contexts == ["public"]


def test_what_was_not_done_was_nowhere(cast: Cast) -> None:
    common = {"client": cast.mia, "programme_id": cast.programme.pk, "coach": cast.dana, "text": "x"}
    commitment = Commitment.objects.create(**common, ask_at=clock.now())
    page = browser_of(cast, "mia").post(reverse("coaching:outcome", args=[commitment.pk]), {"outcome": "not_done"})
    assert b"Where was it?" not in page.content


def test_a_lead_calls_a_context_otherwise_and_takes_it_off_and_brings_it_back(cast: Cast) -> None:
    lea, path, shown = browser_of(cast, "lea"), reverse("map:contexts"), reverse("map:contexts_shown")
    lea.post(path, {"key": "partner", "label": "  My  person "})
    assert dict(contexts.choices_of(cast.programme.pk))["partner"] == "My person"
    for _ in range(2):
        lea.post(shown, {"key": "partner"})
    assert "partner" not in dict(contexts.choices_of(cast.programme.pk))
    assert "off the list" in lea.get(path).content.decode()
    lea.post(shown, {"key": "partner", "show": "yes"})
    assert "partner" in dict(contexts.choices_of(cast.programme.pk))
    done = list(Entry.objects.filter(action__startswith="context.").order_by("at").values_list("action", flat=True))
    assert done == ["context.renamed", "context.hidden", "context.brought_back"]
    lea.post(path, {"label": "In the car"})
    assert [label for _key, label in contexts.choices_of(cast.programme.pk)][-1] == "In the car"


@pytest.mark.parametrize("label", ["", " ", "HOME", "x" * 41])
def test_a_name_that_will_not_do_is_refused_and_stays_on_the_page(cast: Cast, label: str) -> None:
    answer = browser_of(cast, "lea").post(reverse("map:contexts"), {"label": label})
    assert answer.status_code == 422
    assert label.strip() in answer.content.decode()
    assert "field-error" in answer.content.decode()
    taken = browser_of(cast, "lea").post(reverse("map:contexts"), {"key": "work", "label": label})
    assert taken.status_code == 422
    assert contexts.choices_of(cast.programme.pk)[1] == ("work", "Work or school")


def test_a_full_list_says_so(cast: Cast) -> None:
    for number in range(contexts.MOST - len(contexts.DEFAULTS)):
        contexts.add(label=f"Place {number}", by=cast.lea)
    answer = browser_of(cast, "lea").post(reverse("map:contexts"), {"label": "One more"})
    assert answer.status_code == 422
    assert "One more" in answer.content.decode()
    contexts.hide(key="body", by=cast.lea)
    contexts.add(label="One more", by=cast.lea)
    page = browser_of(cast, "lea").post(reverse("map:contexts_shown"), {"key": "body", "show": "yes"}, follow=True)
    assert "at most" in page.content.decode()


def test_no_key_of_elsewhere_is_known(cast: Cast) -> None:
    row = contexts.add(label="In the car", by=cast.lea)
    eve = browser_of(cast, "eve")
    assert eve.post(reverse("map:contexts"), {"key": row.key, "label": "Mine"}).status_code == 404
    assert eve.post(reverse("map:contexts_shown"), {"key": row.key}).status_code == 404
    assert contexts.known(cast.elsewhere.pk, [row.key, "home"]) == ["home"]
