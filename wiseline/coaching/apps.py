from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from uuid import UUID


class CoachingConfig(AppConfig):
    name = "wiseline.coaching"
    label = "coaching"

    def ready(self) -> None:
        from wiseline.calls.line import listen, listen_to_texts
        from wiseline.coaching.phone import switch, texting
        from wiseline.reach.watchers import watch

        watch(_clients_of)
        listen_to_texts(text_in=texting.text_in, became=_became)
        listen(take=switch.take, comes_in=switch.comes_in)


def _became(text_id: UUID, status: str, code: int) -> None:
    from wiseline.reach.flows.broken import delivered

    delivered(text_id=text_id, status=status, code=code)


def _clients_of(contact_id: UUID) -> set[UUID]:
    """The client waits for the words 'their phone rang'."""
    from wiseline.coaching.models import Contact

    return set(Contact.objects.filter(pk=contact_id).values_list("client_id", flat=True))
