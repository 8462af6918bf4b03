"""Agreeing on the 24-hour policy, reporting an act, lifting it; and how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wiseline.audit.trail import record
from wiseline.chart.diary.days import bounds, today_of
from wiseline.chart.models import DiaryDay, Note
from wiseline.chart.needs import raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import therapist_of
from wiseline.safety.models import ActReport, Circumstances, ContactPolicy, PolicyLift
from wiseline.safety.others import rules_of
from wiseline.safety.policy import LASTS, CardDay, Mode, Policy, State, acts_of, policy_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from wiseline.people.models import Person

USUAL_ACTS = ("act.self_harm",)
LOOKED_BACK = LASTS + timedelta(days=1)


class UsuallyNotWithMinors(ValueError):
    """With adolescents the policy is off, unless the programme allows it and a person says that it is meant."""


def policy_of(client: Person) -> ContactPolicy | None:
    """What holds; None where nothing was ever agreed, which is off."""
    return ContactPolicy.objects.filter(client=client).select_related("chosen_by").order_by("-at", "-id").first()


def policy_in_force(client: Person) -> ContactPolicy | None:
    """The same, but None also where the programme does not allow it, or no longer, with this adolescent."""
    row = policy_of(client)
    return None if row and row.mode != Mode.OFF and not is_allowed(client) else row


def is_allowed(client: Person) -> bool:
    """Whether it may be anything but off with this client."""
    return not is_minor(client) or rules_of(client.programme).policy_for_minors


def is_minor(client: Person) -> bool:
    """Whether the client is an adolescent, as their therapist said."""
    return Circumstances.objects.filter(client=client, minor=True).exists()


def state_of(client: Person, now: datetime) -> State:
    """How the policy stands for a client."""
    row = policy_in_force(client)
    if row is None or row.mode == Mode.OFF:
        return policy_state(None, (), (), now)
    agreed = Policy(Mode(row.mode), row.cover, _agreed_at(row))
    rows = PolicyLift.objects.filter(client=client, at__gte=now - LOOKED_BACK)
    lifted = list(rows.values_list("at", flat=True))
    acts = acts_of(_told(client, now), _card_days(client, set(row.acts), now), lifted)
    return policy_state(agreed, acts, lifted, now)


def _agreed_at(row: ContactPolicy) -> datetime:
    """Since when it holds as it does: words that were put better change nothing about that."""
    since = row.at
    for earlier in ContactPolicy.objects.filter(client=row.client_id, at__lte=row.at).order_by("-at", "-id"):
        if (earlier.mode, earlier.cover, set(earlier.acts)) != (row.mode, row.cover, set(row.acts)):
            break
        since = earlier.at
    return since


def _told(client: Person, now: datetime) -> list[datetime]:
    """When the client acted, by a note, or as a coach said. Corrected there, it is corrected here."""
    since = now - LOOKED_BACK
    found = list(ActReport.objects.filter(client=client, at__gte=since).values_list("at", flat=True))
    notes = Note.objects.filter(Q(told_at=None, at__gte=since) | Q(told_at__gte=since), client=client)
    return found + [note.told_at or note.at for note in notes if note.body.get("acted") == "yes"]


def _card_days(client: Person, items: set[str], now: datetime) -> list[CardDay]:
    """The days whose card tells of an act. Corrected there, it is corrected here."""
    found = []
    for day in DiaryDay.objects.filter(client=client, day__gte=today_of(client, now - LOOKED_BACK)):
        if any(day.answers.get(item) for item in items):
            said = next(
                (entry.at for entry in day.entries.order_by("number") if any(entry.made.get(item) for item in items)),
                day.updated_at,
            )
            found.append(CardDay(*bounds(day.day, client), said))
    return found


def agree(
    *,
    client: Person,
    by: Person,
    mode: str,
    cover: bool = False,
    reason: str = "",
    acts: Sequence[str] = USUAL_ACTS,
    minor: bool = False,
    although_minor: bool = False,
) -> ContactPolicy:
    """Keep what was agreed. Raises UsuallyNotWithMinors for an adolescent, unless that is allowed and meant."""
    if minor and mode != Mode.OFF and not (although_minor and rules_of(client.programme).policy_for_minors):
        raise UsuallyNotWithMinors
    with changes():
        Circumstances.objects.update_or_create(client=client, defaults={"minor": minor})
        row = ContactPolicy.objects.create(
            client=client,
            programme_id=client.programme_id,
            mode=mode,
            cover=cover,
            reason=reason,
            acts=list(acts),
            chosen_by=by,
            at=clock.now(),
        )
        _keep(client, by, "policy.agreed")
    return row


def report_act(*, client: Person, by: Person, at: datetime | None = None) -> ActReport:
    """A coach says that the client has acted. The same moment again is the same act.

    Raises ValueError for a time that is still to come or more than a day past: nothing could wait by it.
    """
    now = clock.now()
    moment = at or now
    if not now - LASTS <= moment <= now:
        raise ValueError("An act lies at most a day back.")
    with changes():
        known = ActReport.objects.filter(client=client, at__range=(moment - timedelta(minutes=1), moment)).first()
        if known:
            return known
        row = ActReport.objects.create(client=client, programme_id=client.programme_id, by=by, at=moment, said_at=now)
        _keep(client, by, "act.reported")
        _tell_therapist(client, by)
    return row


def noted_act(client: Person, now: datetime) -> ActReport | None:
    """The last act that a coach noted, as long as something may wait by it."""
    rows = ActReport.objects.filter(client=client, at__gt=now - LASTS).select_related("by")
    return rows.order_by("-at", "-id").first()


def take_act_back(*, client: Person, by: Person, report_id: UUID) -> bool:
    """It was noted by mistake: nothing waits by it any more. That it was noted, and by whom, stays on record."""
    with changes():
        gone, _rows = ActReport.objects.filter(pk=report_id, client=client).delete()
        if gone:
            _keep(client, by, "act.taken_back")
            _tell_therapist(client, by)
    return bool(gone)


def lift(*, client: Person, by: Person) -> PolicyLift:
    """Let the policy rest until the next act."""
    with changes():
        row = PolicyLift.objects.create(client=client, programme_id=client.programme_id, by=by, at=clock.now())
        _keep(client, by, "policy.lifted")
        _tell_therapist(client, by)
    return row


def lifted_last(client: Person, now: datetime) -> PolicyLift | None:
    """Who lifted it last, as long as that may matter."""
    rows = PolicyLift.objects.filter(client=client, at__gte=now - LOOKED_BACK).select_related("by")
    return rows.order_by("-at", "-id").first()


def _tell_therapist(client: Person, by: Person) -> None:
    """What the two agreed is the therapist's to know of: they read, quietly, what another has done about it."""
    therapist = therapist_of(client.pk)
    if therapist is not None and therapist != by:
        raise_need(client=client, kind="day_after", due_at=clock.now(), owner=therapist)


def _keep(client: Person, by: Person, action: str) -> None:
    record(actor=by, action=action, subject=client, programme_id=client.programme_id, client_id=client.pk)
    add_to_timeline(client=client, kind=action, actor=by)
    publish(to=[client.pk], kind="contact")
