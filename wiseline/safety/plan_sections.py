"""The sections of a crisis plan, in the order that safety planning has (Stanley and Brown 2012), in our words."""

from django.utils.translation import gettext_lazy as _

SECTIONS = (
    ("signs", _("How I notice that it is getting hard")),
    ("alone", _("What I can do by myself")),
    ("distract", _("People and places that take my mind off it")),
    ("ask", _("People I can ask for help")),
    ("services", _("Professionals and services")),
    ("surroundings", _("Making my surroundings safer")),
    ("reasons", _("What is worth living for")),
)
