"""The dated texts of an article."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from content.laws.choices import TextKind, TextLanguage
from content.laws.structure import ArticleText, parse_article_text
from portal.lib.vietnamese import normalise

from .articles import Article
from .documents import LegalDocument
from .fields import FoldedField

# The lower, the sooner shown when several texts are valid on one date.
PREFERENCE = {TextKind.OFFICIAL: 0, TextKind.REFERENCE_TRANSLATION: 1, TextKind.SUMMARY: 2}


class ArticleVersionQuerySet(models.QuerySet["ArticleVersion"]):
    """Versions by date and kind."""

    def in_force_on(self, date: datetime.date) -> Self:
        return self.filter(Q(effective_to__isnull=True) | Q(effective_to__gt=date), effective_from__lte=date)

    def official(self) -> Self:
        return self.filter(text_kind=TextKind.OFFICIAL)

    def alike(self, version: ArticleVersion) -> Self:
        """Texts of the same article, kind and language: of these only one is valid on a date."""
        return self.filter(
            article_id=version.article_id, text_kind=version.text_kind, language=version.language
        )


class ArticleVersion(models.Model):
    """The text of an article from one day up to, not including, another."""

    article = ParentalKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="versions"
    )
    heading = models.CharField(_("heading"), max_length=1000, blank=True)
    text = models.TextField(_("text"), help_text=_("One clause or point a line: “1. …”, “a) …”."))
    folded = FoldedField(sources=("heading", "text"))
    text_kind = models.CharField(
        _("kind of text"), max_length=24, choices=TextKind, default=TextKind.OFFICIAL
    )
    language = models.CharField(
        _("language"), max_length=5, choices=TextLanguage, default=TextLanguage.VIETNAMESE
    )
    effective_from = models.DateField(_("valid from"))
    effective_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which this text no longer holds."),
    )
    made_by = models.ForeignKey(
        LegalDocument,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="versions_made",
        help_text=_("The document that gave the article this text, if it is another one."),
    )
    made_by_provision = models.CharField(_("provision"), max_length=120, blank=True)
    # The digest of the codification's text, so that an edited text is never overwritten by a later edition.
    codified_digest = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ArticleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the text")
        verbose_name_plural = _("versions of the text")
        # Oldest first: the editor saves in this order, so that the old text ends before the new one begins.
        ordering: ClassVar[list[str]] = ["article", "effective_from", "text_kind", "language"]
        constraints = [
            models.CheckConstraint(
                name="version_ends_after_it_begins",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                violation_error_message=_("A text must end after it begins."),
            ),
            models.UniqueConstraint(
                name="version_once_per_day_kind_language",
                fields=["article", "text_kind", "language", "effective_from"],
                violation_error_message=_("There is already a text of this kind from this day."),
            ),
            # Overlap in general needs PostgreSQL's exclusion constraint; both databases can forbid its
            # commonest form, two texts without an end. The editor's form and the importer forbid the rest.
            models.UniqueConstraint(
                name="version_one_without_end",
                fields=["article", "text_kind", "language"],
                condition=Q(effective_to__isnull=True),
                violation_error_message=_(
                    "There is already a text of this kind without an end: end that one first."
                ),
            ),
            models.CheckConstraint(name="version_has_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.effective_from:%d/%m/%Y}"

    def clean(self) -> None:
        """Text comes in every form of Unicode; the library holds one."""
        super().clean()
        self.heading, self.text = normalise(self.heading), normalise(self.text)

    def is_valid_on(self, date: datetime.date) -> bool:
        return self.effective_from <= date and (self.effective_to is None or date < self.effective_to)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds; ``effective_to`` is the day after."""
        return self.effective_to - datetime.timedelta(days=1) if self.effective_to else None

    @property
    def preference(self) -> int:
        return PREFERENCE[TextKind(self.text_kind)]

    @property
    def is_official(self) -> bool:
        return TextKind(self.text_kind).is_official

    @cached_property
    def structure(self) -> ArticleText:
        return parse_article_text(self.text)


def first_overlap(versions: Iterable[ArticleVersion]) -> ArticleVersion | None:
    """The first version that begins while another of its kind and language still holds."""
    ends: dict[tuple[str, str], datetime.date] = {}
    for version in sorted(versions, key=lambda one: one.effective_from):
        key = (version.text_kind, version.language)
        if key in ends and version.effective_from < ends[key]:
            return version
        ends[key] = version.effective_to or datetime.date.max
    return None
