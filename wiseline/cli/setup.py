"""`wiseline setup`: the first programme and its lead, and a link that signs the lead in once."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import available_timezones

import typer
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wiseline.cli.django_ready import django_ready
from wiseline.cli.stop import Stop


@dataclass(frozen=True, slots=True)
class Answers:
    """What was given as options; an empty text is asked for."""

    programme: str
    country: str
    timezone: str
    name: str
    email: str


def set_up(given: Answers, *, base_url: str) -> None:
    """Make the programme; where one is there already, make its lead a new link instead. Raises Stop."""
    django_ready()
    from django.conf import settings

    from wiseline.cli import in_use, prepare
    from wiseline.people.models import Programme

    address = (base_url or settings.BASE_URL or "http://127.0.0.1:8000").rstrip("/")
    prepare.folder_is_fit(settings.DATA_DIR)
    with in_use.shared(settings.DATA_DIR), prepare.in_plain_words():
        prepare.tables_are_current()
        if Programme.objects.filter(is_demo=True).exists():
            raise Stop(
                f"{settings.DATA_DIR} holds the demo.",
                mend="Set WISELINE_DATA_DIR to another folder for the real programme, and start with WISELINE_DEMO=0.",
            )
        if existing := Programme.objects.order_by("created_at").first():
            print(f"“{existing.name}” is set up already.")
            _link_for_a_lead(given.email, address)
        else:
            _first_programme(_completed(given), address)


def _first_programme(answers: Answers, address: str) -> None:
    from wiseline.lib.emergency.directory import for_country
    from wiseline.people.flows.join import set_up_programme

    try:
        lead = set_up_programme(
            name=answers.programme,
            country=answers.country.upper(),
            timezone=answers.timezone,
            lead_name=answers.name,
            lead_email=answers.email,
        )
    except ValidationError as error:
        raise Stop(" ".join(error.messages)) from error
    print(f"“{answers.programme}” is set up.")
    if for_country(answers.country) is None:
        print(
            f"The directory has no emergency numbers for {answers.country.upper()} yet, so 112 is shown. "
            "You can add your own in Wiseline."
        )
    _print_link(lead, address)


def _link_for_a_lead(email: str, address: str) -> None:
    from wiseline.people.models import Person, Role

    leads = Person.objects.filter(role_rows__role__in=[Role.LEAD, Role.ADMINISTRATOR], is_active=True).distinct()
    if not email and not sys.stdin.isatty():
        print("To sign a lead in with a new link, say whose: wiseline setup --email lead@example.org")
        return
    email = email or typer.prompt("E-mail of the lead who needs a link to sign in")
    lead = leads.filter(email=email.strip().lower()).first()
    if lead is None:
        raise Stop(f"No team lead or administrator has the address {email}.")
    _print_link(lead, address)


def _print_link(lead: object, address: str) -> None:
    from wiseline.people.links import link_token
    from wiseline.people.models import Person

    assert isinstance(lead, Person)  # noqa: S101 for the type checker
    print(f"This link signs {lead.name} in, once, within a day. Keep it to yourself:")
    print(f"  {address}/in/{link_token(lead, purpose='setup')}/")
    print("Wiseline must be running: make run WISELINE_DEMO=0")


def _completed(given: Answers) -> Answers:
    asked = {
        "programme": ("The programme's name", "", _name),
        "country": ("Its country, two letters (decides the emergency numbers)", "", _country),
        "timezone": ("Its time zone", machine_timezone(), _timezone),
        "name": ("The team lead's name", "", _name),
        "email": ("The team lead's e-mail address", "", _email),
    }
    if not sys.stdin.isatty() and (missing := [name for name in asked if not getattr(given, name)]):
        raise Stop("There is nobody to ask.", mend="Give " + ", ".join(f"--{name}" for name in missing) + ".")
    return replace(given, **{name: _one(getattr(given, name), *question) for name, question in asked.items()})


def _one(given: str, question: str, default: str, check: Callable[[str], str]) -> str:
    """A given answer that is wrong stops the command; an asked one is asked again."""
    if given:
        try:
            return check(given)
        except ValueError as error:
            raise Stop(str(error)) from error
    while True:
        try:
            return check(typer.prompt(question, default=default or None))
        except ValueError as error:
            print(error)


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= 120:
        raise ValueError("A name has 1 to 120 characters.")
    return text.strip()


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text.strip()):
        raise ValueError(f"{text!r} is not a country's two letters, such as IE, US or DE.")
    return text.strip().upper()


def _timezone(text: str) -> str:
    if text.strip() not in available_timezones():
        raise ValueError(f"{text!r} is not a time zone's name, such as Europe/Dublin or America/New_York.")
    return text.strip()


def _email(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError as error:
        raise ValueError(f"{text!r} is not an e-mail address.") from error
    return text.strip().lower()


def machine_timezone() -> str:
    """The time zone that this machine is set to; empty where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named in available_timezones():
        return named
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found and name in available_timezones() else ""
