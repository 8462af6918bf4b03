"""The life contexts in which skills are used: a programme's own list, and what follows where nothing was said.

A context is known by a key that never changes; renaming changes its label only, and removing hides it from what can be
chosen, so that what was noted stays what it was.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from wiseline.audit.trail import record
from wiseline.lib import clock
from wiseline.live.publish import changes
from wiseline.skills.models import LifeContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

    from wiseline.people.models import Person

DEFAULTS: dict[str, StrOrPromise] = {
    "home": _("Home"),
    "work": _("Work or school"),
    "partner": _("Partner"),
    "family": _("Family"),
    "friends": _("Friends"),
    "public": _("In public"),
    "online": _("Online"),
    "alone": _("Alone"),
    "body": _("Body and health"),
    "substances": _("Alcohol or drugs"),
}
"""What a programme has until it changes the list (general knowledge; configurable)."""
MOST = 16
"""As many contexts as can still be read on a small screen."""
_OF_PLACE = {"alone": "alone", "work": "work", "public": "public"}
_OF_COMPANY = {
    "nobody": "alone",
    "partner": "partner",
    "family": "family",
    "friends": "friends",
    "colleagues": "work",
    "strangers": "public",
    "online": "online",
}
_ONLY_BY_PLACE = frozenset({"colleagues", "strangers"})
"""One can be at work or in public without them."""
_OF_URGE = {"substances": "substances", "binge": "body", "restrict": "body"}


class Context(NamedTuple):
    """One context. `hidden`: the programme took it off its list."""

    key: str
    label: str
    hidden: bool = False


class ListIsFull(Exception):
    """There are `MOST` contexts already."""


def follow(*, place: str = "", company: str = "", urges: Iterable[str] = ()) -> frozenset[str]:
    """The contexts that follow from where, with whom and which urges; empty where nothing follows.

    Nothing follows from a feeling: one can be lonely among friends.
    """
    found = {_OF_PLACE.get(place), _OF_COMPANY.get(company), *(_OF_URGE.get(urge) for urge in urges)}
    return frozenset(key for key in found if key)


def whereabouts(contexts: Iterable[str]) -> tuple[str, str]:
    """The place and the company that contexts tell (`skills.words`); empty where they tell none, or several."""
    keys = set(contexts)
    places = [place for place, key in _OF_PLACE.items() if key in keys]
    company = [who for who, key in _OF_COMPANY.items() if key in keys and who not in _ONLY_BY_PLACE]
    return (places[0] if len(places) == 1 else ""), (company[0] if len(company) == 1 else "")


def contexts_of(programme_id: UUID) -> list[Context]:
    """Every context that the programme has or had, in its order, the hidden ones last."""
    rows = LifeContext.objects.filter(programme_id=programme_id).order_by("position", "key")
    found = [
        Context(row.key, row.label or str(DEFAULTS.get(row.key, row.key)), row.hidden_at is not None) for row in rows
    ]
    if not found:
        return [Context(key, str(label)) for key, label in DEFAULTS.items()]
    return sorted(found, key=lambda context: context.hidden)


def choices_of(programme_id: UUID) -> list[tuple[str, str]]:
    """For forms: key and label of what can be chosen now."""
    return [(key, label) for key, label, hidden in contexts_of(programme_id) if not hidden]


def known(programme_id: UUID, keys: Sequence[str]) -> list[str]:
    """Those of `keys` that the programme has, each once, in its order."""
    wanted = set(keys)
    return [context.key for context in contexts_of(programme_id) if context.key in wanted]


def add(*, label: str, by: Person) -> LifeContext:
    """One more context, or a removed one of that name back again. Raises ListIsFull."""
    with changes():
        _materialise(by.programme_id)
        rows = LifeContext.objects.filter(programme_id=by.programme_id)
        for context in contexts_of(by.programme_id):
            if context.label.casefold() == label.casefold():
                rows.filter(key=context.key).update(hidden_at=None)
                return rows.get(key=context.key)
        if rows.filter(hidden_at=None).count() >= MOST:
            raise ListIsFull
        last = max(rows.values_list("position", flat=True), default=0)
        row = LifeContext.objects.create(
            programme_id=by.programme_id, key=f"own-{secrets.token_hex(4)}", label=label, position=last + 1
        )
        _say(row, by, "context.added")
        return row


def rename(*, key: str, label: str, by: Person) -> None:
    """Call it otherwise, for what was and for what will be noted. Raises LifeContext.DoesNotExist."""
    with changes():
        _materialise(by.programme_id)
        row = LifeContext.objects.get(programme_id=by.programme_id, key=key)
        if label not in {row.label, str(DEFAULTS.get(key, ""))} or row.label:
            row.label = "" if label == str(DEFAULTS.get(key, "")) else label
            row.save(update_fields=["label"])
            _say(row, by, "context.renamed")


def hide(*, key: str, by: Person) -> None:
    """It can no longer be chosen; what was noted stays. Raises LifeContext.DoesNotExist."""
    _show(key, by, hidden=True)


def bring_back(*, key: str, by: Person) -> None:
    """It can be chosen again. Raises LifeContext.DoesNotExist, ListIsFull."""
    if LifeContext.objects.filter(programme_id=by.programme_id, hidden_at=None).count() >= MOST:
        raise ListIsFull
    _show(key, by, hidden=False)


def _show(key: str, by: Person, *, hidden: bool) -> None:
    with changes():
        _materialise(by.programme_id)
        row = LifeContext.objects.get(programme_id=by.programme_id, key=key)
        if (row.hidden_at is not None) != hidden:
            row.hidden_at = clock.now() if hidden else None
            row.save(update_fields=["hidden_at"])
            _say(row, by, "context.hidden" if hidden else "context.brought_back")


def _materialise(programme_id: UUID) -> None:
    """The programme's first change makes the usual list its own."""
    if not LifeContext.objects.filter(programme_id=programme_id).exists():
        rows = [LifeContext(programme_id=programme_id, key=key, position=at) for at, key in enumerate(DEFAULTS)]
        LifeContext.objects.bulk_create(rows, ignore_conflicts=True)


def _say(row: LifeContext, by: Person, action: str) -> None:
    record(actor=by, action=action, subject=row, programme_id=row.programme_id)
