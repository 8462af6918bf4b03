"""What notifications say: that somebody is wanted, and nothing else. No name, no reason, no clinical word."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wiseline.reach.models import Delivery

_SALT = "wiseline.delivery"
VALID_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of one notification and where it leads."""

    title: str
    body: str
    path: str
    answerable: bool


def notice_for(delivery: Delivery) -> Notice:
    """The neutral words for a delivery, in the person's language."""
    with translation.override(delivery.person.locale):
        bodies = {
            "ring": _("Someone would like to reach you."),
            "nudge": _("Someone is waiting for you."),
            "call": _("You have a call."),
            "message": _("You have a message."),
            "news": _("There is news for you."),
            "check": _("A short question for you."),
            "unreached": _("Something on your board needs you."),
            "reminder": _("Something on your board is still open."),
            "stuck": _("Something on your board needs a look."),
            "swap": _("A colleague asks something about the rota."),
            "duties": _("Something new on the rota is offered to you."),
            "declined": _("Something that was offered on the rota can’t be taken."),
            "hole": _("There is a gap in the rota."),
            "rota": _("The rota has changed."),
            "answered": _("Someone answered you."),
            "card": _("A quiet moment for you, when it suits."),
            "questions": _("A quiet moment for you, when it suits."),
            "card_question": _("Someone left a line for you."),
            "practice": _("A quiet moment for you, when it suits."),
            "practice_word": _("Someone left a line for you."),
            "need": _("Something on your board is due."),
            "good_news": _("There is news for you."),
            "warm": _("Someone left a line for you."),
            "together": _("Someone left a line for you."),
            "way": _("One way to reach you does not work any more."),
            "test": _("This is the test that you asked for."),
        }
        body = bodies.get(delivery.kind, _("There is something for you."))
    path = "/" if delivery.contact_id is None else reverse("coaching:open", args=[delivery.contact_id])
    if delivery.kind == "questions":
        path = reverse("scales:mine")
    if delivery.kind == "test":
        path = reverse("reach:devices")
    if delivery.kind == "way":
        path = reverse("reach:sent")
    if delivery.kind == "warm":
        path = reverse("web:home")
    if delivery.kind in {"need", "good_news"}:
        path = reverse("coaching:board")
    if delivery.kind == "swap":
        path = reverse("rota:swaps")
    if delivery.kind == "duties":
        path = reverse("rota:limits")
    if delivery.kind in {"declined", "hole", "rota"}:
        path = reverse("rota:week")
    if delivery.kind == "together":
        path = reverse("web:mine")
    if delivery.kind in {"practice", "practice_word"}:
        path = reverse("practice:mine")
    if delivery.kind in {"card", "card_question"}:
        path = reverse("diary:day")
    return Notice("Wiseline", body, path, delivery.kind in {"ring", "nudge"})


def notice_text(delivery: Delivery) -> str:
    """The neutral words and their link as one text message."""
    notice = notice_for(delivery)
    return f"Wiseline: {notice.body} {absolute(notice.path)}"


def token_for(delivery: Delivery) -> str:
    """A capability that travels inside the encrypted notification: it lets its device act on this delivery only."""
    return signing.dumps(str(delivery.pk), salt=_SALT)


def delivery_for(token: str) -> Delivery | None:
    """The delivery of a token, or None where it is forged, too old or gone."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    return Delivery.objects.filter(pk=pk).select_related("person", "device").first()


def absolute(path: str) -> str:
    """A path as an address that works outside of the app."""
    return (settings.BASE_URL.rstrip("/") or "http://127.0.0.1:8000") + path
