"""Who can see what of a client: asked of the same functions that the pages ask, for every one who works there.

Each line names its function, so that words and rights can not part: see tests/people/test_who.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from wiseline.agenda.authorisation import can_prepare, in_team
from wiseline.alliance.authorisation import can_read_pulse
from wiseline.chart.authorisation import can_read_chart
from wiseline.chart.cover import brief_today
from wiseline.coaching.authorisation import COVER_AFTERWARDS, can_read_brief
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import OPEN
from wiseline.lib import clock
from wiseline.people.authorisation import can_manage_people, can_see_client
from wiseline.people.models import Person, Role
from wiseline.safety.lending import links_of
from wiseline.safety.others import coaches_parent_of, others_of
from wiseline.skills.authorisation import can_lead_group
from wiseline.skills.models import Group
from wiseline.web.cover.authorisation import can_read_cover_briefs

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Line:
    """Something of the client's, and who can see it today."""

    key: str
    title: str
    what: str
    who: list[Person] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # with what is to be said of each
    nobody: str = ""


def reads_everything(actor: Person, client: Person) -> bool:
    """The whole chart."""
    return can_read_chart(actor, client)


def reads_sessions_and_pulse(actor: Person, client: Person) -> bool:
    """What is between the client and their individual therapist."""
    return can_prepare(actor, client) and can_read_pulse(actor, client)


def covers(actor: Person, client: Person, now: datetime) -> bool:
    """A talk that they are rung for, hold, or held until a day ago, and not the rest."""
    return not can_read_chart(actor, client) and any(can_read_brief(actor, contact) for contact in _lately(client, now))


def reads_words_for_cover(actor: Person, client: Person, now: datetime) -> bool:
    """What was left for whoever is on duty, while its days last."""
    return brief_today(client) is not None and _is_on_duty_for(actor, client, now)


def knows_by_duty(actor: Person, client: Person, now: datetime) -> bool:
    """Whoever is on duty, where nothing was left about this client."""
    return not reads_words_for_cover(actor, client, now) and _is_on_duty_for(actor, client, now)


def _is_on_duty_for(actor: Person, client: Person, now: datetime) -> bool:
    apart = can_read_chart(actor, client) or coaches_parent_of(actor, client)
    return not apart and can_read_cover_briefs(actor, now)


def knows_of_it(actor: Person, client: Person) -> bool:
    """A lead who does not care for the client: that they are here, and of a talk how urgent it is and who has it."""
    return can_see_client(actor, client) and not can_read_chart(actor, client)


def manages(actor: Person, client: Person) -> bool:
    """Who decides who cares for whom: an administrator who is not a lead."""
    return can_manage_people(actor) and not actor.is_lead and not can_read_chart(actor, client)


def leads_group_of(actor: Person, client: Person) -> bool:
    """A trainer of a group that the client is in, who does not care for them."""
    groups = Group.objects.filter(memberships__client=client, memberships__until=None, ended_at=None)
    return not can_read_chart(actor, client) and any(can_lead_group(actor, group) for group in groups)


def who_sees(client: Person, now: datetime) -> list[Line]:
    """The lines, for everybody who works in the client's programme."""
    staff = list(
        Person.objects.filter(programme=client.programme_id, is_active=True)
        .exclude(role_rows__role=Role.CLIENT)
        .order_by("name")
        .select_related("programme")
    )
    return [*_carers(client, staff), *_cover(client, staff, now), *_others_here(client, staff), *_outside(client)]


def _lately(client: Person, now: datetime) -> list[Contact]:
    since = now - COVER_AFTERWARDS
    ended = Q(closed_at__gte=since) | Q(ended_at__gte=since)
    rows = Contact.objects.filter(client=client).filter(Q(status__in=OPEN) | ended)
    return list(rows.select_related("client"))


