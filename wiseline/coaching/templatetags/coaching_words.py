"""What the contact's templates need beyond Django's filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.forms import BoundField, Form
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from wiseline.chart.needs import KINDS
from wiseline.chart.urges import URGES
from wiseline.coaching.risk import rows_of
from wiseline.coaching.selectors import policy
from wiseline.coaching.selectors.agreed import outcomes_of
from wiseline.lib import clock
from wiseline.skills.catalogue import name_of

if TYPE_CHECKING:
    from datetime import datetime

    from wiseline.chart.models import Need, Note
    from wiseline.coaching.models import Contact

DAYS_OF_A_WEEK = 7

register = template.Library()
register.filter("skill_label", name_of)


@register.filter
def moment(value: datetime) -> str:
    """A moment by its weekday, and by its date too where that weekday could be another week's."""
    here = localtime(value)
    near = abs((here.date() - localtime(clock.now()).date()).days) < DAYS_OF_A_WEEK
    return date_format(here, "l H:i" if near else "l j F, H:i")


@register.filter
def held_until(contact: Contact) -> datetime | None:
    """Until when it waits by what was agreed for the day after an act; None: it does not."""
    return policy.held_until(contact, clock.now())


@register.filter
def words(text: str) -> list[str]:
    """The words of a text: a short way to list field names."""
    return text.split()


@register.filter
def risk_rows(risk: dict[str, Any] | None) -> list[tuple[Any, str]]:
    """A risk assessment as it reads in a note."""
    return list(rows_of(risk or {}))


@register.filter
def urge_rows(body: dict[str, Any]) -> list[tuple[Any, str]]:
    """The urges that a note has, before and after the talk."""
    before, after = (body.get(f"urges_{when}") or {} for when in ("before", "after"))
    return [
        (label, " → ".join(str(part.get(name, "–")) for part in (before, after)))
        for name, label in URGES
        if name in before or name in after
    ]


@register.filter
def agreed_calls(note: Note) -> list[tuple[datetime, str]]:
    """The calls that were agreed in a note's contact, with what has become of them; only where the note has one."""
    return outcomes_of(note.contact_id) if note.contact_id and note.body.get("recontact_at") else []


@register.filter
def field(form: Form, name: str) -> BoundField:
    """A form's field by its name."""
    return form[name]


@register.filter
def urge_before(form: Form, name: str) -> BoundField:
    """The field of an urge before the contact."""
    return form[f"urge_before_{name}"]


@register.filter
def urge_after(form: Form, name: str) -> BoundField:
    """The field of an urge after the contact."""
    return form[f"urge_after_{name}"]


@register.simple_tag
def skill_checks(skills: list[tuple[str, list[tuple[str, str]]]], name: str, chosen: list[str] | None) -> SafeString:
    """A box to tick for each skill, by module. In Python: a template's loop over so many takes as long as the page."""
    ticked = frozenset(chosen or ())
    one = '<label class="check"><input type="checkbox" name="{}" value="{}"{}><span>{}</span></label>'
    checked = {True: mark_safe(" checked"), False: ""}
    return format_html_join(
        "",
        '<fieldset class="field"><legend class="field-label">{}</legend>{}</fieldset>',
        (
            (
                module,
                format_html_join("", one, ((name, skill, checked[skill in ticked], label) for skill, label in rows)),
            )
            for module, rows in skills
        ),
    )


@register.simple_tag
def skill_options(skills: list[tuple[str, list[tuple[str, str]]]], chosen: str = "") -> SafeString:
    """The options of a select, by module; `chosen` is selected where it is first."""

    def options(rows: list[tuple[str, str]]) -> SafeString:
        marked = ((skill, mark_safe(" selected") if skill == chosen else "", name) for skill, name in rows)
        return format_html_join("", '<option value="{}"{}>{}</option>', marked)

    return format_html_join("", '<optgroup label="{}">{}</optgroup>', ((name, options(rows)) for name, rows in skills))


@register.filter
def need_words(need: Need) -> str:
    """What is owed, in words."""
    return str(KINDS[need.kind].words)


@register.filter
def need_page(need: Need) -> str:
    """Where it is done."""
    kind = KINDS[need.kind]
    return reverse(kind.page, args=[need.subject_id if kind.of_subject else need.client_id])


@register.filter
def applies_by(need: Need) -> policy.Applies | None:
    """What applies to the client since the act that is to be looked at: who looks may lift it."""
    return policy.applies_now(need.client, clock.now()) if need.kind == "act_on_card" else None


@register.filter
def need_by_hand(need: Need) -> bool:
    """Whether a person says that it is done."""
    return KINDS[need.kind].by_hand


@register.filter
def is_pressing(need: Need, now: datetime) -> bool:
    """Whether it has come due, or is of a kind that presses from the first."""
    kind = KINDS[need.kind]
    return not kind.quiet and (kind.pressing or need.due_at <= now)
