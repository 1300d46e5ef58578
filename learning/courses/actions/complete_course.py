"""Complete a course, exactly once."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from learning.courses.actions.record_progress import record_progress
from learning.courses.models import Completion, Enrolment, LessonCitation
from learning.courses.signals import course_completed
from learning.courses.standings import Standing, standings_for


def complete_course(enrolment_id: int) -> Completion | None:
    """The enrolment's completion, made now if every lesson is done and the assessment passed; else ``None``.

    Whatever happened last may call it, any number of times and at once. ``course_completed`` is announced
    after commit by the one call that made the completion. Raises ``Enrolment.DoesNotExist``.
    """
    with transaction.atomic():
        # The lock makes a second caller wait and then find the first one's completion.
        Enrolment.objects.select_for_update().get(pk=enrolment_id)
        enrolment = Enrolment.objects.with_course().get(pk=enrolment_id)
        if enrolment.is_completed:
            return enrolment.completion
        standing = standings_for([enrolment])[0]
        if not standing.progress.is_complete:
            return None
        completed_at = timezone.now()
        completion = Completion.objects.create(
            enrolment=enrolment,
            completed_at=completed_at,
            score=standing.progress.assessment.score,
            snapshot=_snapshot(standing, timezone.localdate(completed_at)),
        )
        record_progress(enrolment)
        transaction.on_commit(
            partial(course_completed.send_robust, sender=Completion, completion_id=completion.pk)
        )
        return completion


def _snapshot(standing: Standing, day: date) -> dict[str, Any]:
    """What the course was on the day; its shape is told at ``Completion``."""
    course = standing.enrolment.course
    score = standing.progress.assessment.score
    return {
        "title": course.title,
        "language": course.language,
        "lessons": standing.progress.lessons_total,
        "minutes": course.minutes,
        "score": None if score is None else str(score),
        "gives_certificate": course.gives_certificate,
        "certificate_months": course.certificate_months,
        "laws": _laws_cited(standing, day),
    }


def _laws_cited(standing: Standing, day: date) -> list[dict[str, Any]]:
    citations = (
        LessonCitation.objects.filter(lesson__in=standing.lessons)
        .select_related("article__document", "article__division")
        .prefetch_related("article__versions")
        .order_by("article__document", "article__order", "clause", "point")
    )
    laws = []
    seen = set()
    for citation in citations:
        provision = (citation.article_id, citation.clause, citation.point)
        if provision in seen:
            continue
        seen.add(provision)
        version = citation.article.version_on(day)
        laws.append(
            {
                "citation": citation.article.citation(citation.clause, citation.point),
                "url": citation.article.provision_url(citation.clause, citation.point),
                "version_id": version.pk if version else None,
                "effective_from": version.effective_from.isoformat() if version else None,
            }
        )
    return laws
