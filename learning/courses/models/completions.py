"""A course was completed: every lesson done and the assessment passed."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.assessments.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from learning.courses.models.enrolments import Enrolment


class CompletionQuerySet(AppendOnlyQuerySet["Completion"]):
    def with_person_and_course(self) -> Self:
        return self.select_related("enrolment__person", "enrolment__course")


class Completion(AppendOnlyModel):
    """The moment, and what the course was then.

    ``snapshot``: ``title``, ``lessons``, ``minutes``, ``language``, ``score`` (text or null),
    ``gives_certificate``, ``certificate_months`` (number or null) and ``laws``: a list of ``citation``,
    ``url``, ``version_id`` and ``effective_from`` (ISO date or null).
    """

    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), related_name="completion", on_delete=models.PROTECT
    )
    completed_at = models.DateTimeField(_("completed at"), default=timezone.now)
    score = models.DecimalField(_("score (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    snapshot = models.JSONField(_("as it was"))

    objects: ClassVar[models.Manager[Completion]] = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-completed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="completion_score_is_percent",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.snapshot.get("title", str(self.pk))
