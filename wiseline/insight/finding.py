"""The patterns of a client: looked for when the data have changed, and kept until they change again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wiseline.insight.drawing import draw
from wiseline.insight.models import Dispute, Found
from wiseline.insight.patterns import Kind, Pattern, find_patterns
from wiseline.insight.pictures import pictures_of
from wiseline.insight.reading import chart_of
from wiseline.lib import clock
from wiseline.live.publish import changes, publish

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.insight.reading import Chart
    from wiseline.people.models import Person


def patterns_of(client: Person) -> tuple[Chart, list[Pattern]]:
    """The client's chart as numbers, and what was found in it."""
    chart = chart_of(client)
    kept = Found.objects.filter(client=client, fingerprint=chart.fingerprint).first()
    if kept is not None:
        return chart, [_read(row) for row in kept.patterns]
    found = find_patterns(chart.days)
    Found.objects.update_or_create(
        client=client,
        defaults={
            "programme_id": client.programme_id,
            "fingerprint": chart.fingerprint,
            "patterns": [asdict(pattern) for pattern in found],
            "drawn": {},
            "at": clock.now(),
        },
    )
    return chart, found


def _read(row: dict[str, Any]) -> Pattern:
    plain = {**row, "kind": Kind(row["kind"]), "days": tuple(row["days"]), "others": tuple(row["others"])}
    return Pattern(**plain)


def drawn_for(client: Person) -> dict[str, str]:
    """The charts of the client's patterns and courses, by name; drawn once for the same data. Raises NotDrawn."""
    chart, found = patterns_of(client)
    kept = Found.objects.get(client=client)
    if kept.drawn:
        return dict(kept.drawn)
    pictures = pictures_of(chart, found)
    svgs = dict(zip(pictures, draw(list(pictures.values())), strict=True))
    if Found.objects.filter(client=client, fingerprint=chart.fingerprint).exists():
        kept.drawn = svgs
        kept.save(update_fields=["drawn"])
    return svgs


def disputes_of(client: Person) -> dict[str, Dispute]:
    """What the client says is not right, by the pattern's name."""
    return {row.pattern: row for row in Dispute.objects.filter(client=client, taken_back_at=None)}


def dispute(*, client: Person, pattern: str, text: str, carers: list[UUID]) -> None:
    """The client says that a pattern is not right; who cares for them sees it. Said again, the words change."""
    with changes():
        row, made = Dispute.objects.get_or_create(
            client=client,
            pattern=pattern,
            taken_back_at=None,
            defaults={"programme_id": client.programme_id, "text": text},
        )
        if not made:
            row.text = text
            row.save(update_fields=["text"])
        publish(to=[client.pk, *carers], kind="patterns")


def take_back(*, client: Person, pattern: str) -> None:
    """The client takes the dispute back; that it was there stays kept."""
    Dispute.objects.filter(client=client, pattern=pattern, taken_back_at=None).update(taken_back_at=clock.now())
