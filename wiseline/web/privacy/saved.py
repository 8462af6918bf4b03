"""What goes into the file of everything that is kept about a client, and what does not; `archive.py` writes it.

`KEPT` says of each kind of row how it is the client's and which columns stay out; `LEFT_OUT` says what does not go in,
and why. A test finds a kind of row that is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OURS = frozenset({"id", "client", "programme", "programme_id", "key", "client_key", "ask_key"})
"""Columns that say nothing to anybody but us."""


@dataclass(frozen=True)
class Kind:
    """One kind of row: its title, which are the client's, and the columns that go in (all, where none are named)."""

    title: _StrPromise
    whose: str = "client"
    only: tuple[str, ...] = ()
    where: tuple[tuple[str, Any], ...] = ()


_TALK = (
    "kind",
    "way",
    "lane",
    "safety",
    "safety_at",
    "said_at",
    "safety_said_at",
    "primer",
    "status",
    "holder",
    "asked_at",
    "answered_at",
    "ended_at",
)
KEPT: dict[str, Kind] = {
    "people.CareRelationship": Kind(_("Who cares for you")),
    "people.Consent": Kind(_("What you agreed to"), "person"),
    "people.SignIn": Kind(
        _("Where you were signed in"), "person", ("user_agent", "began_at", "seen_at", "ended_at", "lock_after")
    ),
    "safety.CrisisPlan": Kind(_("Your plan, and how it was before")),
    "safety.PlanPhoto": Kind(_("Photos of your plan")),
    "safety.PlanLink": Kind(_("Whom you gave your plan"), only=("name", "made_at", "until", "ended_at")),
    "safety.Other": Kind(_("Who else is part of what was agreed")),
    "safety.MinorConsent": Kind(_("Who said yes with you")),
    "safety.ContactPolicy": Kind(_("What was agreed for the day after an act")),
    "safety.ActReport": Kind(_("Acts that were noted")),
    "safety.PolicyLift": Kind(_("When that was lifted")),
    "safety.Circumstances": Kind(_("Circumstances")),
    "safety.CountryToday": Kind(_("The country you said you are in"), "person"),
    "coaching.Contact": Kind(_("Your talks"), only=("id", *_TALK, "closed_at", "promised_for")),
    "coaching.ContactEvent": Kind(
        _("What happened in them"), "contact__client", ("contact", "at", "kind", "before", "after", "actor", "about")
    ),
    "coaching.Message": Kind(_("Messages"), "contact__client"),
    "coaching.ContactPlace": Kind(_("Places you gave"), "contact__client"),
    "coaching.Recontact": Kind(_("Calls that were agreed"), only=("coach", "at", "done_at")),
    "calls.SpokenMessage": Kind(_("Messages you spoke"), "person", ("contact_id", "seconds", "sound", "spoken_at")),
    "reach.Notices": Kind(
        _("How you want to be told"), "person", ("day", "night", "night_from", "night_to", "changed_at")
    ),
    "reach.PhoneText": Kind(_("Text messages"), "person", ("contact_id", "incoming", "number", "body", "at")),
    "reach.PhoneNumber": Kind(
        _("Your phone numbers"),
        "person",
        ("number", "kind", "verified_at", "next_number", "disabled_at", "ring", "texts"),
    ),
    "reach.Device": Kind(
        _("Your devices"), "person", ("label", "tested_at", "disabled_at", "last_seen_at", "created_at")
    ),
    "chart.Note": Kind(
        _("What your coaches wrote for you"),
        only=("contact_id", "at", "author", "for_client", "signed_at"),
        where=(("signed_at__isnull", False),),
    ),
    "chart.Commitment": Kind(_("What you wanted to do")),
    "chart.TimelineEntry": Kind(_("Your timeline")),
    "chart.CoverBrief": Kind(_("Words that were left for cover")),
    "chart.Rating": Kind(_("How strong it was")),
    "chart.SkillUse": Kind(_("Skills you used")),
    "chart.CardVersion": Kind(_("Your diary card")),
    "chart.DiaryDay": Kind(_("Your days")),
    "chart.DiaryEntry": Kind(_("Each time you filled one")),
    "chart.CheckIn": Kind(_("Check-ins")),
    "chart.DiaryQuestion": Kind(_("Questions about your days")),
    "chart.Chain": Kind(_("Understanding what happened")),
    "chart.ChainRevision": Kind(_("How these were before")),
    "chart.PlannedPractice": Kind(_("Practice you planned"), only=("id", "at", "ended_at")),
    "chart.PlannedVersion": Kind(_("What it was to be")),
    "chart.PlannedOccasion": Kind(_("Days of practice")),
    "chart.PracticeReminders": Kind(_("Reminders of practice")),
    "chart.CardReminder": Kind(_("Reminders of the card")),
    "chart.Asking": Kind(_("Questions that you are asked")),
    "chart.AskingReminder": Kind(_("Reminders of questions")),
    "chart.QuestionnaireAnswers": Kind(_("Your answers")),
    "insight.Dispute": Kind(_("Patterns you did not agree with")),
    "insight.Found": Kind(_("Patterns"), only=("patterns", "at")),
    "skills.Membership": Kind(_("Your groups"), only=("since", "until")),
    "skills.Taught": Kind(_("What you were taught"), only=("by", "skill", "on", "practised", "taken_back_at")),
    "skills.Caution": Kind(_("What is minded for you")),
    "skills.AskedAbout": Kind(_("Skills you asked about")),
    "skills.PracticeRun": Kind(_("Practices")),
    "skills.OwnItem": Kind(_("Your own lists")),
    "alliance.Agreement": Kind(_("Your coaching agreement")),
    "alliance.Signature": Kind(_("Who said yes to it")),
    "alliance.Wish": Kind(_("What you wished of it")),
    "alliance.Encouragement": Kind(_("Words for you"), where=(("removed_at", None),)),
    "alliance.Voice": Kind(_("Voices for you"), "encouragement__client", where=(("encouragement__removed_at", None),)),
    "alliance.Pulse": Kind(_("How you find your work together")),
    "alliance.Repair": Kind(_("What you agreed between you")),
    "alliance.Line": Kind(_("What you understand together")),
    "alliance.Proposal": Kind(_("What was proposed for it")),
    "alliance.GoodNews": Kind(_("Good news")),
    "alliance.WarmLine": Kind(_("Lines for you")),
    "agenda.Session": Kind(
        _("Sessions"),
        only=("at", "therapist", "planned_for", "state", "begun_at", "over_at", "kept"),
        where=(("state", "closed"),),
    ),
    "agenda.Agreement": Kind(_("What was agreed in sessions"), where=(("session__state", "closed"),)),
    "agenda.Wish": Kind(_("What you wanted to talk about")),
}
LEFT_OUT: dict[str, str] = {
    "people.PersonRole": "stands in the first lines",
    "people.Invitation": "holds the hash of a link and nothing about the person",
    "chart.HandBack": "what coaches write to each other: the programme gives it on request",
    "chart.Amendment": "belongs to the coach's own part of a note",
    "chart.Need": "what staff owe, and by when",
    "chart.NightLook": "when a coach last looked at what happened while others covered",
    "chart.DiaryAlert": "that a coach was told of an answer; the answer is in",
    "coaching.StepTick": "the coach's own steps",
    "agenda.Mark": "the therapist's draft; what of it was kept stands in the closed session",
    "agenda.SessionRevision": "the therapist's draft",
    "agenda.TeamItem": "what the team talked about: the programme gives it on request",
    "calls.Call": "stands in the talk's own events",
    "calls.Leg": "signalling",
    "calls.PhoneLine": "signalling",
    "reach.Delivery": "that something was sent: what it was about is in",
    "reach.Route": "ways to alert staff",
    "live.Cursor": "the number of the last event",
    "live.Event": "that something changed: what it was is in",
}
