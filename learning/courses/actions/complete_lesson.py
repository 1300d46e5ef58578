"""Mark a lesson as done."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from learning.courses.actions.complete_course import complete_course
from learning.courses.actions.record_progress import record_progress
from learning.courses.models import Enrolment, LessonCompletion, LessonPage


def complete_lesson(enrolment: Enrolment, lesson: LessonPage) -> LessonCompletion:
    """Once, however often it is called. The last lesson may complete the course."""
    lesson = lesson.record_page
    try:
        with transaction.atomic():
            completion, created = LessonCompletion.objects.get_or_create(enrolment=enrolment, lesson=lesson)
    except IntegrityError:  # PostgreSQL: another request was first
        completion, created = LessonCompletion.objects.get(enrolment=enrolment, lesson=lesson), False
    if created:
        record_progress(enrolment)
    complete_course(enrolment.pk)
    return completion
