"""A risk assessment in a coach's own words: what was asked and answered, what speaks for and against, what was done.

A structure for documentation (that such a structure covers why, factors, actions, reasoning and follow-up: clinical.md
section 6 [51]; the sequence of a crisis call: section 2 [12]). Fields and wording are our own; what stands in the lists
is general knowledge, to be confirmed by the programme's clinicians. Nothing is counted, scored or concluded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wiseline.coaching.models import NOT_SAFE

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ASKED: tuple[tuple[str, StrPromise, StrPromise], ...] = (
    ("dead", _("Wishing not to live"), _("Have you wished not to be alive any more?")),
    ("thoughts", _("Thoughts of ending their life"), _("Are you thinking of ending your life?")),
    ("harm", _("Urge to hurt themselves"), _("Do you have an urge to hurt yourself? How strong is it, from 0 to 5?")),
    ("method", _("A way in mind"), _("Have you thought about how?")),
    ("intent", _("Intent"), _("Do you mean to do it? When?")),
    ("prepared", _("Preparation"), _("Have you got anything ready, or said goodbye to anybody?")),
    ("acted", _("Already acted"), _("Have you done anything already? What, when, how much?")),
    ("others", _("Danger to others"), _("Are you thinking of hurting somebody else?")),
)
ANSWERS: tuple[tuple[str, StrPromise], ...] = (("", _("not asked")), ("no", _("No")), ("yes", _("Yes")))

ACUTE: tuple[tuple[str, StrPromise], ...] = (
    ("loss", _("A loss, a separation or a row just now")),
    ("shame", _("Strong shame, humiliation or self-hatred")),
    ("agitated", _("Agitated, or cannot sleep")),
    ("hopeless", _("Hopeless, or feels like a burden")),
    ("alone", _("Alone now")),
    ("intoxicated", _("Alcohol or drugs now")),
    ("means", _("Means within reach")),
    ("discharge", _("Left hospital lately, or care has just changed")),
    ("pain", _("Pain or illness that has become worse")),
)
CHRONIC: tuple[tuple[str, StrPromise], ...] = (
    ("attempts", _("Earlier attempts")),
    ("self_harm", _("Self-harm over a long time")),
    ("family", _("Suicide in the family or among friends")),
    ("trauma", _("Violence or abuse lived through")),
    ("substances", _("Alcohol or drugs over a long time")),
    ("illness", _("Lasting illness or pain")),
    ("isolated", _("Little support over a long time")),
)
PROTECTIVE: tuple[tuple[str, StrPromise], ...] = (
    ("reasons", _("Names reasons to live")),
    ("people", _("Somebody is with them, or can be")),
    ("children", _("Feels needed by children, animals, others")),
    ("therapy", _("Holds on to therapy and asked for coaching")),
    ("skills", _("Is using skills now")),
    ("beliefs", _("Beliefs that speak against it")),
    ("plan", _("Has a plan for a crisis and uses it")),
    ("future", _("Looks forward to something")),
)
DONE: tuple[tuple[str, StrPromise], ...] = (
    ("said_not_to", _("Asked plainly not to hurt or kill themselves")),
    ("solved", _("Worked on what set it off")),
    ("skill", _("Practised a skill together")),
    ("means", _("Agreed on steps with means, and they were done on the call")),
    ("support", _("Somebody comes, or stays")),
    ("plan", _("Went through the plan for a crisis")),
    ("emergency", _("Emergency services or a hospital were called")),
    ("team", _("Told the team or the therapist")),
)
LISTS: dict[str, tuple[tuple[str, StrPromise], ...]] = {
    "acute": ACUTE,
    "chronic": CHRONIC,
    "protective": PROTECTIVE,
    "done_list": DONE,
}
TEXTS: tuple[tuple[str, StrPromise], ...] = (
    ("said", _("What the client said, in their words")),
    ("means", _("Means within reach, and what was agreed about each")),
    ("steps", _("Steps to safety: who does what, by when")),
    ("judgement", _("How I see it, and why")),
)


def left_open(safety: str, body: dict[str, Any]) -> bool:
    """Whether somebody may be in danger, and a note has no answer about safety and no call agreed.

    That they have acted is what makes it grave, and no answer to it.
    """
    grave = safety in NOT_SAFE or body.get("acted") == "yes"
    return grave and not body.get("recontact_at") and not _answers_about_safety(safety, body)


def _answers_about_safety(safety: str, body: dict[str, Any]) -> bool:
    risk = body.get("risk") or {}
    asked = set(risk.get("asked") or ()) - {"acted"}
    written = any(risk.get(name) for name in (*LISTS, *(name for name, _label in TEXTS)))
    # It is filled with what the client said until the coach says that they asked, or changes it.
    said = body.get("risk_answer")
    confirmed = bool(body.get("risk_asked")) and not risk.get("asked")
    return bool(asked) or written or bool(said and (confirmed or said != safety))


def rows_of(risk: dict[str, Any]) -> list[tuple[StrPromise, str]]:
    """An assessment as it reads in a note; only what was filled."""
    words = {name: str(label) for name, label in ANSWERS}
    asked = risk.get("asked") or {}
    rows: list[tuple[StrPromise, str]] = [
        (label, words[asked[name]]) for name, label, _how in ASKED if asked.get(name) in {"yes", "no"}
    ]
    titles: dict[str, StrPromise] = {
        "acute": _("Acute"),
        "chronic": _("Chronic"),
        "protective": _("Protective"),
        "done_list": _("Done"),
    }
    for name, choices in LISTS.items():
        found = [str(label) for value, label in choices if value in (risk.get(name) or ())]
        if found:
            rows.append((titles[name], "; ".join(found)))
    rows += [(label, risk[name]) for name, label in TEXTS if risk.get(name)]
    return rows
