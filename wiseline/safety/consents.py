"""Who consents with an adolescent: asked where the programme's rules want it, with the words that were shown.

From which age somebody consents alone, and whether a parent has to, differs from place to place (GK): the programme's
leads say so. Nothing waits for a consent but the page that says that it is missing; help never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.safety.agreeing import is_minor
from wiseline.safety.models import MinorConsent
from wiseline.safety.others import rules_of

if TYPE_CHECKING:
    from datetime import date

    from wiseline.people.models import Person

Role = MinorConsent.Role


class NotAsked(ValueError):
    """The programme's rules ask this of nobody, or not of somebody in this role."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules want with a client: the words to be shown, and who may consent to them."""

    words: str
    roles: tuple[Role, ...]
    alone_from: int | None


def usual_words() -> str:
    """What is shown where the programme has no words of its own."""
    return _(
        "I know how coaching between sessions works here, what is kept and who reads it, and who is told what. "
        "I agree to it, and I can take that back at any time."
    )


def asked_of(client: Person) -> Asked | None:
    """What is asked with this client; None with adults, and where the rules want nothing."""
    if not is_minor(client):
        return None
    rules = rules_of(client.programme)
    if rules.alone_from is None and not rules.parent_consents:
        return None
    alone = () if rules.alone_from is None else (Role.CLIENT,)
    return Asked(rules.consent_words or usual_words(), (*alone, Role.PARENT, Role.GUARDIAN), rules.alone_from)


def consents_of(client: Person) -> list[MinorConsent]:
    """Every consent that was given, the newest first; those taken back, too."""
    return list(MinorConsent.objects.filter(client=client).select_related("by").order_by("-said_at", "-id"))


def standing(client: Person, asked: Asked | None) -> MinorConsent | None:
    """The consent that holds, by today's rules."""
    if asked is None:
        return None
    held = MinorConsent.objects.filter(client=client, withdrawn_at=None, role__in=asked.roles)
    return held.select_related("by").order_by("-said_at", "-id").first()


def give(*, client: Person, by: Person, role: str, name: str, on: date) -> MinorConsent:
    """Somebody consented on a day; the words that they were shown are frozen beside it. Raises NotAsked."""
    asked = asked_of(client)
    if asked is None or role not in asked.roles:
        raise NotAsked
    with changes():
        row = MinorConsent.objects.create(
            client=client,
            programme_id=client.programme_id,
            role=role,
            name=name.strip(),
            wording=asked.words,
            on=on,
            by=by,
            said_at=clock.now(),
        )
        _keep(row, by, "consent.given")
    return row


def withdraw(*, consent: MinorConsent, by: Person) -> None:
    """It is taken back: that it was given stays known. A second tap changes nothing."""
    with changes():
        if MinorConsent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
            _keep(consent, by, "consent.withdrawn")


def _keep(row: MinorConsent, by: Person, action: str) -> None:
    record(actor=by, action=action, subject=row, programme_id=row.programme_id, client_id=row.client_id)
    add_to_timeline(client=row.client, kind=action, actor=by)
    publish(to=[row.client_id], kind="alliance")
