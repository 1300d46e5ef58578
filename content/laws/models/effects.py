"""Provisions that take effect or lapse on days of their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from content.laws import citations
from content.laws.status import ProvisionFact
from content.laws.structure import provision_anchor

from .articles import Article


class ProvisionEffect(models.Model):
    """Own dates of an article, clause or point: clause 3 of article 10 applies a year later than its law."""

    article = ParentalKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="effects"
    )
    clause = models.CharField(_("clause"), max_length=8, blank=True)
    point = models.CharField(_("point"), max_length=8, blank=True)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    expired_on = models.DateField(_("no longer in force from"), null=True, blank=True)
    condition = models.CharField(
        _("condition"), max_length=500, blank=True, help_text=_("When the law names no day.")
    )
    decided_by = models.ForeignKey(
        Article,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="effects_decided",
    )
    decided_by_clause = models.CharField(_("deciding clause"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("own date of effect")
        verbose_name_plural = _("own dates of effect")
        ordering: ClassVar[list[str]] = ["article", "clause", "point"]
        constraints = [
            models.UniqueConstraint(name="effect_once_per_provision", fields=["article", "clause", "point"]),
            models.CheckConstraint(
                name="effect_says_when",
                condition=Q(effective_from__isnull=False) | Q(expired_on__isnull=False) | ~Q(condition=""),
                violation_error_message=_("Give a day or a condition."),
            ),
            models.CheckConstraint(
                name="effect_lapses_after_taking_effect",
                condition=Q(effective_from__isnull=True)
                | Q(expired_on__isnull=True)
                | Q(expired_on__gt=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.provision

    @property
    def provision(self) -> str:
        """ "Khoản 3 Điều 10", without the document."""
        return citations.format_citation(
            document="", article=self.article.number, clause=self.clause, point=self.point
        )

    @property
    def short_label(self) -> str:
        """ "Khoản 3", "Điểm m khoản 3"; "Điều 10" for the whole article."""
        article = "" if self.clause or self.point else self.article.number
        return citations.format_citation(document="", article=article, clause=self.clause, point=self.point)

    @property
    def anchor(self) -> str:
        return provision_anchor(self.clause, self.point)

    @property
    def is_later_than_document(self) -> bool:
        begins = self.article.document.effective_on
        return bool(self.effective_from and begins and self.effective_from > begins)

    @property
    def deciding_url(self) -> str:
        if self.decided_by is None:
            return ""
        self.decided_by.document = self.article.document
        return self.decided_by.provision_url(self.decided_by_clause)

    @property
    def deciding_citation(self) -> str:
        if self.decided_by is None:
            return ""
        return citations.format_citation(
            document="", article=self.decided_by.number, clause=self.decided_by_clause, point=""
        )

    def as_fact(self) -> ProvisionFact:
        return ProvisionFact(
            article=self.article.key,
            clause=self.clause,
            point=self.point,
            effective_from=self.effective_from,
            expired_on=self.expired_on,
            waits_for_condition=bool(self.condition)
            and self.effective_from is None
            and self.expired_on is None,
            key=self.pk or 0,
        )
