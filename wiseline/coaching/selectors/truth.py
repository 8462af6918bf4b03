"""What the client reads about who is reached, until when, and what then: always from the same rules that act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wiseline.coaching.escalation import Forecast, Rung, State, forecast
from wiseline.coaching.models import Contact, Safety
from wiseline.coaching.plan import Ladder, Plan, build
from wiseline.coaching.selectors.duty import duty_for, duty_of, state_of
from wiseline.coaching.selectors.policy import hold_for, hold_on
from wiseline.coaching.transitions import Status
from wiseline.people.models import Person
from wiseline.reach.models import Delivery
from wiseline.rota.limits import accepts_until
from wiseline.rota.roster import until, who_is_on_call

if TYPE_CHECKING:
    from uuid import UUID

    from wiseline.coaching.duty import Duty


@dataclass(slots=True)
class Truth:
    """A headline and the sentences below it, in the reader's language and time zone."""

    headline: str
    lines: list[str] = field(default_factory=list)


def clock_words(moment: datetime, now: datetime) -> str:
    """A time as people say it: '23:15' today, 'tomorrow, 09:00', else with its date."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    time = time_format(local, "TIME_FORMAT")
    if local.date() == today:
        return time
    if local.date() == today + timedelta(days=1):
        return _("tomorrow, %(time)s") % {"time": time}
    return _("%(date)s, %(time)s") % {"date": date_format(local, "l j F"), "time": time}


def latest_words(moment: datetime, now: datetime) -> str:
    """A time by which something has happened: the next full minute, for a deadline is never early."""
    whole = moment.replace(second=0, microsecond=0)
    return clock_words(moment if moment == whole else whole + timedelta(minutes=1), now)


def before_asking(client: Person, now: datetime) -> Truth:
    """What would happen if the client asked now: who would be reached, until when, and what then."""
    ladder = Ladder.of(client.programme.ladder)
    hold = hold_on(client, kind="skills", safety=Safety.SAFE, now=now)
    plan = build(lane="now", kind="skills", safety="", ladder=ladder, now=now, hold=hold)
    duty = duty_of(client, now=now)
    seen = forecast(State(Status.ASKED, due_at=now), plan, duty, ladder, now)
    names = _names(seen)
    if _waits(plan, seen, now):
        return _as_agreed(seen, names, now)
    if not seen.rungs:
        return Truth(
            _("Nobody is on duty right now."),
            [*_owner_lines(seen, names, now), _next_hours(duty, plan, names, now)],
        )
    first = seen.rungs[0]
    lines = [_answers_until(duty, plan, first.coach, names, now)]
    ask_first = _("If you ask now, we ring %(name)s.") % {"name": names[first.coach]}
    if waiting := _held(plan, seen, now):
        return Truth(ask_first, [*lines, *_meanwhile(waiting, names, now)])
    later = [names[rung.coach] for rung in seen.rungs if rung.coach != first.coach]
    if later:
        lines.append(_("If there is no answer, we ring %(name)s.") % {"name": _listed(later)})
    left_open = now + timedelta(seconds=ladder.asked_grace)  # where the safety question is not answered
    later_seen = forecast(State(Status.ASKED, due_at=left_open), plan, duty, ladder, now)
    lines.append(_within(max(seen.ends_at, later_seen.ends_at) - now))
    return Truth(ask_first, lines)


def of_contact(contact: Contact, now: datetime) -> Truth:
    """What is true of an open contact at this moment."""
    say = {
        Status.ASKED: _asked,
        Status.RINGING: _ringing,
        Status.PROMISED: _promised,
        Status.LIVE: _live,
        Status.UNREACHED: _unreached,
    }
    return say.get(Status(contact.status), _over)(contact, now)


def _asked(contact: Contact, now: datetime) -> Truth:
    due = contact.due_at or now
    ladder = Ladder.of(contact.programme.ladder)
    hold = hold_for(contact, now)
    plan = build(lane=contact.lane, kind=contact.kind, safety=contact.safety, ladder=ladder, now=now, hold=hold)
    seen = forecast(State(Status.ASKED, due_at=now), plan, duty_for(contact, now=now), ladder, now)
    names = _names(seen)
    if seen.rungs and seen.rungs[0].start == now:
        line = _("We begin to ring as soon as you answer this question. If you leave it open, at %(time)s.")
        return Truth(_("Your request is safe with us."), [line % {"time": latest_words(due, now)}])
    line = _their_hours(seen, names, now) if seen.rungs else _("Nobody is on duty right now.")
    return Truth(_("Your request is safe with us."), [line, *_owner_lines(seen, names, now)])


def _ringing(contact: Contact, now: datetime) -> Truth:
    seen = _ahead(contact, now)
    names = _names(seen, contact.ringing_id)
    if contact.ringing_id is None:
        first = seen.rungs[0] if seen.rungs else None
        lines = _owner_lines(seen, names, now)
        if first is None:
            return Truth(_("Your request is on the board."), lines)
        if _waits(Plan.from_json(contact.plan), seen, now):
            return _as_agreed(seen, names, now)
        return Truth(_their_hours(seen, names, now), lines)
    lines = _rang(contact, names)
    following = next((rung for rung in seen.rungs if rung.coach != contact.ringing_id), None)
    waiting = _held(Plan.from_json(contact.plan), seen, now)
    if following is not None and following != waiting:
        lines.append(
            _("No answer by %(time)s? Then we ring %(name)s.")
            % {"time": latest_words(following.start, now), "name": names[following.coach]}
        )
    if waiting is not None:
        lines += _meanwhile(waiting, names, now)
    lines += [_by_the_end(seen, now), *_owner_lines(seen, names, now)]
    return Truth(_("We are ringing %(name)s.") % {"name": names[contact.ringing_id]}, lines)


def _waits(plan: Plan, seen: Forecast, now: datetime) -> bool:
    """Whether nobody is rung yet because of what was agreed for the day after an act."""
    return plan.held_until is not None and now < plan.held_until and bool(seen.rungs) and seen.rungs[0].start > now


def _held(plan: Plan, seen: Forecast, now: datetime) -> Rung | None:
    """The first ring that waits for what was agreed for the day after an act."""
    until = plan.held_until
    return next((rung for rung in seen.rungs if until and now < until <= rung.start), None)


def _meanwhile(waiting: Rung, names: dict[UUID, str], now: datetime) -> list[str]:
    """Why another coach is rung, and when the therapist is told."""
    words = {"name": names[waiting.coach], "time": clock_words(waiting.start, now)}
    return [
        _("As you agreed, a coach who covers is asked first, and %(name)s is told %(time)s.") % words,
        _("Hurt, or not safe? Say so, and we ring somebody at once."),
    ]


def _as_agreed(seen: Forecast, names: dict[UUID, str], now: datetime) -> Truth:
    first = seen.rungs[0]
    return Truth(
        _("As you agreed, %(name)s is told %(time)s.")
        % {"name": names[first.coach], "time": clock_words(first.start, now)},
        [
            _("Your plan, your skills and “Help now” are there all the time."),
            _("Hurt, or not safe? Say so, and we ring somebody at once."),
        ],
    )


def _promised(contact: Contact, now: datetime) -> Truth:
    ladder = Ladder.of(contact.programme.ladder)
    at = contact.promised_for or now
    resumes = at + timedelta(seconds=ladder.promise_grace)
    name = _name(contact.holder_id)
    return Truth(
        _("%(name)s will call you: %(time)s.") % {"name": name, "time": clock_words(at, now)},
        [
            _("If that has not happened by %(time)s, we start to look for a coach again by ourselves.")
            % {"time": latest_words(resumes, now)}
        ],
    )


def _live(contact: Contact, now: datetime) -> Truth:
    return Truth(_("%(name)s is here with you.") % {"name": _name(contact.holder_id)})


def _over(contact: Contact, now: datetime) -> Truth:
    withdrawn = contact.status == Status.WITHDRAWN
    headline = _("You took your request back.") if withdrawn else _("This contact is over.")
    return Truth(headline, [_("You can ask again at any time.")])


def _unreached(contact: Contact, now: datetime) -> Truth:
    name = _name(contact.holder_id)
    lines = []
    reminded = contact.nudged_at is not None  # then the time has passed, and `due_at` is the next reminder's
    if contact.due_at is not None and contact.due_at > now and not reminded:
        lines.append(
            _("%(name)s has been told and owes you an answer, by %(time)s at the latest.")
            % {"name": name, "time": latest_words(contact.due_at, now)}
        )
    else:
        lines.append(_("%(name)s has been told and owes you an answer.") % {"name": name})
    lines.append(_("You did the right thing by asking. You can ask again at any time."))
    return Truth(_("We could not reach anyone."), lines)


def _ahead(contact: Contact, now: datetime) -> Forecast:
    plan = Plan.from_json(contact.plan)
    ladder = Ladder.of(contact.programme.ladder)
    return forecast(state_of(contact), plan, duty_for(contact, now=now), ladder, now)


def _rang(contact: Contact, names: dict[UUID, str]) -> list[str]:
    """When a device of theirs said that it rang."""
    if contact.ringing_id is None:
        return []
    row = (
        Delivery.objects.filter(
            contact_id=contact.pk,
            person_id=contact.ringing_id,
            kind="ring",
            received_at__gte=Plan.from_json(contact.plan).started,  # in this search
        )
        .order_by("-received_at")
        .first()
    )
    if row is None or row.received_at is None:
        return []
    time = time_format(timezone.localtime(row.received_at), "TIME_FORMAT")
    return [_("Their phone rang at %(time)s.") % {"time": time}]


def _within(time: timedelta) -> str:
    minutes = max(1, ceil(time.total_seconds() / 60))
    return ngettext(
        "Within %(minutes)s minute you have a coach, or we tell you that nobody was reached.",
        "Within %(minutes)s minutes you have a coach, or we tell you that nobody was reached.",
        minutes,
    ) % {"minutes": minutes}


def _their_hours(seen: Forecast, names: dict[UUID, str], now: datetime) -> str:
    first = seen.rungs[0]
    return _("%(name)s is told %(time)s, when their hours begin.") % {
        "name": names[first.coach],
        "time": clock_words(first.start, now),
    }


def _by_the_end(seen: Forecast, now: datetime) -> str:
    return _("By %(time)s at the latest you have a coach, or we tell you that nobody was reached.") % {
        "time": latest_words(seen.ends_at, now)
    }


def _owner_lines(seen: Forecast, names: dict[UUID, str], now: datetime) -> list[str]:
    if seen.owner is None:
        return []
    return [
        _("If nobody is reached, %(name)s owes you an answer by %(time)s.")
        % {"name": names[seen.owner.coach], "time": latest_words(seen.owner.by, now)}
    ]


def _answers_until(duty: Duty, plan: Plan, coach: UUID, names: dict[UUID, str], now: datetime) -> str:
    limits = duty.limits.get(coach)
    end = accepts_until(limits, plan.reason, now) if limits else None
    if who_is_on_call(duty.roster, now) == coach:
        end = max(filter(None, (end, until(duty.roster, now))))
    if end is None or end > now + timedelta(days=7):
        return _("%(name)s can be reached now.") % {"name": names[coach]}
    return _("%(name)s can be reached until %(time)s.") % {
        "name": names[coach],
        "time": clock_words(end, now),
    }


def _next_hours(duty: Duty, plan: Plan, names: dict[UUID, str], now: datetime) -> str:
    opens = duty.opens(plan.steps[0], plan.reason, now)
    if opens is None or duty.therapist is None:
        return _("Your request is kept all the same.")
    return _("%(name)s can be reached again from %(time)s.") % {
        "name": names.get(duty.therapist) or _name(duty.therapist),
        "time": clock_words(opens, now),
    }


def _names(seen: Forecast, *more: UUID | None) -> dict[UUID, str]:
    wanted = {rung.coach for rung in seen.rungs} | {person for person in more if person is not None}
    if seen.owner is not None:
        wanted.add(seen.owner.coach)
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _name(person_id: UUID | None) -> str:
    found = Person.objects.filter(pk=person_id).values_list("name", flat=True).first() if person_id else None
    return found or _("Your coach")


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) == 1:
        return unique[0]
    return _("%(first)s, then %(last)s") % {"first": ", ".join(unique[:-1]), "last": unique[-1]}
