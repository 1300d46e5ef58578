"""What one document does to another."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.admin import display
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.laws.choices import RelationKind
from content.laws.citations import format_citation
from content.laws.status import RelationFact

from .articles import Article
from .documents import LegalDocument

UNNAMED_PART = "?"


class DocumentRelationQuerySet(models.QuerySet["DocumentRelation"]):
    """Relations with both ends loaded."""

    def with_ends(self) -> Self:
        return self.select_related("from_document", "to_document", "from_article", "to_article")

    def touching(self, document: LegalDocument) -> Self:
        return self.filter(Q(from_document=document) | Q(to_document=document))


class DocumentRelation(models.Model):
    """From the acting document, or a provision of it, to the other document or a provision of it."""

    kind = models.CharField(_("kind"), max_length=16, choices=RelationKind)
    from_document = models.ForeignKey(
        LegalDocument,
        verbose_name=pgettext_lazy("law", "document"),
        on_delete=models.CASCADE,
        related_name="outgoing_relations",
    )
    from_article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    from_clause = models.CharField(_("clause"), max_length=8, blank=True)
    from_point = models.CharField(_("point"), max_length=8, blank=True)
    to_document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("other document"),
        on_delete=models.CASCADE,
        related_name="incoming_relations",
    )
    to_article = models.ForeignKey(
        Article,
        verbose_name=_("article of the other document"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="incoming_relations",
    )
    to_clause = models.CharField(_("clause of the other document"), max_length=8, blank=True)
    to_point = models.CharField(_("point of the other document"), max_length=8, blank=True)
    to_part = models.BooleanField(
        _("only part of the other document"),
        default=False,
        help_text=_("Tick when it concerns a part that is not one article."),
    )
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    ended_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_("For a suspension: the first day it no longer holds."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = DocumentRelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation between documents")
        verbose_name_plural = _("relations between documents")
        ordering: ClassVar[list[str]] = ["kind", "effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="relation_is_between_two_documents",
                condition=~Q(from_document=F("to_document")),
                violation_error_message=_("A document cannot be related to itself."),
            ),
            models.CheckConstraint(
                name="relation_ends_after_it_begins",
                condition=Q(ended_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(ended_on__gt=F("effective_on")),
            ),
            models.UniqueConstraint(
                "kind",
                "from_document",
                Coalesce("from_article", Value(0)),
                "from_clause",
                "from_point",
                "to_document",
                Coalesce("to_article", Value(0)),
                "to_clause",
                "to_point",
                name="relation_once_per_provisions",
                violation_error_message=_("This relation is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_citation} → {self.to_citation}"

    @property
    @display(description=_("kind"))
    def label(self) -> str:
        return str(RelationKind(self.kind).label)

    @property
    def inverse_label(self) -> str:
        return str(RelationKind(self.kind).inverse_label)

    @property
    @display(description=_("The acting document"))
    def from_citation(self) -> str:
        return _side(self.from_document, self.from_article, self.from_clause, self.from_point)

    @property
    @display(description=_("The other document"))
    def to_citation(self) -> str:
        return _side(self.to_document, self.to_article, self.to_clause, self.to_point)

    @property
    def from_provision(self) -> str:
        """ "Khoản 2 Điều 1", without its document; empty for the whole of it."""
        return _provision(self.from_article, self.from_clause, self.from_point)

    @property
    def to_provision(self) -> str:
        return _provision(self.to_article, self.to_clause, self.to_point)

    @property
    def from_url(self) -> str:
        return _address(self.from_document, self.from_article, self.from_clause, self.from_point)

    @property
    def to_url(self) -> str:
        return _address(self.to_document, self.to_article, self.to_clause, self.to_point)

    def as_fact(self) -> RelationFact:
        return RelationFact(
            kind=self.kind,
            whole=self.to_article_id is None and not self.to_part,
            effective_on=self.effective_on or self.from_document.effective_on,
            ended_on=self.ended_on,
            article=self.to_article.key if self.to_article else "",
            # Part of an article, without saying which, is inside the article and never the whole of it.
            clause=self.to_clause or (UNNAMED_PART if self.to_article_id and self.to_part else ""),
            point=self.to_point,
            key=self.pk or 0,
        )


def _side(document: LegalDocument, article: Article | None, clause: str, point: str) -> str:
    if article is None:
        return document.citation
    article.document = document
    return article.citation(clause, point)


def _provision(article: Article | None, clause: str, point: str) -> str:
    if article is None:
        return ""
    inside = format_citation(document="", clause=clause, point=point)
    return f"{inside} {article.label}".strip()


def _address(document: LegalDocument, article: Article | None, clause: str, point: str) -> str:
    if article is None:
        return document.get_absolute_url()
    article.document = document
    return article.provision_url(clause, point)
