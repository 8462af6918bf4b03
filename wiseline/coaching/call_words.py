"""Every sentence that the call bar can say. Pages put the other person's name in place of `%(name)s`."""

from __future__ import annotations

from django.utils.translation import gettext as _


def call_words(*, client: bool) -> dict[str, str]:
    """The sentences by the name under which the page's code asks for them."""
    return {**_states(), **_endings(client=client), **_microphone(client=client), **_buttons()}


def _states() -> dict[str, str]:
    return {
        "idle": _("You can talk with %(name)s here."),
        "called": _("%(name)s is on the line."),
        "joining": _("Getting the line ready…"),
        "alone": _("You are on the line. Waiting for %(name)s."),
        "connecting": _("Connecting you with %(name)s…"),
        "talking": _("Talking with %(name)s"),
        "lost": _("The line to %(name)s was lost. Trying again…"),
        "muted": _("You are muted. %(name)s can't hear you."),
        "poor": _("The line is weak right now. Short sentences help, and you can also write."),
        "slow": _("The call is not connected yet. We keep trying. What works meanwhile:"),
        "slow_alone": _("%(name)s is not on the line yet. You can stay here. What works meanwhile:"),
        "also": _("What also works:"),
        "unsupported": _("This browser can't make calls here."),
        "unreached": _("We could not reach the server. We keep trying."),
    }


def _endings(*, client: bool) -> dict[str, str]:
    return {  # a client is not told that somebody hung up on them: it was the end of a talk
        "hung_up_by_me": _("You hung up."),
        "hung_up": _("The call with %(name)s has ended.") if client else _("%(name)s hung up."),
        "ended_lost": _("The line to %(name)s was lost and did not come back."),
        "ended_not_connected": _("The call did not connect."),
        "moved": _("The call goes on in another window or on another device of yours."),
    }


def _microphone(*, client: bool) -> dict[str, str]:
    ask = (
        _("Your coach talks with you right here. If you allow the microphone now, it works at once.")
        if client
        else _("You talk right here. If you allow the microphone now, it works at once.")
    )
    return {
        "ask": ask,
        "ready": _("Your microphone is ready. The call begins here as soon as your coach answers."),
        "microphone": _("Your browser asks for the microphone. Choose “Allow”, so that %(name)s can hear you."),
        "refused": _(
            "The microphone is not allowed, so %(name)s could not hear you. To allow it, tap the sign beside the "
            "address of this page, then “Microphone”."
        ),
        "none": _("No microphone was found on this device."),
        "busy": _("The microphone did not start. Perhaps another app is using it. Close that one, then try again."),
        "deaf": _("Your microphone stopped. %(name)s can't hear you."),
    }


def _buttons() -> dict[str, str]:
    return {
        "call": _("Call %(name)s"),
        "answer": _("Answer"),
        "again": _("Call again"),
        "here": _("Talk here instead"),
    }
