"""What an attempt was worth. A regrade adds a row; nothing is ever changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from learning.assessments.choices import GradeReason
from learning.assessments.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from learning.assessments.models.attempts import Attempt


class Grade(AppendOnlyModel):
    """``score`` is a percentage of the whole draw; ``item_marks`` maps an item's id to its mark, as text."""

    attempt = models.ForeignKey(
        Attempt, verbose_name=_("attempt"), related_name="grades", on_delete=models.PROTECT
    )
    number = models.PositiveIntegerField(_("grade number"), default=1)
    reason = models.CharField(_("why graded"), max_length=10, choices=GradeReason.choices)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    score = models.DecimalField(_("score (%)"), max_digits=5, decimal_places=2)
    mark = models.DecimalField(_("mark"), max_digits=9, decimal_places=2)
    max_mark = models.DecimalField(_("highest possible mark"), max_digits=9, decimal_places=2)
    item_marks = models.JSONField(_("marks by item"), default=dict)
    passed = models.BooleanField(_("passed"))
    graded_at = models.DateTimeField(_("graded at"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="grade_number_once_per_attempt"),
            models.CheckConstraint(name="grade_score_is_percent", condition=Q(score__gte=0, score__lte=100)),
            models.CheckConstraint(
                name="grade_mark_within_max", condition=Q(mark__gte=0, mark__lte=F("max_mark"))
            ),
            models.CheckConstraint(
                name="grade_regrade_has_person_and_note",
                condition=~Q(reason=GradeReason.REGRADED) | (Q(by__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.score}"
