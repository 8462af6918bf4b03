"""What carries the bond between a client and who coaches them, one file a noun. Agreed by both, and kept."""

from wiseline.alliance.models.agreement import Agreement, Signature, Wish
from wiseline.alliance.models.encouragement import Encouragement, Voice
from wiseline.alliance.models.pulse import Pulse
from wiseline.alliance.models.repair import Repair
from wiseline.alliance.models.understanding import Line, Proposal
from wiseline.alliance.models.warmth import GoodNews, WarmLine

__all__ = [
    "Agreement",
    "Encouragement",
    "GoodNews",
    "Line",
    "Proposal",
    "Pulse",
    "Repair",
    "Signature",
    "Voice",
    "WarmLine",
    "Wish",
]