def _carers(client: Person, staff: list[Person]) -> list[Line]:
    return [
        Line(
            "everything",
            _("Who cares for you"),
            _(
                "They can read what you write here: your card, chains, answers, plan, practice and good news. "
                "They also read what was written in your talks, and the notes of them."
            ),
            [person for person in staff if reads_everything(person, client)],
            nobody=_("Nobody today."),
        ),
        Line(
            "therapist",
            _("Your individual therapist alone"),
            _("What you prepare for a session. Where you chose to show it, also how you find your work together."),
            [person for person in staff if reads_sessions_and_pulse(person, client)],
            nobody=_("Nobody today."),
        ),
    ]


def _cover(client: Person, staff: list[Person], now: datetime) -> list[Line]:
    return [
        Line(
            "cover",
            _("Who covers for them"),
            _(
                "A coach who is rung for you sees what you said in this talk, your plan, what has helped you before, "
                "your coaching agreement and the words that were left for cover; on the day after an act, what you "
                "agreed for it. When you agreed to speak again, they see what was written about your safety in the "
                "talk where you did. They see whom they may call only when you say that you are in danger or not sure, "
                "or when you speak again as agreed and have not said that you are safe. Who takes the talk sees it "
                "until a day after its end. Then it is closed to them."
            ),
            [person for person in staff if covers(person, client, now)],
            nobody=_("Nobody right now."),
        ),
        Line(
            "words",
            _("Words that were left for whoever is on duty"),
            _(
                "If your therapist left words for cover, whoever is on duty reads them. They also read your coaching "
                "agreement, your plan and what you understand together, but not whom they may call. They can read it "
                "from half a day before their duty. It ends half a day after it."
            ),
            [person for person in staff if reads_words_for_cover(person, client, now)],
            nobody=_("Nobody right now."),
        ),
        Line(
            "duty",
            _("Who is on duty"),
            _(
                "If no words were left, whoever is on duty sees your name, and whether there is a plan and an "
                "agreement. They read these only when they are rung for you."
            ),
            [person for person in staff if knows_by_duty(person, client, now)],
            nobody=_("Nobody right now."),
        ),
    ]


def _others_here(client: Person, staff: list[Person]) -> list[Line]:
    return [
        Line(
            "leads",
            _("Who leads the team"),
            _(
                "They see that you are here and who cares for you. Of a talk they see when you asked, what for and in "
                "which way, whether you said that you are safe, that you left a spoken message, and who was rung: if "
                "nobody else can take it, it falls to them. They see when something of yours waits too long for a "
                "look. They do not see what you say or write. If they are rung for you, they see what one who covers "
                "sees."
            ),
            [person for person in staff if knows_of_it(person, client)],
            nobody=_("Nobody beside those who care for you."),
        ),
        Line(
            "administrators",
            _("Who runs the office"),
            _("They see your name, who cares for you, and whether a talk is open. They can change who cares for you."),
            [person for person in staff if manages(person, client)],
            nobody=_("Nobody beside the leads."),
        ),
        Line(
            "group",
            _("Who leads your skills group"),
            _("They see that you are in it and what was taught there. Of practice they see counts of the group."),
            [person for person in staff if leads_group_of(person, client)],
            nobody=_("Nobody beside those who care for you."),
        ),
        Line(
            "team",
            _("The coaches’ own meeting"),
            _(
                "There your coaches help each other. On their page you are your initials and counts, and what a coach "
                "wrote to talk about."
            ),
            [person for person in staff if in_team(person)],
            nobody=_("Nobody."),
        ),
    ]


def _outside(client: Person) -> list[Line]:
    lent = [
        _("%(name)s, until %(day)s")
        % {"name": link.name, "day": f"{clock.in_zone(link.until, client.timezone):%d.%m.%Y}"}
        for link in links_of(client)
    ]
    return [
        Line(
            "lent",
            _("People you gave your plan to"),
            _(
                "They read your plan by the link that you gave them, but not whom your coach may call, and nothing "
                "else. You can end it."
            ),
            names=lent,
            nobody=_("Nobody."),
        ),
        Line(
            "others",
            _("Who else is part of what was agreed"),
            _(
                "They are told what stands in the agreement about them. They can not open anything here. If they have "
                "a coach of their own, that coach reads your name and what they may be told."
            ),
            names=[other.name for other in others_of(client)],
            nobody=_("Nobody."),
        ),
    ]
