"""Writing, signing and reading a client's coaching agreement. Asking for coaching never depends on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from wiseline.alliance.models import Agreement, Signature, Wish
from wiseline.alliance.wording import SECTIONS, first_words, hours_in_words
from wiseline.audit.trail import record
from wiseline.chart.diary.fill import carers_of
from wiseline.chart.needs import meet_need, raise_need
from wiseline.chart.timeline import add_to_timeline
from wiseline.lib import clock
from wiseline.live.publish import changes, publish
from wiseline.people.models import therapist_of
from wiseline.rota.models import CoachLimits
from wiseline.rota.selectors import limits_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from wiseline.people.models import Person

WITHIN = timedelta(days=7)
"""By when a therapist owes their signature, and an answer to a wish: the next session (GK)."""


class Newer(Exception):
    """Another version was written meanwhile."""


@dataclass(slots=True)
class Standing:
    """How the agreement stands: the newest version, the one that both signed last, and whose word is missing."""

    newest: Agreement | None
    in_force: Agreement | None
    signatures: list[Signature]  # of the newest
    asks_client: bool
    asks_therapist: bool
    wishes: list[Wish]  # not yet answered


def agreement_of(client: Person) -> Standing:
    """How the client's agreement stands now. A new therapist is asked to sign what another had signed."""
    versions = list(Agreement.objects.filter(client=client).prefetch_related("signatures__person").order_by("-number"))
    newest = versions[0] if versions else None
    signatures = sorted(newest.signatures.all(), key=lambda row: row.at) if newest else []
    therapist = therapist_of(client.pk)
    signed = {row.person_id for row in signatures}
    return Standing(
        newest=newest,
        in_force=next((row for row in versions if _by_both(row)), None),
        signatures=signatures,
        asks_client=newest is not None and client.pk not in signed,
        asks_therapist=newest is not None and therapist is not None and therapist.pk not in signed,
        wishes=list(Wish.objects.filter(client=client, answered_at=None).order_by("at")),
    )


def words_in_force(client: Person) -> list[tuple[str, str]]:
    """What both signed last, by section; nothing where no version was signed by both."""
    version = agreement_of(client).in_force
    return [(str(label), version.body[name]) for name, label in SECTIONS.items() if version and version.body.get(name)]


def have_agreed(clients: Iterable[Person]) -> set[UUID]:
    """Those of the clients with a version that both signed."""
    sides: defaultdict[tuple[UUID, UUID], set[bool]] = defaultdict(set)
    for row in Signature.objects.filter(client__in=clients):
        sides[row.client_id, row.agreement_id].add(row.by_client)
    return {client for (client, _version), found in sides.items() if len(found) == 2}


def _by_both(version: Agreement) -> bool:
    sides = {row.by_client for row in version.signatures.all()}
    return len(sides) == 2


def versions_of(client: Person) -> list[Agreement]:
    """Every version, the newest first, with who signed it."""
    return list(Agreement.objects.filter(client=client).prefetch_related("signatures__person").order_by("-number"))


def asks_client(client: Person) -> bool:
    """Whether the newest version waits for the client: two queries, for the home page."""
    newest = Agreement.objects.filter(client=client).order_by("-number").only("pk").first()
    return newest is not None and not Signature.objects.filter(agreement=newest, person=client).exists()


def begin_with(client: Person, therapist: Person) -> dict[str, str]:
    """What the form shows: the newest version, else the words to begin with."""
    newest = Agreement.objects.filter(client=client).order_by("-number").first()
    if newest is not None:
        return {name: newest.body.get(name, "") for name in SECTIONS}
    return fresh_words(therapist)


def fresh_words(therapist: Person) -> dict[str, str]:
    """Our own words with the therapist's limits as they are today."""
    row = CoachLimits.objects.filter(coach=therapist).first()
    limits = limits_of([therapist.pk]).get(therapist.pk)
    return first_words(therapist.first_name, limits, row.words_to_clients if row else "")


