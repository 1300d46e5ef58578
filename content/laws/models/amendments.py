"""Amendments as editors record them; applied, they make versions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.laws.choices import AmendmentKind, AmendmentState, ArticleKind
from content.laws.citations import format_citation

from .articles import Article
from .documents import LegalDocument
from .versions import ArticleVersion


def unit_of(written: str) -> tuple[ArticleKind, str]:
    """(kind, number) of what is amended: "Phụ lục II" is appendix II, "20a" article 20a."""
    for kind in (ArticleKind.APPENDIX, ArticleKind.ITEM):
        if written.startswith(f"{kind.vietnamese_name} "):
            return kind, written.removeprefix(kind.vietnamese_name).strip()
    return ArticleKind.ARTICLE, written


def written_unit(kind: str, number: str) -> str:
    """The other way round, in one spelling: "Phụ lục IIA"."""
    if kind == ArticleKind.ARTICLE:
        return number
    return f"{ArticleKind(kind).vietnamese_name} {number.upper()}"


def unit_label(written: str) -> str:
    """What a reader calls it: "7" → "Điều 7"; "Phụ lục II" stays."""
    return f"{ArticleKind.ARTICLE.vietnamese_name} {written}" if written[:1].isdigit() else written


class AmendmentSet(models.Model):
    """What one document changes in another, drafted at the desk, applied and undone as a whole."""

    amending_document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("amending document"),
        on_delete=models.CASCADE,
        related_name="amendment_sets_made",
    )
    target_document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("document to be amended"),
        on_delete=models.CASCADE,
        related_name="amendment_sets",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AmendmentState, default=AmendmentState.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("set of amendments")
        verbose_name_plural = _("sets of amendments")
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="amendment_is_between_two_documents",
                condition=~Q(amending_document=F("target_document")),
                violation_error_message=_("A document cannot amend itself."),
            ),
            models.CheckConstraint(
                name="applied_amendments_say_when",
                condition=Q(state="draft") | Q(applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="undone_amendments_say_when", condition=~Q(state="undone") | Q(undone_at__isnull=False)
            ),
        ]
        permissions = [("apply_amendmentset", "Can apply and undo amendments")]

    def __str__(self) -> str:
        return f"{self.amending_document} → {self.target_document}"


class Amendment(models.Model):
    """One change: which provision, what happens to it, from when, by which provision of the amending document."""

    amendment_set = models.ForeignKey(AmendmentSet, on_delete=models.CASCADE, related_name="amendments")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("what happens"), max_length=10, choices=AmendmentKind)
    by_article = models.ForeignKey(
        Article, verbose_name=_("by article"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_clause = models.CharField(_("by clause"), max_length=8, blank=True)
    by_point = models.CharField(_("by point"), max_length=8, blank=True)
    article_number = models.CharField(
        _("article"), max_length=20, help_text=_("Of the amended document; a new number inserts an article.")
    )
    clause = models.CharField(_("clause"), max_length=8, blank=True)
    point = models.CharField(_("point"), max_length=8, blank=True)
    new_heading = models.CharField(_("new heading"), max_length=1000, blank=True)
    new_text = models.TextField(_("new text"), blank=True)
    effective_on = models.DateField(_("from"))
    made_version = models.ForeignKey(
        ArticleVersion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="made_by_amendments",
    )
    undo = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering: ClassVar[list[str]] = ["amendment_set", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="amendment_has_text_unless_repeal",
                condition=Q(kind="repeal") | ~Q(new_text=""),
                violation_error_message=_("Give the new text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.article_number} {self.clause} {self.point}".strip()

    @property
    def place(self) -> str:
        """ "Điểm c khoản 1 Điều 7" of the amended document."""
        kind, number = unit_of(self.article_number)
        is_article = kind == ArticleKind.ARTICLE
        return format_citation(
            document="" if is_article else self.article_number,
            article=number if is_article else "",
            clause=self.clause,
            point=self.point,
        )

    @property
    def by_place(self) -> str:
        """ "Khoản 2 Điều 1" of the amending document."""
        number = self.by_article.number if self.by_article else ""
        return format_citation(document="", article=number, clause=self.by_clause, point=self.by_point)
