"""The note of a contact: it fills itself from what was tapped, and is signed once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wiseline.audit.trail import record
from wiseline.calls.models import Call
from wiseline.chart.models import Amendment, Commitment, Note, Rating, SkillUse
from wiseline.chart.timeline import add_to_timeline
from wiseline.coaching.flows.answer import close, end
from wiseline.coaching.flows.change import locked
from wiseline.coaching.flows.recontact import agreed_in, keep_agreed
from wiseline.coaching.flows.search import plan_anew
from wiseline.coaching.models import Contact, Message
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.skills.contexts import follow
from wiseline.skills.finder.logic import STRONG_URGE

if TYPE_CHECKING:
    from wiseline.people.models import Person

FIELDS = (
    "risk_asked",  # bool
    "risk_answer",  # str
    "acted",  # str: '', 'no', 'yes' - has the client already acted
    "problem",  # str
    "tried",  # list[skill id]
    "coached",  # list[skill id]
    "distress_before",  # int | None
    "distress_after",  # int | None
    "urges_before",  # dict[str, int]
    "urges_after",  # dict[str, int]
    "commitment",  # str
    "commitment_minutes",  # int or None: Wiseline asks how it went this long after the note is signed
    "done",  # str: actions taken
    "considered",  # str: actions considered and not taken, with the reason
    "follow_up",  # str
    "follow_up_owner",  # person id or ''
    "limits",  # str: how the coach's limits fared
    "limits_for_team",  # bool: whether the consultation team reads that
    "consulted",  # str: whom the coach asked
    "risk",  # dict: coaching.risk, where an assessment was written
    "recontact_at",  # ISO moment or '': when the two speak again
)


def draft_of(contact: Contact, coach: Person) -> Note:
    """The coach's note of this contact, begun on the first look with what is known already.

    What the coach has not changed is what the contact's facts say now. When they speak again stands there as it was
    agreed, whoever of those who held the contact agreed it.
    """
    note = _kept_of(contact, coach)
    if note.signed_at is None:
        agreed = agreed_in(contact)
        again = {"recontact_at": agreed.at.isoformat()} if agreed else {}
        note.body = {**prefilled(contact), **note.body, **again}
    return note


def _kept_of(contact: Contact, coach: Person) -> Note:
    """The note with no more than what its coach wrote."""
    note, _created = Note.objects.get_or_create(
        contact_id=contact.pk,
        author=coach,
        defaults={
            "client": contact.client,
            "programme_id": contact.programme_id,
            "body": {},
            "at": contact.asked_at,
        },
    )
    return note


def prefilled(contact: Contact) -> dict[str, Any]:
    """What the contact's own facts say: the coach confirms rather than writes."""
    primer = contact.primer
    ratings = list(Rating.objects.filter(contact_id=contact.pk).order_by("at", "id"))
    before = next((row for row in ratings if row.moment == Rating.Moment.BEFORE), None)
    after = next((row for row in reversed(ratings) if row.moment == Rating.Moment.AFTER), None)
    ticked = set(contact.ticks.values_list("step", flat=True))
    return {
        "risk_asked": "risk" in ticked,  # by the coach: the client's own answer is another fact
        "risk_answer": contact.safety,
        "acted": "",
        "problem": primer.get("happening", ""),
        "tried": primer.get("tried", []),
        "coached": list(
            SkillUse.objects.filter(contact_id=contact.pk, how=SkillUse.How.COACHED).values_list("skill", flat=True)
        ),
        "distress_before": before.distress if before else primer.get("distress"),
        "distress_after": after.distress if after else None,
        "urges_before": before.urges if before and before.urges else primer.get("urges", {}),
        "urges_after": after.urges if after else {},
        "follow_up_owner": str(contact.holder_id or ""),
    }


def facts_of(contact: Contact) -> dict[str, Any]:
    """What nobody has to write: times, who began it, the way, how long was talked."""
    calls = list(Call.objects.filter(contact_id=contact.pk).order_by("started_at"))
    seconds = sum(
        ((row.ended_at or clock.now()) - row.connected_at).total_seconds() for row in calls if row.connected_at
    )
    return {
        "asked_at": contact.asked_at,
        "answered_at": contact.answered_at,
        "ended_at": contact.ended_at,
        "initiator": contact.initiator,
        "kind": contact.get_kind_display(),
        "calls": len(calls),
        "talk_minutes": round(seconds / 60),
        "messages": Message.objects.filter(contact=contact).count(),
    }


def latest_note(contact: Contact) -> Note | None:
    """The signed note of a contact that is over."""
    return (
        Note.objects.filter(contact_id=contact.pk, signed_at__isnull=False)
        .select_related("author", "client")
        .prefetch_related("amendments__author")
        .order_by("-signed_at")
        .first()
    )


def parts_of(contact: Contact) -> list[Note]:
    """What those wrote who held the contact and did not sign: it went on to somebody else, who reads it."""
    drafts = Note.objects.filter(contact_id=contact.pk, signed_at=None).select_related("author").order_by("updated_at")
    return [note for note in drafts if note.body]


