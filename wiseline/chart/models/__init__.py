"""What is kept about a client: notes, ratings, skill uses, commitments, diary, chains. Amended, never overwritten.

The chart knows a contact only by its id: what a contact is, is coaching's affair.
"""

from wiseline.chart.models.cards import (
    CardReminder,
    CardVersion,
    CheckIn,
    DiaryAlert,
    DiaryDay,
    DiaryEntry,
    DiaryQuestion,
)
from wiseline.chart.models.chains import Chain, ChainRevision
from wiseline.chart.models.commitments import Commitment, TimelineEntry
from wiseline.chart.models.cover import CoverBrief, HandBack, NightLook
from wiseline.chart.models.needs import Need
from wiseline.chart.models.notes import Amendment, Note, Rating
from wiseline.chart.models.planned import PlannedOccasion, PlannedPractice, PlannedVersion, PracticeReminders
from wiseline.chart.models.questionnaires import Asking, AskingReminder, QuestionnaireAnswers, QuestionnaireVersion
from wiseline.chart.models.row import OfClient
from wiseline.chart.models.uses import SkillUse

__all__ = [
    "Amendment",
    "Asking",
    "AskingReminder",
    "CardReminder",
    "CardVersion",
    "Chain",
    "ChainRevision",
    "CheckIn",
    "Commitment",
    "CoverBrief",
    "DiaryAlert",
    "DiaryDay",
    "DiaryEntry",
    "DiaryQuestion",
    "HandBack",
    "Need",
    "NightLook",
    "Note",
    "OfClient",
    "PlannedOccasion",
    "PlannedPractice",
    "PlannedVersion",
    "PracticeReminders",
    "QuestionnaireAnswers",
    "QuestionnaireVersion",
    "Rating",
    "SkillUse",
    "TimelineEntry",
]
