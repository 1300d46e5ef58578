"""Mark a step inside a lesson as done."""

from __future__ import annotations

from django.db import transaction

from learning.courses.actions.record_progress import record_progress
from learning.courses.models import Enrolment, LessonPage, StepCompletion


def complete_step(enrolment: Enrolment, lesson: LessonPage, step: str) -> StepCompletion:
    """Once, however often it is called."""
    with transaction.atomic():
        completion, created = StepCompletion.objects.get_or_create(
            enrolment=enrolment, lesson=lesson.record_page, step=step
        )
    if created:
        record_progress(enrolment)
    return completion
