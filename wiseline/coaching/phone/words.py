"""Every word that is spoken on the phone, in the language that is active. A number among them is a pause in seconds.

Plain and short, as on the client's screens. What is said before a key was pressed could be heard by anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wiseline.calls.line import Spoken
from wiseline.coaching.models import Safety


def digits(number: str) -> str:
    """A number as it is spoken: digit by digit, and the plus."""
    signs = [_("plus") if sign == "+" else sign for sign in number if sign.isdigit() or sign == "+"]
    return " ".join(signs)


def stranger(emergency: str, clinic: str) -> Spoken:
    """For a number that nobody registered."""
    told: list[str | int] = [
        _("Hello. This is Wiseline."),
        _("If you are in danger now, hang up and call %(number)s.") % {"number": digits(emergency)},
        _("We do not know the number that you call from, so we can not ring anybody for you."),
    ]
    if clinic:
        told.append(_("You can reach the clinic at %(number)s.") % {"number": digits(clinic)})
    told += [1, _("Once more: in danger, call %(number)s. Take care.") % {"number": digits(emergency)}]
    return tuple(told)


def to_staff(*, wanted: bool, rung_back: bool) -> Spoken:
    """For a number of staff, which anybody could have set on their phone: nothing of whom it is about."""
    if not wanted:
        return (_("Hello. This is Wiseline. This line is for clients. No request waits for you at this moment."),)
    if rung_back:
        return (_("Hello. This is Wiseline. Somebody waits for you. Hang up now, and we ring you at once."),)
    return (_("Hello. This is Wiseline. Somebody waits for you. Please answer in the app."),)


def are_you_safe() -> Spoken:
    """The first sentence of every call by a client."""
    return (_("Wiseline. If you are in danger now, press 1."), _("If you are safe, press 2."))


def still_open() -> Spoken:
    """The same question, to who has left it open and waits."""
    return (_("If you are in danger now, press 1."), _("If you are safe, press 2."))


def your_pin() -> Spoken:
    """Asking for it."""
    return (_("Please enter your PIN."),)


def not_right() -> str:
    """A PIN that was wrong."""
    return _("That was not it.")


def no_pin(emergency: str, clinic: str) -> Spoken:
    """The caller could not say who they are. Nobody is left without a way."""
    told = [
        _("We can not tell that it is you, so we can not ring anybody. You can ask in the app at any time."),
        *in_danger_call(emergency),
    ]
    if clinic:
        told.append(_("You can reach the clinic at %(number)s.") % {"number": digits(clinic)})
    return tuple(told)


def danger(emergency: str) -> Spoken:
    """The caller pressed 1. A person is sought at the same time."""
    return (
        _("We look for a coach at once."),
        _("Do not wait for us: you can hang up and call %(number)s now.") % {"number": digits(emergency)},
        _("If somebody is near you, go to them."),
    )


def in_danger_call(emergency: str) -> Spoken:
    """The way that is always open."""
    return (_("If you are in danger, call %(number)s.") % {"number": digits(emergency)},)


def while_waiting(*, danger_said: bool) -> Spoken:
    """The two keys that work while a coach is sought."""
    back = _("To hang up and be called back, press 2.")
    return (back,) if danger_said else (_("If you are in danger, press 1."), back)


def until_then() -> Spoken:
    """The same two keys while nobody is rung yet."""
    return (
        _("If you are hurt, or not safe, press 1, and we ring somebody at once."),
        *you_can_hang_up(),
        _("To be called back, press 2."),
    )


def breathe(*, looking: bool) -> Spoken:
    """A round of breathing, said in full: in for four, out for six."""
    return (
        _("While we look, breathe with me, if you like.") if looking else _("Breathe with me, if you like."),
        _("Breathe in."),
        4,
        _("And slowly out."),
        6,
        _("In."),
        4,
        _("And out."),
        5,
    )


def breathe_on() -> Spoken:
    """A further round."""
    return (_("In."), 4, _("And slowly out."), 6, _("In."), 4, _("And out. Feel your feet on the floor."), 5)


def connected(coach: str) -> Spoken:
    """The coach is there."""
    return (_("%(name)s is here. You can talk now.") % {"name": coach},)


def coming(coach: str) -> Spoken:
    """The coach took the request somewhere else than on this line."""
    return (_("%(name)s has your request and is coming to the phone. Stay on the line.") % {"name": coach},)


def can_not_come(coach: str, emergency: str) -> Spoken:
    """The coach took the request in the app, and has no phone that could be rung."""
    return (
        _("%(name)s has your request, and can not come to this phone.") % {"name": coach},
        _("They write to you in the app, or look for somebody else who can call you."),
        *in_danger_call(emergency),
        _("You can stay on the line, or hang up. Your request is kept."),
    )


def coach_calls_you(coach: str) -> Spoken:
    """They did not come to the phone."""
    return (_("%(name)s has your request and will call you. You can hang up.") % {"name": coach},)


def we_call_you(*, looking: bool) -> Spoken:
    """The caller chose not to wait on the line."""
    if looking:
        return (_("Good. We go on looking, and a coach calls you at this number."),)
    return (_("Good. Your request is kept. Who takes it calls you at this number."),)


def you_can_hang_up() -> Spoken:
    """Nothing is lost by hanging up."""
    return (_("You can hang up now. Your request is kept."),)


def leave_message() -> Spoken:
    """Before the tone."""
    return (
        _("You can leave a message of up to two minutes now. Who calls you back hears it first."),
        _("Press any key when you are done."),
    )


def message_kept() -> Spoken:
    """After it."""
    return (_("Your message is kept. You did the right thing by calling."),)


def over() -> Spoken:
    """There is no open contact any more."""
    return (_("This request is over. You can call again at any time."),)


def talk_over() -> Spoken:
    """They have talked."""
    return (_("The call is over. Take care."),)


def a_call_for_you() -> Spoken:
    """To a client's phone: nothing but the name."""
    return (_("Wiseline. A call for you. To take it, press 1."),)


