"""Reading an analysis from its form, and what its buttons ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from wiseline.chart.chains.chain import LONG, MOST_LINKS, SHORT, Body, Link, LinkKind, moved, with_link, without_link
from wiseline.chart.models import Chain

if TYPE_CHECKING:
    from django.http import QueryDict

YES_NO = (("", _("not said")), ("yes", _("Yes")), ("no", _("No")))


def _long(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PartsForm(forms.Form):
    """The parts around the links. `parts` names those of this kind of analysis, in their order."""

    BEFORE: ClassVar = {
        Chain.Kind.CHAIN: ("behaviour", "on", "vulnerabilities", "prompting"),
        Chain.Kind.MISSING: ("behaviour", "on"),
    }
    AFTER: ClassVar = {
        Chain.Kind.CHAIN: ("soon", "later", "prevention", "repair", "commitment"),
        Chain.Kind.MISSING: (
            "knew",
            "knew_help",
            "willing",
            "willing_help",
            "occurred",
            "occurred_help",
            "blocked",
            "blocked_help",
            "commitment",
        ),
    }

    behaviour = _long(_("What is it that you want to understand?"), _("What was done, in plain words."))
    on = forms.DateField(
        label=_("When was it?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("That is no day.")},
    )
    vulnerabilities = _long(
        _("What made it easier to happen?"), _("For example little sleep, hunger, illness, an argument the day before.")
    )
    prompting = _long(_("What set it off?"), _("The first thing that happened outside of you."))
    soon = _long(_("What followed at once?"))
    later = _long(_("What followed later, for you and for others?"))
    prevention = _long(_("What would make it less likely next time?"))
    repair = _long(_("What needs repair?"))
    commitment = _long(_("What will you do, and when?"))
    knew = forms.ChoiceField(label=_("Did you know what was needed or hoped for?"), choices=YES_NO, required=False)
    knew_help = _long(_("If not: what would have helped you know?"))
    willing = forms.ChoiceField(label=_("Were you willing to do it?"), choices=YES_NO, required=False)
    willing_help = _long(_("If not: what stood against it, and what would help?"))
    occurred = forms.ChoiceField(label=_("Did it come to mind when it was time?"), choices=YES_NO, required=False)
    occurred_help = _long(_("If not: what could bring it to mind?"))
    blocked = _long(_("What got in the way of doing it at once?"))
    blocked_help = _long(_("How could that be solved?"))

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        wanted = {*self.BEFORE[Chain.Kind(kind)], *self.AFTER[Chain.Kind(kind)]}
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        self.kind = Chain.Kind(kind)
        if self.kind == Chain.Kind.MISSING:
            self.fields["behaviour"].label = _("What would have been the thing to do, and was not done?")
            self.fields["behaviour"].help_text = ""

    @property
    def before(self) -> list[forms.BoundField]:
        """The parts above the links."""
        return [self[name] for name in self.BEFORE[self.kind]]

    @property
    def after(self) -> list[forms.BoundField]:
        """The parts below the links."""
        return [self[name] for name in self.AFTER[self.kind]]


class Read(NamedTuple):
    """The links of a posted form; the places at which something is wrong, with the words for it."""

    links: list[Link]
    errors: dict[int, str]


def links_of(data: QueryDict) -> Read:
    """The links as they were typed. Nothing typed is dropped: what is too long or no number is told, and kept as far
    as it can be.
    """
    links, errors = [], {}
    texts, kinds = data.getlist("link_text"), data.getlist("link_kind")
    strengths, skills = data.getlist("link_strength"), data.getlist("link_skill")
    for place, text in enumerate(texts[:MOST_LINKS]):
        kind = kinds[place] if place < len(kinds) and kinds[place] in set(LinkKind) else LinkKind.THOUGHT
        said = strengths[place].strip() if place < len(strengths) else ""
        strength = int(said) if said.isascii() and said.isdigit() and len(said) <= 3 and int(said) <= 100 else None
        if said and strength is None:
            errors[place] = str(_("How strong it was is a number from 0 to 100."))
        if len(text) > SHORT:
            errors[place] = str(_("That is too long: 400 letters fit."))
        skill = skills[place][:60] if place < len(skills) else ""
        links.append(Link.model_construct(kind=LinkKind(kind), text=text.strip(), intensity=strength, skill=skill))
    return Read(links, errors)


def done_to(links: list[Link], asked: str) -> tuple[list[Link], int | None]:
    """What a button does to the links, and the place to go on at. `asked` is like `add:2`, `up:1`, `remove:0`."""
    name, _colon, number = asked.partition(":")
    at = int(number) if number.removeprefix("-").isdigit() and len(number) <= 3 else -1
    if name == "add":
        return with_link(links, at), at + 1
    if name == "remove":
        return without_link(links, at), max(0, at - 1)
    if name in {"up", "down"}:
        by = -1 if name == "up" else 1
        return moved(links, at, by), max(0, min(len(links) - 1, at + by))
    return links, None


def body_from(form: PartsForm, links: list[Link]) -> Body:
    """The whole analysis of a valid form."""
    return Body.model_validate({**form.cleaned_data, "links": [link.model_dump() for link in links]})
