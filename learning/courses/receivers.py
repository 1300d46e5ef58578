"""Facts of other rooms that this room acts upon."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from content.laws.tasks import refresh_source_citations
from learning.assessments.models import Attempt, Grade
from learning.assessments.signals import attempt_graded
from learning.courses.actions.ensure_course_lists import ensure_course_lists
from learning.courses.actions.record_attempt import record_attempt
from learning.courses.actions.record_citations import record_citations
from learning.courses.models import CourseIndexPage, LessonPage


def on_attempt_graded(*, attempt: Attempt, grade: Grade, **_kwargs: Any) -> None:
    record_attempt(attempt, grade)


def on_lesson_published_or_not(*, instance: LessonPage, **_kwargs: Any) -> None:
    transaction.on_commit(partial(record_citations, instance.pk))
    content_type = ContentType.objects.get_for_model(LessonPage)
    refresh_source_citations.delay_on_commit(content_type.pk, instance.pk)


def on_course_list_published(*, instance: CourseIndexPage, **_kwargs: Any) -> None:
    """ "Learn" leads to a page of its own in every language."""
    if instance.locale.language_code == settings.LANGUAGE_CODE:
        transaction.on_commit(partial(ensure_course_lists, instance))


def connect() -> None:
    page_published.connect(on_course_list_published, sender=CourseIndexPage)
    attempt_graded.connect(on_attempt_graded, sender=Attempt)
    page_published.connect(on_lesson_published_or_not, sender=LessonPage)
    page_unpublished.connect(on_lesson_published_or_not, sender=LessonPage)
    post_delete.connect(on_lesson_published_or_not, sender=LessonPage)
