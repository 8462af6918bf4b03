"""A person who is signed in shows that it is them by a passkey: the device asks for a finger, a face or its code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from fido2.webauthn import UserVerificationRequirement

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wiseline.people.models import Person


def has_passkey(person: Person) -> bool:
    """Whether the person has at least one."""
    return bool(Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN).exists())


def what_to_ask(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What the browser asks the device for. The device must look who it is: a mere touch is anybody's."""
    with request_context(request):
        options, state = auth.get_server().authenticate_begin(
            credentials=auth.get_credentials(person), user_verification=UserVerificationRequirement.REQUIRED
        )
        auth.set_state(state)
    return dict(options)


def is_shown(request: HttpRequest, person: Person, answer: str) -> bool:
    """Whether it is the person's own passkey that answered what was asked last. Each question is answered once."""
    with request_context(request):
        try:
            response = json.loads(answer)
            auth.parse_authentication_response(response)
            auth.complete_authentication(person, response)
        except (ValueError, KeyError, ValidationError):
            return False
        finally:
            auth.clear_state()
    return True
