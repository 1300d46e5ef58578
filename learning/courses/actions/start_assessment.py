"""Begin a course's final assessment."""

from __future__ import annotations

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.models import Attempt
from learning.courses.errors import LessonsRemain, NoAssessment
from learning.courses.models import Enrolment
from learning.courses.progress import AssessmentState
from learning.courses.standings import standings_for


def start_assessment(enrolment: Enrolment, return_path: str) -> Attempt:
    """The open attempt, or a new one in this enrolment's cycle; the quiz leads back to ``return_path``.

    Raises ``NoAssessment``, ``LessonsRemain`` and what ``start_attempt`` raises.
    """
    assessment = enrolment.course.final_assessment
    if assessment is None:
        raise NoAssessment
    standing = standings_for([enrolment])[0]
    if standing.progress.assessment.state is AssessmentState.LOCKED:
        raise LessonsRemain
    return start_attempt(enrolment.person, assessment, enrolment.attempt_cycle, return_path=return_path)
