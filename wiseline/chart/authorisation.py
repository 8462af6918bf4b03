"""Who may read and write a client's chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiseline.chart.models import Need
from wiseline.people.authorisation import cares_for
from wiseline.people.models import Role
from wiseline.safety.others import coaches_parent_of

if TYPE_CHECKING:
    from wiseline.chart.models import Commitment, Note, PlannedPractice, QuestionnaireAnswers
    from wiseline.people.models import Person


def can_read_chart(actor: Person, client: Person) -> bool:
    """The client, and who cares for them today. A lead who does not care for the client does not."""
    return actor == client or cares_for(actor, client)


def can_read_note(actor: Person, note: Note) -> bool:
    """The author, unless they coach a parent by now; and who cares for the client.

    The client reads `for_client`, which is another question.
    """
    if cares_for(actor, note.client):
        return True
    return note.author_id == actor.pk and not coaches_parent_of(actor, note.client)


def can_amend_note(actor: Person, note: Note) -> bool:
    """The author, and who cares for the client, once it is signed."""
    return note.signed_at is not None and can_read_note(actor, note)


def can_answer_commitment(actor: Person, commitment: Commitment) -> bool:
    """Only the client whose commitment it is."""
    return commitment.client_id == actor.pk


def can_write_card(actor: Person, client: Person) -> bool:
    """The client and who cares for them: the card is made together."""
    return actor == client or cares_for(actor, client)


def can_set_thresholds(actor: Person, client: Person) -> bool:
    """From which urge on the coach is told is set by who cares for the client."""
    return cares_for(actor, client)


def can_ask_about_diary(actor: Person, client: Person) -> bool:
    """Who cares for the client."""
    return cares_for(actor, client)


def can_write_chain(actor: Person, client: Person) -> bool:
    """The client, and who cares for them: alone or together."""
    return actor == client or cares_for(actor, client)


def can_write_practice_plan(actor: Person, client: Person) -> bool:
    """The client, and who cares for them: the practice plan is written together."""
    return actor == client or cares_for(actor, client)


def can_answer_practice(actor: Person, planned: PlannedPractice) -> bool:
    """Only the client who practises says how it went."""
    return planned.client_id == actor.pk


def can_read_practice_measures(actor: Person) -> bool:
    """Leads see counts over the whole programme, and nothing of any one client."""
    return actor.is_lead


def can_set_questions(actor: Person, client: Person) -> bool:
    """What a client is asked, and when, is set by who cares for them."""
    return cares_for(actor, client)


def can_pause_questions(actor: Person, client: Person) -> bool:
    """Only the client: nobody is made to answer."""
    return actor == client


def can_read_answers(actor: Person, row: QuestionnaireAnswers) -> bool:
    """Who may read the chart; and whoever owes these answers a look, as long as they do."""
    owes = Need.objects.filter(kind="answers", subject_id=row.pk, owner=actor, met_at=None)
    return can_read_chart(actor, row.client) or owes.exists()


def can_manage_questionnaires(actor: Person) -> bool:
    """Leads and administrators add a questionnaire for which the programme holds the licence."""
    return bool(actor.roles & {Role.LEAD, Role.ADMINISTRATOR})