def form_initial(note: Note) -> dict[str, Any]:
    """A note's fields as the form names them."""
    body = note.body
    urges = {
        f"urge_{when}_{name}": str(value)
        for when in ("before", "after")
        for name, value in (body.get(f"urges_{when}") or {}).items()
    }
    return {**body, **urges, "commitment_in": body.get("commitment_minutes"), "for_client": note.for_client}


def save_draft(*, contact: Contact, coach: Person, body: dict[str, Any], for_client: str | None = None) -> Note:
    """Keep the fields given; others stay. A call that they agree is agreed at once. Returns the draft as it now reads.

    Raises ValidationError once the note is signed.
    """
    with changes():
        contact = locked(contact.pk)
        note = _kept_of(contact, coach)
        _refuse_signed(note)
        acted = note.body.get("acted")
        note.body = {**note.body, **{name: value for name, value in body.items() if name in FIELDS}}
        if for_client is not None:
            note.for_client = for_client
        note.updated_at = clock.now()
        note.told_at = note.told_at or _told_at(contact, note)
        note.save()
        if "recontact_at" in body:
            keep_agreed(contact=contact, coach=coach, said=body["recontact_at"])
    if (note.body.get("acted") or "") != (acted or ""):
        plan_anew(contact.client, by=coach)
    return draft_of(contact, coach)


def _told_at(contact: Contact, note: Note) -> datetime | None:
    """When the client told that they have acted, if they have: when it was first written down, by whoever held the
    contact; and in the talk, also where it is written down later.
    """
    if note.body.get("acted") != "yes":
        return None
    known = Note.objects.filter(contact_id=contact.pk, told_at__isnull=False).values_list("told_at", flat=True)
    return min(moment for moment in (*known, contact.ended_at, clock.now()) if moment)


def sign(*, contact: Contact, coach: Person) -> Note:
    """Sign the note and close the contact; ratings, skills and the commitment go to the chart.

    Signing twice is the same as once.
    """
    now = clock.now()
    with changes():
        contact = locked(contact.pk)  # a second tap waits here for the first
        note = draft_of(contact, coach)
        if note.signed_at is not None:
            return note
        if contact.status == Status.LIVE:
            end(contact_id=contact.pk, by=coach)
            contact.refresh_from_db()
        note.signed_at = note.updated_at = now
        note.save()
        _into_the_chart(contact, coach, note, now)
        if said := note.body.get("recontact_at"):
            keep_agreed(contact=contact, coach=coach, said=said)
        record(
            actor=coach,
            action="note.signed",
            subject=note,
            programme_id=contact.programme_id,
            client_id=contact.client_id,
        )
        add_to_timeline(
            client=contact.client,
            kind="note.signed",
            actor=coach,
            contact_id=contact.pk,
            at=now,
            note=str(note.pk),
        )
        close(contact_id=contact.pk, coach=coach)
        publish(to=[contact.client_id], kind="chart", id=str(contact.pk))
    return note


def amend(*, note: Note, author: Person, text: str) -> Amendment:
    """Add words to a signed note. Both are kept. Raises ValidationError for no words, or a note not signed."""
    if note.signed_at is None:
        raise ValidationError(_("This note is not signed yet: change it instead."))
    if not text.strip():
        raise ValidationError(_("Write what you want to add."))
    with changes():
        amendment = Amendment.objects.create(note=note, author=author, text=text.strip(), at=clock.now())
        record(
            actor=author,
            action="note.amended",
            subject=note,
            programme_id=note.programme_id,
            client_id=note.client_id,
        )
        add_to_timeline(
            client=note.client,
            kind="note.amended",
            actor=author,
            contact_id=note.contact_id,
            note=str(note.pk),
        )
    return amendment


def _refuse_signed(note: Note) -> None:
    if note.signed_at is not None:
        raise ValidationError(_("This note is signed. You can add an amendment below it."))


def _into_the_chart(contact: Contact, coach: Person, note: Note, now: datetime) -> None:
    body = note.body
    common = {"client": contact.client, "programme_id": contact.programme_id, "contact_id": contact.pk}
    for moment, distress, urges in (
        (Rating.Moment.BEFORE, body.get("distress_before"), body.get("urges_before")),
        (Rating.Moment.AFTER, body.get("distress_after"), body.get("urges_after")),
    ):
        Rating.objects.filter(contact_id=contact.pk, moment=moment).delete()
        if distress is not None or urges:
            at = contact.answered_at if moment == Rating.Moment.BEFORE else contact.ended_at
            Rating.objects.create(**common, moment=moment, distress=distress, urges=urges or {}, by=coach, at=at or now)
    urges = {**contact.primer.get("urges", {}), **(body.get("urges_before") or {})}
    contexts = sorted(follow(urges=[urge for urge, strength in urges.items() if strength >= STRONG_URGE])) or None
    for how, names in ((SkillUse.How.TRIED, body.get("tried")), (SkillUse.How.COACHED, body.get("coached"))):
        for name in names or ():
            made = {**common, "at": now, "source": SkillUse.Source.CONTACT, "contexts": contexts}
            SkillUse.objects.get_or_create(skill=name, how=how, contact_id=contact.pk, defaults=made)
    if body.get("commitment") and body.get("commitment_minutes"):
        Commitment.objects.create(
            **common,
            coach=coach,
            text=body["commitment"],
            ask_at=now + timedelta(minutes=body["commitment_minutes"]),
            at=now,
        )
