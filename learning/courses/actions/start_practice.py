"""Begin a lesson's practice quiz."""

from __future__ import annotations

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.models import Attempt
from learning.courses.errors import NoAssessment
from learning.courses.models import Enrolment, LessonPage


def start_practice(enrolment: Enrolment, lesson: LessonPage, return_path: str) -> Attempt:
    """The open attempt, or a new one. Raises ``NoAssessment`` and what ``start_attempt`` raises."""
    if lesson.practice_assessment is None:
        raise NoAssessment
    return start_attempt(
        enrolment.person, lesson.practice_assessment, enrolment.attempt_cycle, return_path=return_path
    )
