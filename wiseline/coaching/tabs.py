"""Two pages on the same note: each writes only what was changed on it, so that neither undoes what the other wrote.

A page carries, in its field `was`, what its form showed when it was made or last kept. A page without that (an older
one, still open) takes nothing out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import BoundField, Form


def shown(form: Form) -> str:
    """What the form shows, as a browser would send it."""
    return urlencode([(field.html_name, value) for field in form for value in _values(field)])


def merged(posted: QueryDict, kept: Form) -> tuple[QueryDict, set[str]]:
    """What is kept with what was changed on the page that was sent; and the names of the fields that were changed.

    `kept` is the form with what is kept now as its initial values.
    """
    was, data = QueryDict(posted.get("was", "")), QueryDict(shown(kept), mutable=True)
    changed = {name for name in kept.fields if _told(posted.getlist(name)) != _told(was.getlist(name))}
    for name in changed:
        data.setlist(name, posted.getlist(name))
    return data, changed


def _values(field: BoundField) -> list[str]:
    value = field.value()
    if isinstance(value, bool):
        return ["on"] if value else []
    written = field.field.widget.format_value(value)
    return [str(part) for part in (written if isinstance(written, list) else [written]) if part not in {None, ""}]


def _told(values: Iterable[object]) -> list[str]:
    """Without what is left empty, and with the line ends of any browser."""
    return [text for value in values if (text := "\n".join(str(value).splitlines()).strip())]
