"""The words for modules, groups, flags, feelings, urges, places and reasons, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from wiseline.skills.finder.question import Why

if TYPE_CHECKING:
    from wiseline.skills.finder.question import Reason

MODULES = {
    "distress-tolerance": gettext_lazy("Distress tolerance"),
    "mindfulness": gettext_lazy("Mindfulness"),
    "emotion-regulation": gettext_lazy("Emotion regulation"),
    "interpersonal": gettext_lazy("Interpersonal effectiveness"),
    "middle-path": gettext_lazy("Walking the middle path"),
}
FLAGS = {
    "heart-disease": gettext_lazy("A heart condition"),
    "beta-blockers": gettext_lazy("Takes beta-blockers"),
    "slow-pulse": gettext_lazy("A slow pulse"),
    "cold-allergy": gettext_lazy("Allergic to cold"),
    "eating-disorder": gettext_lazy("An eating disorder"),
    "compulsive-exercise": gettext_lazy("Exercise that has become a must"),
    "pregnancy": gettext_lazy("Pregnant"),
    "injury": gettext_lazy("An injury"),
    "breath-panic": gettext_lazy("Watching the breath brings panic"),
    "dissociation": gettext_lazy("Loses touch with here and now"),
    "trauma-memories": gettext_lazy("Stillness or the body brings memories back"),
    "unsafe-relationship": gettext_lazy("Lives with somebody who may hurt them"),
    "hurts-with-cold": gettext_lazy("Uses cold or pain to hurt themselves"),
    "physical-dependence": gettext_lazy("Stopping alcohol or tablets suddenly is dangerous"),
}
EMOTIONS = {
    "anger": gettext_lazy("Anger"),
    "fear": gettext_lazy("Fear"),
    "sadness": gettext_lazy("Sadness"),
    "shame": gettext_lazy("Shame"),
    "guilt": gettext_lazy("Guilt"),
    "loneliness": gettext_lazy("Loneliness"),
    "hurt": gettext_lazy("Hurt"),
    "jealousy": gettext_lazy("Jealousy"),
    "envy": gettext_lazy("Envy"),
    "disgust": gettext_lazy("Disgust"),
    "emptiness": gettext_lazy("Emptiness"),
    "overwhelm": gettext_lazy("All too much"),
    "boredom": gettext_lazy("Boredom"),
    "love": gettext_lazy("Love"),
    "joy": gettext_lazy("Joy"),
}
URGES = {
    "self_harm": gettext_lazy("Hurt myself"),
    "suicide": gettext_lazy("End my life"),
    "substances": gettext_lazy("Drink or use"),
    "lash_out": gettext_lazy("Lash out"),
    "binge": gettext_lazy("Eat far too much"),
    "restrict": gettext_lazy("Not eat"),
    "avoid": gettext_lazy("Avoid it"),
    "withdraw": gettext_lazy("Hide away"),
    "spend": gettext_lazy("Spend money"),
    "contact_someone": gettext_lazy("Contact somebody I should not"),
    "quit": gettext_lazy("Quit therapy"),
    "give_up": gettext_lazy("Give up"),
}
PLACES = {
    "alone": gettext_lazy("Alone"),
    "work": gettext_lazy("At work or school"),
    "public": gettext_lazy("Out among people"),
    "conversation": gettext_lazy("In the middle of a conversation"),
}
COMPANY = {
    "nobody": gettext_lazy("Nobody"),
    "partner": gettext_lazy("My partner"),
    "family": gettext_lazy("Family"),
    "friends": gettext_lazy("Friends"),
    "colleagues": gettext_lazy("People from work or school"),
    "strangers": gettext_lazy("Strangers"),
    "online": gettext_lazy("People online"),
}
ROLES = {
    "crisis": gettext_lazy("For the strongest moments"),
    "ground": gettext_lazy("Comes back to here and now"),
    "understand": gettext_lazy("Finds out what is going on"),
    "change": gettext_lazy("Changes a feeling or a situation"),
    "accept": gettext_lazy("Accepts what cannot be changed"),
    "build": gettext_lazy("Builds up a good life"),
    "relate": gettext_lazy("Gets along with people"),
    "abstain": gettext_lazy("Stays away from something"),
}
PARTS = {
    "summary": gettext_lazy("What it does, in one line"),
    "fits": gettext_lazy("It fits when (one on each line)"),
    "does_not_fit": gettext_lazy("It does not fit when (one on each line)"),
    "why": gettext_lazy("Why it works"),
    "steps": gettext_lazy("Steps (one on each line)"),
    "examples": gettext_lazy("Two examples (one on each line)"),
    "wrong": gettext_lazy("When it does not go well (one on each line)"),
    "coach": gettext_lazy("For the coach: how to coach it in three minutes"),
    "ask": gettext_lazy("For the coach: what to ask (one on each line)"),
    "say": gettext_lazy("For the coach: what to say (one on each line)"),
    "watch": gettext_lazy("For the coach: what to watch for (one on each line)"),
}
LISTS = {
    "distract": gettext_lazy("What takes my mind off it"),
    "soothe": gettext_lazy("What soothes me"),
    "pleasant": gettext_lazy("What I like doing"),
    "mastery": gettext_lazy("What makes me feel able"),
}

SENTENCES = {
    Why.WORDS: gettext_lazy("It fits what you wrote."),
    Why.CRISIS: gettext_lazy("It is made for moments when feelings are this strong."),
    Why.URGE: gettext_lazy("It helps many people with this urge: %(name)s."),
    Why.EMOTION: gettext_lazy("It fits this feeling: %(name)s."),
    Why.CALM_ENOUGH: gettext_lazy("You may be calm enough to think it through."),
    Why.PLACE: gettext_lazy("You can do it where you are."),
    Why.TIME: gettext_lazy("There is time for it."),
    Why.HELPED_BEFORE: gettext_lazy("It helped you %(helped)s of %(times)s times."),
    Why.ANYTIME: gettext_lazy("You can try it at any time."),
}

TO_A_COACH = {
    Why.WORDS: gettext_lazy("It fits what they wrote."),
    Why.CALM_ENOUGH: gettext_lazy("They may be calm enough to think it through."),
    Why.PLACE: gettext_lazy("They can do it where they are."),
    Why.HELPED_BEFORE: gettext_lazy("It helped them %(helped)s of %(times)s times."),
    Why.ANYTIME: gettext_lazy("They can try it at any time."),
}


def sentence(reason: Reason, *, to_client: bool) -> str:
    """A reason in one short sentence, to the client or to their coach."""
    said = {"name": _name(reason), "helped": reason.helped, "times": reason.times}
    words = SENTENCES if to_client else SENTENCES | TO_A_COACH
    return str(words[reason.why]) % said


def _name(reason: Reason) -> str:
    words = URGES if reason.why == Why.URGE else EMOTIONS
    return str(words.get(reason.of, reason.of)).lower()
