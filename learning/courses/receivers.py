"""Facts of other rooms that this room acts upon."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from wagtail.signals import page_published, page_unpublished

from learning.assessments.models import Attempt, Grade
from learning.assessments.signals import attempt_graded
from learning.courses.actions.record_attempt import record_attempt
from learning.courses.actions.record_citations import record_citations
from learning.courses.models import LessonPage


def on_attempt_graded(*, attempt: Attempt, grade: Grade, **_kwargs: Any) -> None:
    record_attempt(attempt, grade)


def on_lesson_published_or_not(*, instance: LessonPage, **_kwargs: Any) -> None:
    transaction.on_commit(partial(record_citations, instance.pk))


def connect() -> None:
    attempt_graded.connect(on_attempt_graded, sender=Attempt)
    page_published.connect(on_lesson_published_or_not, sender=LessonPage)
    page_unpublished.connect(on_lesson_published_or_not, sender=LessonPage)
