"""Links that sign somebody in: the demo's, and the one that set-up prints, which works once."""

from __future__ import annotations

from django.core import signing

from wiseline.people.models import Person

_VALID_SECONDS = {"demo": 10 * 365 * 24 * 3600, "setup": 24 * 3600}


def link_token(person: Person, *, purpose: str) -> str:
    """The secret part of a link. A set-up link dies with the person's next sign-in."""
    return signing.dumps([str(person.pk), _stamp(person, purpose)], salt=f"wiseline.{purpose}")


def person_for_link(token: str, *, purpose: str) -> Person | None:
    """Whom a link signs in; None where it is forged, too old or used."""
    try:
        pk, stamp = signing.loads(token, salt=f"wiseline.{purpose}", max_age=_VALID_SECONDS[purpose])
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(pk=pk, is_active=True).select_related("programme").first()
    return person if person is not None and stamp == _stamp(person, purpose) else None


def _stamp(person: Person, purpose: str) -> str:
    return "" if purpose == "demo" else str(person.last_login)
