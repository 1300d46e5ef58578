"""What texts cite: one row for each provision that a stretch of text names."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.laws.choices import CitationState

from .articles import Article
from .divisions import Division
from .documents import LegalDocument


class CitationQuerySet(models.QuerySet["Citation"]):
    """Citations by where they stand and where they lead."""

    def for_source(self, source: models.Model) -> Self:
        content_type = ContentType.objects.get_for_model(source)
        return self.filter(source_type=content_type, source_id=source.pk)

    def resolved(self) -> Self:
        return self.filter(state=CitationState.RESOLVED)

    def unresolved(self) -> Self:
        return self.exclude(state=CitationState.RESOLVED)


class Citation(models.Model):
    """A reference from a text (article, explainer, lesson, question) to a provision of law, or to a chapter of one.

    ``place`` tells which text of the source it stands in (a block's id; empty for an article's own text);
    ``start`` and ``end`` are offsets into it. "Khoản 1 và 3 Điều 5" makes two rows of one stretch, told apart by
    ``ordinal``. A citation outlives what it led to: ``forget_target`` turns its state before that is deleted.
    """

    source_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    source_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("source_type", "source_id")
    place = models.CharField(_("place"), max_length=64, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    ordinal = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("as written"), max_length=500)
    named_document = models.CharField(
        _("document as named"), max_length=300, blank=True, help_text=_("A number, or a title with its year.")
    )
    state = models.CharField(_("state"), max_length=16, choices=CitationState)
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("legal document"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="citations",
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="citations",
    )
    division = models.ForeignKey(
        Division,
        verbose_name=_("division"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="citations",
    )
    clause = models.CharField(_("clause"), max_length=8, blank=True)
    point = models.CharField(_("point"), max_length=8, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering: ClassVar[list[str]] = ["source_type", "source_id", "place", "start", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                name="citation_once_per_stretch",
                fields=["source_type", "source_id", "place", "start", "ordinal"],
            ),
            models.CheckConstraint(name="citation_has_length", condition=Q(end__gt=models.F("start"))),
            models.CheckConstraint(
                name="resolved_citation_has_document",
                condition=~Q(state="resolved") | Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="citation_of_article_or_division",
                condition=Q(article__isnull=True) | Q(division__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["state", "named_document"], name="citation_unresolved")]

    def __str__(self) -> str:
        return self.text

    @property
    def url(self) -> str:
        """Where it leads; empty while it leads nowhere."""
        if self.article is not None:
            return self.article.provision_url(self.clause, self.point)
        if self.division is not None:
            return self.division.get_absolute_url()
        return self.document.get_absolute_url() if self.document else ""
