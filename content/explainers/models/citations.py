"""What explainers cite: rows kept in step with the published body."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.laws.models import Article

from .pages import ExplainerPage


class ExplainerCitation(models.Model):
    """A live explainer rests on a provision. A law's page reads these backwards: "explained in"."""

    page = models.ForeignKey(ExplainerPage, on_delete=models.CASCADE, related_name="citations")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="explainer_citations")
    clause = models.CharField(_("clause"), max_length=8, blank=True)
    point = models.CharField(_("point"), max_length=4, blank=True)

    class Meta:
        verbose_name = _("citation of an explainer")
        verbose_name_plural = _("citations of explainers")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="explainer_cites_provision_once", fields=["page", "article", "clause", "point"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.article_id}"
