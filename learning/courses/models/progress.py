"""What a person has done, written once. Progress is computed from these rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.assessments.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from learning.courses.models.enrolments import Enrolment
from learning.courses.models.pages import LessonPage


class LessonCompletion(AppendOnlyModel):
    """The person marked a lesson as done."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), related_name="lesson_completions", on_delete=models.PROTECT
    )
    lesson = models.ForeignKey(
        LessonPage, verbose_name=_("lesson"), related_name="completions", on_delete=models.PROTECT
    )
    completed_at = models.DateTimeField(_("completed at"), default=timezone.now)

    objects: ClassVar[models.Manager[LessonCompletion]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("completed lesson")
        verbose_name_plural = _("completed lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson"], name="lesson_completed_once_per_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.lesson_id}"


class StepCompletion(AppendOnlyModel):
    """Something inside a lesson was done; ``step`` names it: today the practice quiz, passed."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), related_name="step_completions", on_delete=models.PROTECT
    )
    lesson = models.ForeignKey(
        LessonPage, verbose_name=_("lesson"), related_name="step_completions", on_delete=models.PROTECT
    )
    step = models.CharField(_("step"), max_length=40)
    completed_at = models.DateTimeField(_("completed at"), default=timezone.now)

    objects: ClassVar[models.Manager[StepCompletion]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("completed step")
        verbose_name_plural = _("completed steps")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson", "step"], name="step_completed_once_per_enrolment"
            ),
            models.CheckConstraint(name="step_completion_names_step", condition=~Q(step="")),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.lesson_id}/{self.step}"
