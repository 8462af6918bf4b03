"""The urges that are asked about, each from 0 (none) to 5 (as strong as can be)."""

from django.utils.translation import gettext_lazy as _

URGES = (
    ("self_harm", _("Urge to hurt myself")),
    ("suicide", _("Urge to end my life")),
    ("substances", _("Urge to drink or use")),
    ("quit", _("Urge to quit therapy")),
)
