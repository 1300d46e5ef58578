"""Facts of other rooms that this room acts upon. Connected in ``apps.py``."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from learning.assessments.models import Attempt, Grade
from learning.courses.actions.record_attempt import record_attempt
from learning.courses.actions.record_citations import record_citations
from learning.courses.models import LessonPage


def on_attempt_graded(*, attempt: Attempt, grade: Grade, **_kwargs: Any) -> None:
    record_attempt(attempt, grade)


def on_lesson_published_or_not(*, instance: LessonPage, **_kwargs: Any) -> None:
    transaction.on_commit(partial(record_citations, instance.pk))
