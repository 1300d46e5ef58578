from learning.assessments.models.assessments import Assessment, Slot
from learning.assessments.models.attempts import Answer, AnswerEvent, Attempt, AttemptEvent, AttemptItem
from learning.assessments.models.grades import Grade
from learning.assessments.models.questions import (
    Choice,
    Question,
    QuestionTopic,
    QuestionVersion,
    TaggedQuestion,
)

__all__ = [
    "Answer",
    "AnswerEvent",
    "Assessment",
    "Attempt",
    "AttemptEvent",
    "AttemptItem",
    "Choice",
    "Grade",
    "Question",
    "QuestionTopic",
    "QuestionVersion",
    "Slot",
    "TaggedQuestion",
]
