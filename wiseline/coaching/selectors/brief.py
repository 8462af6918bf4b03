"""The coaching brief: the slice of the record that is needed to coach this client safely now, and no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wiseline.alliance.agreement import words_in_force
from wiseline.alliance.models import Line
from wiseline.alliance.understanding import strengths_first
from wiseline.chart.cover import brief_today
from wiseline.chart.models import Commitment, Rating, SkillUse
from wiseline.chart.obstacles import BY_ID
from wiseline.chart.urges import URGES
from wiseline.chart.uses import used_now
from wiseline.coaching.forms import EMOTIONS
from wiseline.coaching.models import Contact
from wiseline.people.models import therapist_of
from wiseline.safety.flows import plan_of
from wiseline.skills.catalogue import name_of
from wiseline.skills.selectors import asked_about

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.chart.models import CoverBrief
    from wiseline.people.models import Person
    from wiseline.safety.models import CrisisPlan
    from wiseline.skills.models import AskedAbout

LAST_CONTACTS = 3
RECENT = 12


@dataclass(slots=True)
class Brief:
    """What the coach's screen shows beside the talk."""

    primer: list[tuple[str, str]]
    urges: list[tuple[str, int]]
    used_now: list[tuple[SkillUse, str]]  # with what got in the way, in words
    helped: list[str]
    understood: list[tuple[str, list[Line]]]  # what both agreed to, by section
    last_contacts: list[Contact]
    distress: list[tuple[datetime, int | None, int | None]]  # when, before, after
    commitments: list[Commitment]
    asked_about: list[AskedAbout]
    plan: CrisisPlan | None
    therapist: Person | None
    cover: CoverBrief | None  # what was left for whoever covers, on its days
    agreed: list[tuple[str, str]]  # the coaching agreement that both signed, by section


def brief_of(contact: Contact) -> Brief:
    """The brief for one contact."""
    client_id = contact.client_id
    earlier = Contact.objects.filter(client=client_id).exclude(pk=contact.pk)
    return Brief(
        primer=primer_rows(contact.primer),
        urges=[
            (str(label), contact.primer["urges"][name])
            for name, label in URGES
            if name in contact.primer.get("urges", {})
        ],
        used_now=[(use, _obstacle(use)) for use in used_now(contact.client)],
        helped=_what_helped(contact),
        understood=strengths_first(contact.client),
        last_contacts=list(earlier.select_related("holder").order_by("-asked_at")[:LAST_CONTACTS]),
        distress=_distress(contact),
        commitments=list(Commitment.objects.filter(client=client_id).order_by("-at")[:LAST_CONTACTS]),
        asked_about=list(asked_about(contact.client)),
        plan=plan_of(contact.client),
        therapist=therapist_of(client_id),
        cover=brief_today(contact.client),
        agreed=words_in_force(contact.client),
    )


def _obstacle(use: SkillUse) -> str:
    found = BY_ID.get(use.obstacle)
    return str(found.label) if found else ""


def primer_rows(primer: dict[str, Any]) -> list[tuple[str, str]]:
    """The client's own answers, labelled; only those that were given."""
    rows: list[tuple[str, str]] = []
    if primer.get("happening"):
        rows.append((_("Happening"), primer["happening"]))
    if primer.get("emotion"):
        rows.append((_("Feeling"), str(dict(EMOTIONS).get(primer["emotion"], primer["emotion"]))))
    if primer.get("distress") is not None:
        rows.append((_("How strong"), _("%(value)s of 100") % {"value": primer["distress"]}))
    if primer.get("tried"):
        rows.append((_("Tried"), ", ".join(name_of(skill) for skill in primer["tried"])))
    return rows


def _distress(contact: Contact) -> list[tuple[datetime, int | None, int | None]]:
    rows: dict[UUID | None, dict[str, Rating]] = {}
    for row in Rating.objects.filter(client=contact.client_id, distress__isnull=False).order_by("-at")[:RECENT]:
        rows.setdefault(row.contact_id, {}).setdefault(row.moment, row)
    return [
        (max(row.at for row in pair.values()), _value(pair, Rating.Moment.BEFORE), _value(pair, Rating.Moment.AFTER))
        for pair in list(rows.values())[:LAST_CONTACTS]
    ]


def _value(pair: dict[str, Rating], moment: str) -> int | None:
    return pair[moment].distress if moment in pair else None


def _what_helped(contact: Contact) -> list[str]:
    """Skills by what this client reported, with the counts shown: '3 of 4 times'."""
    used: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for skill, effect in (
        SkillUse.objects.filter(client=contact.client_id).exclude(effect="").values_list("skill", "effect")
    ):
        used[skill] += 1
        helped[skill] += effect in {SkillUse.Effect.HELPED, SkillUse.Effect.SOME}
    best = sorted((skill for skill in used if helped[skill]), key=lambda skill: (-helped[skill], used[skill]))
    return [
        _("%(skill)s: helped %(helped)s of %(used)s times")
        % {"skill": name_of(skill), "helped": helped[skill], "used": used[skill]}
        for skill in best[:4]
    ]
