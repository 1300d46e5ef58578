"""Note which provisions a lesson quotes."""

from __future__ import annotations

from django.db import transaction

from content.explainers.margin import cited_provisions
from learning.courses.models import LessonCitation, LessonPage


@transaction.atomic
def record_citations(lesson_id: int) -> None:
    """Writes the citations of the live lesson; one that is not live, or gone, cites nothing."""
    LessonCitation.objects.filter(lesson_id=lesson_id).delete()
    lesson = LessonPage.objects.live().filter(pk=lesson_id).first()
    if lesson is None:
        return
    LessonCitation.objects.bulk_create(
        LessonCitation(lesson=lesson, article_id=key.article_id, clause=key.clause, point=key.point)
        for key in cited_provisions(lesson.body)
    )