def coaching_call(*, pin: bool) -> Spoken:
    """To a coach's phone: nothing but what it is."""
    return (
        _("Wiseline, a coaching call."),
        _("Enter your PIN.") if pin else _("To hear who asks, press 1."),
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What is not of this moment: when they said that about safety, where it arrived late; what they said or wrote."""

    said_at: str = ""
    spoke: bool = False
    wrote: bool = False


NOTHING_LEFT = Left()


def offer(initials: str, safety: str, at: str, left: Left = NOTHING_LEFT) -> Spoken:
    """Who asks, whether they left something to hear or to read, and what the coach can do. Only after a key."""
    answers = {
        Safety.SAFE: _("They say that they are safe."),
        Safety.UNSURE: _("They are not sure whether they are safe."),
        Safety.DANGER: _("They say that they are in danger."),
    }
    return (
        _("From %(initials)s.") % {"initials": initials},
        answers.get(Safety(safety), _("They have not said whether they are safe.")),
        *([_("They said so on %(time)s, without a network.") % {"time": left.said_at}] if left.said_at else []),
        *([_("They left a spoken message. It is in the app.")] if left.spoke else []),
        *([_("They wrote; it is in the app.")] if left.wrote else []),
        _("To talk now, press 1."),
        _("To call at %(time)s, press 2.") % {"time": at},
        _("To pass it on, press 3."),
    )


def connecting() -> Spoken:
    """The client waits on the line."""
    return (_("They are on the line."),)


def coming_by_app() -> Spoken:
    """The client asked in the app, and their page is put through."""
    return (_("It is yours. They are in the app and come to you now."),)


def ringing_client() -> Spoken:
    """The client's phone rings."""
    return (_("It is yours. We ring them now."),)


def open_the_app() -> Spoken:
    """There is no number to ring."""
    return (_("It is yours. They wait in the app: please open Wiseline now."),)


def promised(at: str) -> Spoken:
    """The client is told the time."""
    return (_("Good. They are told that you call at %(time)s.") % {"time": at},)


def passed() -> Spoken:
    """The search goes on."""
    return (_("Passed on. Thank you."),)


def not_needed(holder: str) -> Spoken:
    """Somebody else has it, or it was taken back."""
    if holder:
        return (_("%(name)s has it already. Thank you.") % {"name": holder},)
    return (_("This call is not needed any more. Thank you."),)


def other_side_gone(talked: bool) -> Spoken:
    """The client's line is not there (any more)."""
    gone = _("The other side has hung up.") if talked else _("They did not answer.")
    return (gone, _("To ring them again, press 1. If you are done, hang up."))


def the_code(code: str) -> Spoken:
    """To verify a number."""
    spoken = ", ".join(code)
    return (_("Wiseline. Your code is:"), spoken, 1, _("Once more:"), spoken)


def test_call() -> Spoken:
    """To a phone that should be able to ring."""
    return (_("This is the test call of Wiseline that you asked for. All is well."),)
