"""The contacts since the last session: each with its note and outcome, and what in them belongs under a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wiseline.agenda.line import Group, Line
from wiseline.agenda.targets import heading_of, rank_of
from wiseline.chart.models import SkillUse
from wiseline.chart.urges import URGES
from wiseline.coaching.models import Contact, Kind, Safety
from wiseline.coaching.transitions import OPEN
from wiseline.skills.catalogue import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiseline.agenda.look import Look
    from wiseline.chart.models import Note

TARGET_WORDS = {
    "contact.crisis": gettext_lazy("Asked for help in a crisis"),
    "contact.danger": gettext_lazy("Said in a contact: in danger"),
    "contact.unsure": gettext_lazy("Said in a contact: not sure they are safe"),
    "contact.acted": gettext_lazy("Had already acted on an urge when we talked"),
    "contact.risk_unanswered": gettext_lazy("A contact in which nobody asked about safety, and it was not said"),
    "contact.repair": gettext_lazy("Something between us"),
    "contact.limits": gettext_lazy("A coach’s limits came up"),
    "contact.unreached": gettext_lazy("Nobody was reached"),
    "contact.quit": gettext_lazy("Urge to quit therapy, %(value)s of 5"),
    "card.urge.suicide": gettext_lazy("Urge to end my life, %(value)s of 5, in a contact"),
    "card.urge.self_harm": gettext_lazy("Urge to hurt myself, %(value)s of 5, in a contact"),
}

URGE_FACTS = (("suicide", "card.urge.suicide"), ("self_harm", "card.urge.self_harm"), ("quit", "contact.quit"))


def lines(look: Look) -> list[Line]:
    """The lines of the targets, then one a contact."""
    under = [line for row in look.contacts for line in _targets(look, row)]
    return [*under, *(_contact(look, row) for row in look.contacts)]


def facts_of(contact: Contact, note: Note | None, *, unreached: bool) -> Iterable[tuple[str, int | None]]:
    """The facts of `targets.RULES` that a contact holds, with their value where they have one."""
    body: dict[str, Any] = note.body if note else {}
    said = contact.safety or body.get("risk_answer", "")
    if contact.kind == Kind.CRISIS:
        yield "contact.crisis", None
    if said == Safety.DANGER:
        yield "contact.danger", None
    if said == Safety.UNSURE:
        yield "contact.unsure", None
    if body.get("acted") == "yes":
        yield "contact.acted", None
    if note and not said and not body.get("risk_asked"):
        yield "contact.risk_unanswered", None
    if contact.kind == Kind.REPAIR:
        yield "contact.repair", None
    if body.get("limits"):
        yield "contact.limits", None
    if unreached:
        yield "contact.unreached", None
    urges = {**(contact.primer.get("urges") or {}), **(body.get("urges_before") or {})}
    yield from ((fact, urges[name]) for name, fact in URGE_FACTS if name in urges)


def _targets(look: Look, contact: Contact) -> Iterable[Line]:
    note = look.notes.get(contact.pk)
    for fact, value in facts_of(contact, note, unreached=contact.pk in look.unreached):
        group = heading_of(fact, value)
        if group is not None:
            text, rank = str(TARGET_WORDS[fact]) % {"value": value}, rank_of(fact)
            yield Line(f"{fact}.{contact.pk}", group, text, *_entry(contact, note), at=contact.asked_at, rank=rank)


def _entry(contact: Contact, note: Note | None) -> tuple[str, tuple[str, ...]]:
    """The page that a line opens: the note where it is signed, else the contact."""
    return ("coaching:note", (str(note.pk),)) if note else ("coaching:open", (str(contact.pk),))


def _contact(look: Look, contact: Contact) -> Line:
    note = look.notes.get(contact.pk)
    who = contact.holder.display_name if contact.holder else ""
    words = {"kind": contact.get_kind_display(), "who": who, "state": contact.get_status_display()}
    if contact.status in OPEN:
        text = _("%(kind)s: %(state)s") % words
    elif who:
        text = _("%(kind)s, with %(who)s") % words
    else:
        text = words["kind"]
    return Line(
        f"contact.{contact.pk}",
        Group.CONTACTS,
        text,
        *_entry(contact, note),
        at=contact.asked_at,
        details=tuple(_details(look, contact, note)),
        told=tuple(_told(contact, note)),
    )


def _details(look: Look, contact: Contact, note: Note | None) -> Iterable[str]:
    body: dict[str, Any] = note.body if note else {}
    problem = body.get("problem") or contact.primer.get("happening")
    if problem:
        yield str(problem)
    before, after = body.get("distress_before", contact.primer.get("distress")), body.get("distress_after")
    if before is not None and after is not None:
        yield _("Distress %(before)s → %(after)s of 100") % {"before": before, "after": after}
    urges = [
        f"{label} {body['urges_before'][name]} → {(body.get('urges_after') or {}).get(name, '–')}"
        for name, label in URGES
        if (body.get("urges_before") or {}).get(name)
    ]
    yield from urges
    coached = body.get("coached") or []
    if coached:
        yield _("Coached: %(skills)s") % {"skills": ", ".join(_with_effect(look, contact, skill) for skill in coached)}
    if body.get("commitment"):
        yield _("Agreed: %(what)s") % {"what": body["commitment"]}
    if body.get("follow_up"):
        yield _("Follow-up: %(what)s") % {"what": body["follow_up"]}
    if note is None and contact.status not in OPEN:
        yield _("No note is signed.")


def _told(contact: Contact, note: Note | None) -> Iterable[str]:
    """The client's own words, what they said they would do, and what was written for them to read."""
    if contact.primer.get("happening"):
        yield str(contact.primer["happening"])
    if note and note.for_client:
        yield note.for_client
    if note and note.body.get("commitment"):
        yield _("Agreed: %(what)s") % {"what": note.body["commitment"]}


def _with_effect(look: Look, contact: Contact, skill: str) -> str:
    effects = dict(SkillUse.Effect.choices)
    for use in look.uses:
        if use.contact_id == contact.pk and use.skill == skill and use.how == SkillUse.How.COACHED and use.effect:
            return f"{name_of(skill)} ({effects[use.effect]})"
    return name_of(skill)
