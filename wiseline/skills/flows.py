"""Marking what was taught, what a client must mind, and what they ask about. Each can be done twice without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.skills.models import AskedAbout, Caution, Taught

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wiseline.people.models import Person
    from wiseline.skills.models import Group


def teach(
    *, clients: Iterable[Person], skill: str, on: date, by: Person, practised: str = "", group: Group | None = None
) -> None:
    """Mark a skill as taught to each client on a day; what they asked about it is taken up with that."""
    with changes():
        for client in clients:
            row, new = Taught.objects.get_or_create(
                client=client,
                skill=skill,
                on=on,
                taken_back_at=None,
                defaults={"programme_id": client.programme_id, "by": by, "practised": practised, "group": group},
            )
            if not new and practised and practised != row.practised:
                row.practised = practised
                row.save(update_fields=["practised"])
            AskedAbout.objects.filter(client=client, skill=skill, done_at=None).update(done_at=clock.now())
            _say(client, by, "skill.taught")


def take_back(*, taught: Taught, by: Person) -> None:
    """It was not taught after all."""
    with changes():
        Taught.objects.filter(pk=taught.pk, taken_back_at=None).update(taken_back_at=clock.now())
        _say(taught.client, by, "skill.taken_back")


def set_cautions(*, client: Person, flags: frozenset[str], by: Person) -> None:
    """From now on the client must mind exactly these; what was lifted stays in the record."""
    with changes():
        standing = Caution.objects.filter(client=client, lifted_at=None)
        standing.exclude(flag__in=flags).update(lifted_at=clock.now())
        known = set(standing.values_list("flag", flat=True))
        for flag in sorted(flags - known):
            Caution.objects.create(client=client, programme_id=client.programme_id, flag=flag, by=by)
        _say(client, by, "cautions.set")


def ask_about(*, client: Person, skill: str, text: str = "") -> None:
    """The client would like to understand or learn a skill; a second time adds to the first."""
    with changes():
        row, new = AskedAbout.objects.get_or_create(
            client=client,
            skill=skill,
            done_at=None,
            defaults={"programme_id": client.programme_id, "by": client, "text": text},
        )
        if not new and text and text not in row.text:
            row.text = f"{row.text}\n{text}".strip()
            row.save(update_fields=["text"])
        _say(client, client, "skill.asked_about")


def _say(client: Person, actor: Person, action: str) -> None:
    record(actor=actor, action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)
    publish(to=[client.pk], kind="skills")
