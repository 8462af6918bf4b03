"""Chains: worked on by several, link by link, begun from a contact, not in a crisis, and printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.coaching.test_authorisation import browser_of
from wiseline.chart.chains import recurring as comes_back
from wiseline.chart.chains import work
from wiseline.chart.chains.chain import MOST_LINKS, Body, Link, LinkKind, from_contact, moved, with_link, without_link
from wiseline.chart.chains.recurring import recurring, same
from wiseline.chart.models import Chain, ChainRevision
from wiseline.coaching.flows.answer import withdraw
from wiseline.coaching.flows.ask import ask
from wiseline.lib.ids import new_id
from wiseline.skills.finder.meaning import embed

if TYPE_CHECKING:
    from tests.cast import Cast

links = st.lists(st.builds(Link, text=st.text(max_size=5), intensity=st.none() | st.integers(0, 100)), max_size=8)


def begun(cast: Cast, **parts: Any) -> Chain:
    return work.begin(client=cast.mia, by=cast.mia, kind="chain", body=Body(**parts))


def posted(seen: int = 1, do: str = "", texts: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "seen": seen,
        "do": do,
        "link_text": list(texts),
        "link_kind": ["thought"] * len(texts),
        "link_strength": more.pop("strengths", [""] * len(texts)),
        "link_skill": [""] * len(texts),
        **more,
    }


@given(links, st.integers(-2, 9))
def test_adding_and_taking_out_again_leaves_the_links_as_they_were(rows: list[Link], at: int) -> None:
    place = max(-1, min(at, len(rows) - 1))
    assert without_link(with_link(rows, place), place + 1) == rows


@given(links, st.integers(-2, 9), st.sampled_from([-1, 1]))
def test_moving_keeps_every_link_and_moving_back_undoes_it(rows: list[Link], at: int, by: int) -> None:
    turned = moved(rows, at, by)
    assert sorted(map(repr, turned)) == sorted(map(repr, rows))
    if turned != rows:
        assert moved(turned, at + by, -by) == rows


def test_a_chain_does_not_grow_beyond_its_most() -> None:
    full = [Link(text=str(number)) for number in range(MOST_LINKS)]
    assert with_link(full, 3) == full


def test_links_are_added_moved_and_taken_out_on_the_page(cast: Cast) -> None:
    chain, mia = begun(cast), browser_of(cast, "mia")
    path = reverse("chains:chain", args=[chain.pk])
    mia.post(path, posted(1, "add:-1", behaviour="I shouted"))
    mia.post(path, posted(2, "add:0", ("She hung up",), behaviour="I shouted"))
    mia.post(path, posted(3, "up:1", ("She hung up", "Tired since noon"), behaviour="I shouted"))
    chain.refresh_from_db()
    assert [link.text for link in work.body_of(chain).links] == ["Tired since noon", "She hung up"]
    answer = mia.post(path, posted(4, "remove:0", ("Tired since noon", "She hung up"), behaviour="I shouted"))
    assert answer["Location"].endswith("#link-0")
    chain.refresh_from_db()
    assert [link.text for link in work.body_of(chain).links] == ["She hung up"]
    assert work.body_of(chain).behaviour == "I shouted"
    assert ChainRevision.objects.filter(chain=chain).count() == 5


def test_the_same_words_again_are_no_new_state(cast: Cast) -> None:
    chain, mia = begun(cast), browser_of(cast, "mia")
    for _tap in range(2):
        mia.post(reverse("chains:chain", args=[chain.pk]), posted(1, behaviour="I shouted"))
    chain.refresh_from_db()
    assert chain.revision == 2


def test_two_who_write_at_once_lose_nothing_and_are_told(cast: Cast) -> None:
    chain = begun(cast)
    path = reverse("chains:chain", args=[chain.pk])
    browser_of(cast, "dana").post(path, posted(1, texts=("The call",), behaviour="The row, as Dana heard it"))
    mia = browser_of(cast, "mia")
    answer = mia.post(path, posted(1, texts=("My thought",), behaviour="The row, as I saw it"))
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("The row, as I saw it", "My thought", "The row, as Dana heard it", "The call", "Dana Reyes"):
        assert words in page
    chain.refresh_from_db()
    assert work.body_of(chain).behaviour == "The row, as Dana heard it"
    mia.post(path, posted(2, texts=("The call", "My thought"), behaviour="Both"))
    chain.refresh_from_db()
    assert len(work.body_of(chain).links) == 2


@pytest.mark.parametrize("strength", ["101", "very", "-5", "1e3"])
def test_a_strength_that_is_none_is_told_and_nothing_typed_is_lost(cast: Cast, strength: str) -> None:
    chain = begun(cast)
    given = posted(1, texts=("My chest got tight",), strengths=[strength], prompting="The phone rang")
    answer = browser_of(cast, "mia").post(reverse("chains:chain", args=[chain.pk]), given)
    assert answer.status_code == 422
    for words in ("a number from 0 to 100", "My chest got tight", "The phone rang"):
        assert words in answer.content.decode()


def test_an_impossible_date_is_told_and_nothing_typed_is_lost(cast: Cast) -> None:
    chain = begun(cast)
    answer = browser_of(cast, "mia").post(
        reverse("chains:chain", args=[chain.pk]), posted(1, on="2026-02-30", behaviour="I left the room")
    )
    assert answer.status_code == 422
    assert "That is no day." in answer.content.decode()
    assert "I left the room" in answer.content.decode()


def test_a_chain_begun_from_a_contact_knows_its_facts_and_is_begun_once(cast: Cast) -> None:
    primer = {
        "happening": "Row with Ada",
        "emotion": "anger",
        "distress": 80,
        "urges": {"self_harm": 4},
        "tried": ["stop"],
    }
    contact, _new = ask(client=cast.mia, safety="safe", primer=primer)
    withdraw(contact_id=contact.pk, client=cast.mia)
    mia = browser_of(cast, "mia")
    for _tap in range(2):
        mia.post(reverse("chains:begin", args=[cast.mia.pk]), {"kind": "chain", "contact": str(contact.pk)})
    chain = Chain.objects.get()
    body = work.body_of(chain)
    assert body.prompting == "Row with Ada"
    assert [(link.kind, link.intensity) for link in body.links] == [("emotion", 80), ("urge", 80), ("act", None)]
    assert body.on == contact.asked_at.date()
    assert chain.contact_id == contact.pk


def test_a_contact_of_somebody_else_gives_no_facts(cast: Cast) -> None:
    contact, _new = ask(client=cast.noah, safety="safe", primer={"happening": "His own"})
    given = {"kind": "chain", "contact": str(contact.pk)}
    assert browser_of(cast, "mia").post(reverse("chains:begin", args=[cast.mia.pk]), given).status_code == 404
    assert not Chain.objects.exists()


@pytest.mark.parametrize("safety", ["danger", "unsure"])
def test_it_is_not_offered_while_it_is_acute(cast: Cast, safety: str) -> None:
    ask(client=cast.mia, safety=safety)
    mia = browser_of(cast, "mia")
    assert "Begin a chain" not in mia.get(reverse("chains:of", args=[cast.mia.pk])).content.decode()
    answer = mia.post(reverse("chains:begin", args=[cast.mia.pk]), {"kind": "chain"})
    assert answer.status_code == 409
    assert reverse("safety:my_plan") in answer.content.decode()
    assert not Chain.objects.exists()


def test_missing_links_asks_its_four_questions(cast: Cast) -> None:
    chain = work.begin(client=cast.mia, by=cast.mia, kind="missing", body=Body())
    mia = browser_of(cast, "mia")
    path = reverse("chains:chain", args=[chain.pk])
    page = mia.get(path).content.decode()
    for words in ("know what was needed", "willing to do it", "come to mind", "got in the way"):
        assert words in page
    given = {"seen": 1, "do": "finish", "behaviour": "Call before I act", "knew": "yes", "willing": "no"}
    mia.post(path, {**given, "willing_help": "Remember the sea in May"})
    chain.refresh_from_db()
    assert chain.finished_at is not None
    assert (work.body_of(chain).willing, work.body_of(chain).willing_help) == ("no", "Remember the sea in May")


def test_what_comes_back_is_found_once_with_all_its_chains() -> None:
    first, second, third = (new_id() for _chain in range(3))

    def body(*texts: str) -> Body:
        return Body(links=[Link(kind=LinkKind.THOUGHT, text=text) for text in texts])

    rows = [
        (first, body("Nobody wants me around", "I forgot the milk")),
        (second, body("nobody wants me around")),
        (third, body("The bus was late")),
    ]
    (found,) = recurring(rows)
    assert (found.text, set(found.chains)) == ("Nobody wants me around", {first, second})


@pytest.mark.skipif(embed("a") is None, reason="The language model is not installed here.")
def test_what_comes_back_in_other_words_is_found_by_its_meaning() -> None:
    assert same("My chest got tight", "Tight chest")
    assert not same("Nobody wants me around", "I forgot the milk")


def test_without_the_language_model_shared_words_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comes_back, "_meaning", lambda _text: None)
    assert same("She hung up on me", "she hung up on me again")
    assert not same("She hung up on me", "The bus was late")


def test_one_chain_that_says_the_same_twice_is_nothing_that_comes_back() -> None:
    same = [Link(kind=LinkKind.URGE, text="To run away")] * 2
    assert recurring([(new_id(), Body(links=same))]) == []


def test_a_chain_is_printed_with_every_link(cast: Cast) -> None:
    chain = begun(cast, behaviour="I <left> & slammed the door", on=date(2026, 11, 20))
    body = work.body_of(chain).model_copy(update={"links": [Link(text=f"Link {n}" * 20) for n in range(30)]})
    work.keep(chain=chain, by=cast.mia, body=body, seen=1)
    answer = browser_of(cast, "dana").get(reverse("chains:pdf", args=[chain.pk]))
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") > 1


def test_facts_of_a_contact_that_knows_nothing_are_an_empty_chain() -> None:
    assert from_contact(happening="", emotion="", distress=None, urges=[], tried=[]) == Body()
