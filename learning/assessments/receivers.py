"""What follows when a question is written."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save

from content.laws.tasks import refresh_source_citations
from learning.assessments.models import QuestionVersion


def on_question_written(
    *, instance: QuestionVersion, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """A version that is only marked as used cites what it cited before."""
    if update_fields is not None and "general_feedback" not in update_fields:
        return
    content_type = ContentType.objects.get_for_model(QuestionVersion)
    refresh_source_citations.delay_on_commit(content_type.pk, instance.pk)


def connect() -> None:
    post_save.connect(on_question_written, sender=QuestionVersion)
    post_delete.connect(on_question_written, sender=QuestionVersion)
