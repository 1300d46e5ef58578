"""Which provisions a lesson quotes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.laws.models import Article
from learning.courses.models.pages import LessonPage


class LessonCitation(models.Model):
    """Worked out from a lesson's body each time it is published."""

    lesson = models.ForeignKey(
        LessonPage, verbose_name=_("lesson"), related_name="citations", on_delete=models.CASCADE
    )
    article = models.ForeignKey(
        Article, verbose_name=_("article"), related_name="lesson_citations", on_delete=models.CASCADE
    )
    clause = models.CharField(_("clause"), max_length=8, blank=True)
    point = models.CharField(_("point"), max_length=4, blank=True)

    objects: ClassVar[models.Manager[LessonCitation]] = models.Manager()

    class Meta:
        verbose_name = _("citation in a lesson")
        verbose_name_plural = _("citations in lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "article", "clause", "point"], name="lesson_cites_provision_once"
            ),
        ]

    def __str__(self) -> str:
        return self.article.citation(self.clause, self.point)
