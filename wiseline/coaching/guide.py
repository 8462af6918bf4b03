"""The steps of a coaching contact. They guide and are ticked; nothing waits for them.

The order is general knowledge consistent with Ben-Porath 2015 and Swales & Heard (clinical.md section 2), to be
confirmed by the programme's clinicians. Minutes are cues for a contact of five to fifteen minutes.

A repair is one of the three targets of coaching (less conflict, alienation and distance with the therapist:
Ben-Porath & Koons 2005) and runs both ways; therapists interfere too and own their part (Ben-Porath 2015; Chapman
2019). Its steps are in our own words, GK.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, a way to say it, and by which minute it is usually done."""

    id: str
    title: str | Promise
    words: str | Promise
    by_minute: int


STEPS = (
    Step("place", _("Who and where"), _("Where are you right now? Are you somewhere you can talk?"), 1),
    Step(
        "risk",
        _("Safe right now?"),
        _("Are you thinking of hurting yourself? Have you done anything already?"),
        2,
    ),
    Step("problem", _("The problem in two sentences"), _("Tell me in two sentences what is happening."), 3),
    Step("validate", _("Validate"), _("It makes sense that this is so hard."), 3),
    Step("rating", _("How strong"), _("How strong is it, from 0 to 100? And the urge, from 0 to 5?"), 4),
    Step("tried", _("What was tried"), _("What have you tried so far? What happened?"), 5),
    Step("goal", _("Goal of this call"), _("What do you want to get out of the next ten minutes?"), 5),
    Step("skill", _("Pick one skill, or two"), _("Which skill would fit here? Shall we try this one?"), 7),
    Step("rehearse", _("Do it together"), _("Let’s do the first step now, together."), 9),
    Step("obstacles", _("What could get in the way"), _("What could stop you? What will you do then?"), 10),
    Step("commit", _("What, when, how long"), _("What will you do when we hang up, and for how long?"), 12),
    Step("recontact", _("Speak again or not"), _("Shall we speak again about this, and when?"), 13),
    Step("rerate", _("Rate again and close"), _("And now, from 0 to 100? Good. Let’s end here."), 15),
)
REPAIR_STEPS = (
    STEPS[0],
    STEPS[1],
    Step("listen", _("Listen first"), _("Tell me what happened for you. I want to hear all of it first."), 4),
    Step("own", _("Own your part"), _("I see my part in it: … I am sorry for that."), 6),
    Step("validated", _("Validate"), _("It makes sense that this hurt, after what happened."), 7),
    Step("meant", _("What it meant"), _("What did it say to you, about you and about us?"), 9),
    Step(
        "differently",
        _("What each will do differently"),
        _("Next time I will … What would you like to do? Let’s write it down."),
        12,
    ),
    Step(
        "look_again", _("When you look again"), _("When shall we look at this again, and how is it between us now?"), 13
    ),
    STEPS[-1],
)
STEP_IDS = frozenset(step.id for step in (*STEPS, *REPAIR_STEPS))


def steps_for(kind: str) -> tuple[Step, ...]:
    """The steps of a contact of this kind: a repair has its own."""
    return REPAIR_STEPS if kind == "repair" else STEPS


SOFT_END_MINUTES = 15
