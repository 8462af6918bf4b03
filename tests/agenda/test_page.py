"""What the therapist does on the page: order, putting aside, adding, noting, ticking. Nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agenda.weeks import fill, planned, talk, texts_of
from tests.cast import Cast
from wiseline.agenda import course, working
from wiseline.agenda.changing import Over
from wiseline.agenda.line import TARGETS, Group, Line
from wiseline.agenda.models import Mark, SessionRevision
from wiseline.agenda.pages import arranged, page_of
from wiseline.chart.models import DiaryDay

keys = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def line(key: str, rank: int = 0) -> Line:
    return Line(key, Group.LIFE, key, "people:client", rank=rank)


def now_says(answers: dict[str, int]) -> None:
    """The one day of the diary says something else."""
    day = DiaryDay.objects.get()
    day.answers = answers
    day.save()


@given(keys, st.dictionaries(st.sampled_from("abcdefghxy"), st.integers(0, 9)), st.data())
def test_arranging_neither_loses_nor_doubles_a_line(
    shown: list[str], places: dict[str, int], data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.sampled_from("abcdefgh")))
    marks = [Mark(key=key, place=place, group="life", hidden=key in hidden) for key, place in places.items()]
    rows = arranged([line(key) for key in shown], marks)
    assert sorted(row.key for row in rows) == sorted(shown)
    placed = [places[row.key] for row in rows if row.key in places]
    assert placed == sorted(placed)
    free = [row.key for row in rows if row.key not in places]
    assert free == [key for key in shown if key not in places]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 5)), unique_by=lambda row: row[0]))
def test_without_marks_the_most_pressing_fact_stands_first(rows: list[tuple[str, int]]) -> None:
    found = [row.key for row in arranged([line(key, rank) for key, rank in rows], [])]
    assert found == [key for key, _rank in sorted(rows, key=lambda row: row[1])]


def test_a_line_is_moved_put_aside_and_brought_back(cast: Cast) -> None:
    fill(cast, 1, misery=5, conflict=1, drugs=1)
    session = planned(cast)
    before = texts_of(cast, Group.QUALITY)
    working.mark_line(session=session, by=cast.dana, key="card.conflict", act="up")
    moved = texts_of(cast, Group.QUALITY)
    assert moved == [before[0], before[2], before[1]]
    for act in ("up", "up", "up"):
        working.mark_line(session=session, by=cast.dana, key="card.conflict", act=act)
    assert texts_of(cast, Group.QUALITY)[0] == before[2]
    working.mark_line(session=session, by=cast.dana, key="card.conflict", act="hide")
    assert texts_of(cast, Group.QUALITY) == before[:2]
    assert [row.text for row in page_of(session).hidden] == [before[2]]
    working.mark_line(session=session, by=cast.dana, key="card.conflict", act="show")
    assert texts_of(cast, Group.QUALITY)[0] == before[2]


def test_what_is_done_twice_is_done_once_and_every_change_is_kept(cast: Cast) -> None:
    session = planned(cast)
    for _tap in range(2):
        working.add_line(session=session, by=cast.dana, group="therapy", text="Being late", key="k")
    (row,) = dict(page_of(session).groups)[Group.THERAPY]
    for _tap in range(2):
        working.mark_line(session=session, by=cast.dana, key=row.key, act="tick")
        working.mark_line(session=session, by=cast.dana, key=row.key, act="note", note="Since the new job")
    working.mark_line(session=session, by=cast.dana, key=row.key, act="note", note="")
    kept = [(row.number, row.what) for row in SessionRevision.objects.filter(session=session).order_by("number")]
    assert kept == [(1, "planned"), (2, "added"), (3, "tick"), (4, "note"), (5, "note")]
    assert SessionRevision.objects.get(number=5).body["before"]["note"] == "Since the new job"


def test_a_note_stays_when_the_chart_does_not_say_its_line_any_more(cast: Cast) -> None:
    fill(cast, 1, misery=5)
    session = planned(cast)
    working.mark_line(session=session, by=cast.dana, key="card.misery", act="note", note="After the call")
    now_says({"misery": 2})
    (row,) = dict(page_of(session).groups)[Group.QUALITY]
    assert (row.note, row.details) == ("After the call", ["It stands no more in the chart like this."])


def test_there_is_no_mark_on_a_line_that_is_not_there(cast: Cast) -> None:
    session = planned(cast)
    for act in ("tick", "up"):
        with pytest.raises(working.NoSuchLine):
            working.mark_line(session=session, by=cast.dana, key="card.misery", act=act)
    with pytest.raises(ValueError, match="burn"):
        working.mark_line(session=session, by=cast.dana, key="card.misery", act="burn")
    assert not Mark.objects.exists()


def test_a_page_that_was_closed_stays_as_it_stood(cast: Cast) -> None:
    fill(cast, 1, urge__suicide=3, misery=5)
    talk(cast, 1, {}, safety="danger")
    session = planned(cast)
    working.mark_line(session=session, by=cast.dana, key="card.misery", act="hide")
    working.mark_line(session=session, by=cast.dana, key="card.urge.suicide", act="tick")
    before = [row for _group, rows in page_of(session).groups for row in rows]
    course.close(session=session, by=cast.dana)
    now_says({"urge.suicide": 0})
    session.refresh_from_db()
    page = page_of(session)
    assert [row for _group, rows in page.groups for row in rows] == before
    assert page.hidden == []
    assert [row.ticked for row in dict(page.groups)[Group.LIFE]] == [True, False]
    with pytest.raises(Over):
        working.mark_line(session=session, by=cast.dana, key="card.urge.suicide", act="untick")
    with pytest.raises(Over):
        working.add_line(session=session, by=cast.dana, group="life", text="x", key="k")


def test_the_targets_stand_in_the_order_of_the_hierarchy_before_everything_else(cast: Cast) -> None:
    groups = [group for group, _rows in page_of(planned(cast)).groups]
    assert groups == list(Group)
    assert tuple(groups[:4]) == TARGETS
