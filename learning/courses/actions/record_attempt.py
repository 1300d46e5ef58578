"""A graded attempt may move a course forward."""

from __future__ import annotations

from learning.assessments.models import Attempt, Grade
from learning.courses.actions.complete_course import complete_course
from learning.courses.actions.complete_step import complete_step
from learning.courses.actions.record_progress import record_progress
from learning.courses.choices import PRACTICE_STEP
from learning.courses.cycles import read_attempt_cycle
from learning.courses.models import Enrolment, LessonPage


def record_attempt(attempt: Attempt, grade: Grade) -> None:
    """Attempts that belong to no course are left alone. Safe to call again for the same attempt."""
    place = read_attempt_cycle(attempt.cycle)
    if place is None:
        return
    course_id, cycle = place
    enrolment = (
        Enrolment.objects.filter(person=attempt.person_id, course=course_id, cycle=cycle)
        .with_course()
        .first()
    )
    if enrolment is None:
        return
    if attempt.assessment_id == enrolment.course.final_assessment_id:
        record_progress(enrolment)
        complete_course(enrolment.pk)
    elif grade.passed:
        for lesson in LessonPage.objects.of_courses([enrolment.course]).filter(
            practice_assessment=attempt.assessment_id
        ):
            complete_step(enrolment, lesson, PRACTICE_STEP)
