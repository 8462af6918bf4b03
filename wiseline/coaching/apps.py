from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from uuid import UUID


class CoachingConfig(AppConfig):
    name = "wiseline.coaching"
    label = "coaching"

    def ready(self) -> None:
        from wiseline.calls.line import listen
        from wiseline.coaching.phone import switch
        from wiseline.reach.watchers import watch

        watch(_clients_of)
        listen(take=switch.take, comes_in=switch.comes_in)


def _clients_of(contact_id: UUID) -> set[UUID]:
    """The client waits for the words 'their phone rang'."""
    from wiseline.coaching.models import Contact

    return set(Contact.objects.filter(pk=contact_id).values_list("client_id", flat=True))
