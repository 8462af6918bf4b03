"""Warm lines and good news: they ring nobody, wait where they are found, and are answered with one tap or a line.

Good-news contacts are invited by published programme templates (docs/clinical-sources.md); that a coach hears of them
within their own limits only is the rule for every contact (Chapman, on observing limits).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wiseline.alliance.models import GoodNews, WarmLine
from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import therapist_of
from wiseline.reach.flows.notify import tell
from wiseline.rota.limits import Reason, next_acceptance
from wiseline.rota.selectors import limits_of

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.people.models import Person

LONGEST = 280
SHOWN = 60
ON_HOME = 2
LATER = timedelta(days=1)
"""When a coach who has not said their hours hears of good news."""


def send_warm(*, client: Person, by: Person, text: str, news: GoodNews | None = None, key: str = "") -> WarmLine:
    """A line for the client, told without a sound; with `news`, it answers that. The same `key` again is the same."""
    with changes():
        if key and (known := WarmLine.objects.filter(client=client, key=key).first()):
            return known
        line = WarmLine.objects.create(
            client=client,
            programme_id=client.programme_id,
            by=by,
            text=text.strip(),
            news=news,
            key=key,
            at=clock.now(),
        )
        if news is not None:
            see_news(news=news, by=by)
        tell(person_ids=[client.pk], contact_id=line.pk, kind="warm", step=0, quiet=True)
        add_to_timeline(client=client, kind="warm.sent", actor=by, line=str(line.pk))
        record(actor=by, action="warm.sent", subject=line, programme_id=client.programme_id, client_id=client.pk)
        publish(to=[client.pk, *carers_of(client)], kind="alliance")
    return line


def read_warm(*, line: WarmLine, answer: str = "") -> None:
    """The client has read it, and may have answered with one tap; a later answer takes the place of none."""
    with changes():
        row = WarmLine.objects.select_for_update().get(pk=line.pk)
        row.read_at = row.read_at or clock.now()
        row.answer = answer or row.answer
        row.save(update_fields=["read_at", "answer"])
        publish(to=[row.client_id, row.by_id], kind="alliance")


def tell_good_news(*, client: Person, text: str = "", key: str = "", at: datetime | None = None) -> GoodNews:
    """Good news for who cares for the client. It rings nobody; the therapist hears of it within their own limits."""
    now = clock.now()
    with changes():
        if key and (known := GoodNews.objects.filter(client=client, key=key).first()):
            return known
        news = GoodNews.objects.create(
            client=client, programme_id=client.programme_id, text=text.strip(), key=key, at=at or now
        )
        therapist = therapist_of(client.pk)
        raise_need(
            client=client,
            kind="good_news",
            due_at=_heard_at(therapist, now),
            subject_id=news.pk,
            owner=therapist,
        )
        add_to_timeline(client=client, kind="good_news.told", actor=client, at=news.at, news=str(news.pk))
        publish(to=[client.pk, *carers_of(client)], kind="alliance")
    return news


def _heard_at(coach: Person | None, now: datetime) -> datetime:
    limits = limits_of([coach.pk]).get(coach.pk) if coach else None
    accepted = next_acceptance(limits, Reason.GOOD_NEWS, now) if limits else None
    return accepted or now + LATER


def see_news(*, news: GoodNews, by: Person) -> None:
    """Somebody who cares for the client has read it."""
    with changes():
        GoodNews.objects.filter(pk=news.pk, seen_at=None).update(seen_at=clock.now(), seen_by=by)
        meet_need(client=news.client, kind="good_news", by=by, subject_id=news.pk)
        publish(to=[news.client_id, *carers_of(news.client)], kind="alliance")


# Reading


def unread_of(client: Person) -> list[WarmLine]:
    """What the client has not said to have read, the newest first."""
    rows = WarmLine.objects.filter(client=client, read_at=None).select_related("by", "news")
    return list(rows.order_by("-at", "-id")[:ON_HOME])


def lines_of(client: Person) -> list[WarmLine | GoodNews]:
    """Both kinds, the newest first."""
    warm = WarmLine.objects.filter(client=client).select_related("by", "news").order_by("-at", "-id")[:SHOWN]
    news = GoodNews.objects.filter(client=client).select_related("seen_by").order_by("-at", "-id")[:SHOWN]
    rows: list[WarmLine | GoodNews] = [*warm, *news]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:SHOWN]


def own_lines(client: Person, by: Person) -> list[WarmLine]:
    """What one coach has sent, the newest first."""
    rows = WarmLine.objects.filter(client=client, by=by).select_related("by", "news")
    return list(rows.order_by("-at", "-id")[:SHOWN])
