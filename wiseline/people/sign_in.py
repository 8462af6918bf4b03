"""How people sign in: allauth's flows, without open registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody registers by themselves: people join by an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