def hours_now(therapist: Person) -> str:
    """The therapist's limits as they read today."""
    return hours_in_words(therapist.first_name, limits_of([therapist.pk]).get(therapist.pk))


def write_agreement(*, client: Person, by: Person, body: dict[str, str], seen: int) -> Agreement:
    """A new version, which asks both to sign; the same words again are the same version.

    `seen` is the number of the version that was changed. Raises Newer where there is another by now.
    """
    now = clock.now()
    body = {name: body.get(name, "").strip() for name in SECTIONS}
    with changes():
        newest = Agreement.objects.filter(client=client).select_for_update().order_by("-number").first()
        if newest is not None and newest.body == body:
            return newest
        number = Agreement.objects.filter(client=client).aggregate(newest=Max("number"))["newest"] or 0
        if number != seen:
            raise Newer
        version = Agreement.objects.create(
            client=client,
            programme_id=client.programme_id,
            number=number + 1,
            body=body,
            hours=hours_now(by),
            written_by=by,
            at=now,
        )
        Wish.objects.filter(client=client, answered_at=None).update(answered_at=now)
        meet_need(client=client, kind="agreement_wish", by=by)
        meet_need(client=client, kind="agreement", by=None)  # that for the version before
        raise_need(client=client, kind="agreement", due_at=now + WITHIN, owner=by)
        _kept(version, by, "agreement.written")
    return version


def sign(*, agreement: Agreement, by: Person, name: str) -> Signature:
    """Sign the newest version, once. Raises Newer where another was written meanwhile."""
    with changes():
        if Agreement.objects.filter(client=agreement.client_id, number__gt=agreement.number).exists():
            raise Newer
        signature, new = Signature.objects.get_or_create(
            agreement=agreement,
            person=by,
            defaults={
                "client": agreement.client,
                "programme_id": agreement.programme_id,
                "name": name.strip(),
                "wording": as_text(agreement),
                "at": clock.now(),
            },
        )
        if new:
            if not signature.by_client:
                meet_need(client=agreement.client, kind="agreement", by=by)
            _kept(agreement, by, "agreement.signed")
    return signature


def wish(*, client: Person, text: str) -> Wish:
    """The client would like something in the agreement to be different."""
    now = clock.now()
    with changes():
        for known in Wish.objects.filter(client=client, answered_at=None):
            if known.text == text.strip():
                return known
        row = Wish.objects.create(client=client, programme_id=client.programme_id, text=text.strip(), at=now)
        raise_need(client=client, kind="agreement_wish", due_at=now + WITHIN)
        publish(to=[client.pk, *carers_of(client)], kind="alliance")
    return row


def answered(*, client: Person, by: Person) -> None:
    """The therapist has talked about the wishes; the agreement stays as it is."""
    with changes():
        Wish.objects.filter(client=client, answered_at=None).update(answered_at=clock.now())
        meet_need(client=client, kind="agreement_wish", by=by)
        publish(to=[client.pk, *carers_of(client)], kind="alliance")


def as_text(agreement: Agreement) -> str:
    """The words as both read them, frozen beside each signature."""
    return "\n\n".join(f"{label}\n{agreement.body.get(name, '')}" for name, label in SECTIONS.items())


def rows_of(agreement: Agreement) -> list[tuple[str, str]]:
    """Each section's heading and words; sections without words are left out."""
    return [(str(label), agreement.body[name]) for name, label in SECTIONS.items() if agreement.body.get(name)]


def _kept(agreement: Agreement, by: Person, action: str) -> None:
    client = agreement.client
    record(actor=by, action=action, subject=agreement, programme_id=client.programme_id, client_id=client.pk)
    add_to_timeline(client=client, kind=action, actor=by, agreement=str(agreement.pk))
    publish(to=[client.pk, *carers_of(client)], kind="alliance")
