"""An article: the address of a rule, whatever its text is on a date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.contrib.admin import display
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from content.laws import citations
from content.laws.choices import ArticleKind, LegalStatus, TextLanguage
from content.laws.ordering import unit_order
from content.laws.status import Standing, provision_standing
from content.laws.structure import ArticleText, provision_anchor
from portal.lib.vietnamese import fold, normalise

from .divisions import Division
from .documents import LegalDocument

if TYPE_CHECKING:
    from .versions import ArticleVersion

# "7", "20a"; an appendix or a numbered heading also "II", "II.3", "III-A".
ARTICLE_NUMBER = re.compile(r"^(?:\d{1,4}[a-zđ]{0,2}|[0-9IVXLA-HĐ]{1,6}(?:[.-][0-9a-zA-ZĐđ]{1,4}){0,3})$")


_INSERTED = re.compile(r"^\d+[a-zđ]+$")
_ARTICLE_IN_WORDS = re.compile(r"(?<!\w)(?:dieu|article)\s+(\d{1,4}[a-z]{0,2})(?!\w)")


def _numbers_meant(folded_number: str) -> list[str]:
    """ "20d" may be article 20d or 20đ."""
    return [folded_number, folded_number.replace("d", "đ")]


def _article_versions() -> models.QuerySet[ArticleVersion]:
    return apps.get_model("laws", "ArticleVersion").objects.all()


def own_dates() -> models.Prefetch:
    """Own dates of effect, with the article that decides them."""
    effects = apps.get_model("laws", "ProvisionEffect").objects.select_related("decided_by")
    return models.Prefetch("effects", effects)


def reading_prefetches() -> list[models.Prefetch]:
    """Whole texts and own dates, without the folded copies that only search needs."""
    versions = _article_versions().select_related("made_by").defer("folded")
    return [models.Prefetch("versions", versions), own_dates()]


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles with what a page or an index needs."""

    def with_document(self) -> Self:
        return self.select_related("document", "division")

    def with_versions(self) -> Self:
        return self.prefetch_related("versions")

    def for_reading(self) -> Self:
        """With texts and own dates, without the folded copies that only search needs: never save what this loads."""
        return self.select_related("division").prefetch_related(*reading_prefetches())

    def for_contents(self) -> Self:
        """With headings and own dates."""
        versions = _article_versions().only(
            "article", "heading", "effective_from", "effective_to", "text_kind", "language", "made_by"
        )
        return self.prefetch_related(models.Prefetch("versions", versions), own_dates())

    def for_stretches(self) -> Self:
        """With headings and own dates, and of each text only its length as ``size``."""
        versions = (
            _article_versions()
            .only("article", "heading", "effective_from", "effective_to", "text_kind", "language", "made_by")
            .annotate(size=Length("text"))
        )
        return self.prefetch_related(models.Prefetch("versions", versions), own_dates())

    def matching(self, words: str) -> Self:
        """ "điều 7 168": an article's number, and words of the law or of the article's heading, folded."""
        folded = fold(normalise(words))
        found = self
        if match := _ARTICLE_IN_WORDS.search(folded):
            found = found.filter(number__in=_numbers_meant(match[1]))
            folded = folded[: match.start()] + folded[match.end() :]
        for word in folded.split():
            found = found.filter(
                Q(document__in=LegalDocument.objects.matching(word))
                | Q(pk__in=_article_versions().filter(folded__contains=word).values("article"))
            )
        return found

    def for_document(self, document: LegalDocument) -> Self:
        return self.filter(document=document)


def version_valid_on(
    versions: Iterable[ArticleVersion], date: datetime.date, language: str = TextLanguage.VIETNAMESE
) -> ArticleVersion | None:
    """Of an article's texts the one in force on a date: official before summary."""
    valid = [version for version in versions if version.language == language and version.is_valid_on(date)]
    return min(valid, key=lambda version: version.preference, default=None)


def newest_version(
    versions: Iterable[ArticleVersion], language: str = TextLanguage.VIETNAMESE
) -> ArticleVersion | None:
    """Of an article's texts the one that begins last."""
    in_language = [version for version in versions if version.language == language]
    return max(in_language, key=lambda version: (version.effective_from, -version.preference), default=None)


class Article(ClusterableModel):
    """ "Điều 20a" of a document."""

    document = models.ForeignKey(
        LegalDocument, verbose_name=_("legal document"), on_delete=models.CASCADE, related_name="articles"
    )
    division = models.ForeignKey(
        Division,
        verbose_name=_("division"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ArticleKind, default=ArticleKind.ARTICLE)
    number = models.CharField(
        _("number"),
        max_length=20,
        validators=[RegexValidator(ARTICLE_NUMBER, _("A number such as 7 or 20a."))],
    )
    order = models.PositiveBigIntegerField(_("order"), editable=False)

    objects = ArticleQuerySet.as_manager()

    # Set by ``linking.link_articles`` where a page shows the text.
    citation_links: Any = None

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering: ClassVar[list[str]] = ["document", "order"]
        indexes = [models.Index(fields=["document", "order"], name="article_order_in_document")]
        constraints = [
            models.UniqueConstraint(
                name="article_number_once_per_document",
                fields=["document", "kind", "number"],
                violation_error_message=_("This document already has an article with this number."),
            ),
            models.CheckConstraint(name="article_has_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.citation()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The order follows from the number, so that an inserted "20a" never renumbers what stands."""
        self.order = unit_order(self.kind, self.number)
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """ "Điều 7", "Phụ lục II", "Mục IV.2"."""
        return f"{ArticleKind(self.kind).vietnamese_name} {self.number}"

    @property
    def key(self) -> str:
        """Tells it from the document's other units: "7", "phu-luc-ii"; what status rules compare."""
        return self.number if self.kind == ArticleKind.ARTICLE else self.anchor

    @property
    def anchor(self) -> str:
        return f"{ArticleKind(self.kind).slug}-{self.number_in_address}"

    @property
    def number_in_address(self) -> str:
        """ "20đ" → "20dd", "II.3" → "ii.3"."""
        return self.number.lower().replace("đ", "dd")

    def get_absolute_url(self) -> str:
        document = self.document
        return reverse(
            f"laws:{self.kind}",
            kwargs={
                "type_slug": document.type.slug,
                "year": document.issued_on.year,
                "document_slug": document.slug,
                "article_number": self.number_in_address,
            },
        )

    def provision_url(self, clause: str = "", point: str = "") -> str:
        """The article's address with the clause's or point's anchor."""
        anchor = provision_anchor(clause, point)
        return f"{self.get_absolute_url()}#{anchor}" if anchor else self.get_absolute_url()

    def citation(self, clause: str = "", point: str = "") -> str:
        """ "Điểm d khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"."""
        if self.kind != ArticleKind.ARTICLE:
            return citations.format_citation(
                document=f"{self.label} {self.document.citation}", clause=clause, point=point
            )
        return citations.format_citation(
            document=self.document.citation, article=self.number, clause=clause, point=point
        )

    @staticmethod
    def read_texts_of(articles: Collection[Article]) -> None:
        """Loads the whole texts of articles that came with headings only; two queries, however many."""
        for article in articles:
            getattr(article, "_prefetched_objects_cache", {}).pop("versions", None)
        models.prefetch_related_objects(list(articles), *reading_prefetches())

    def version_on(
        self, date: datetime.date, language: str = TextLanguage.VIETNAMESE
    ) -> ArticleVersion | None:
        """The text in force on a date: official before summary; None before the first or after the last."""
        return version_valid_on(self.versions.all(), date, language)

    def latest_version(self, language: str = TextLanguage.VIETNAMESE) -> ArticleVersion | None:
        """The newest text, for pages of laws not yet or no longer in force."""
        return newest_version(self.versions.all(), language)

    def has_missing_text_on(self, date: datetime.date) -> bool:
        """Whether it held on a day in words that the library does not have.

        Another document changed it later, did not insert it ("20a"), and nothing tells of the text before.
        """
        begins = self.document.effective_on
        versions = [one for one in self.versions.all() if one.language == TextLanguage.VIETNAMESE]
        first = min(versions, key=lambda one: one.effective_from, default=None)
        if first is None or begins is None or not begins <= date < first.effective_from:
            return False
        if first.made_by_id in {None, self.document_id} or _INSERTED.match(self.number):
            return False
        return first.pk not in self.document.inserted_version_ids

    def text_on(self, date: datetime.date) -> ArticleText | None:
        """The parsed text in force on a date."""
        version = self.version_on(date)
        return version.structure if version else None

    def standing_on(self, date: datetime.date, clause: str = "", point: str = "") -> Standing:
        """Status, days and reason of the article, or of one clause or point of it."""
        facts = [effect.as_fact() for effect in self.effects.all()]
        return provision_standing(
            self.document.facts, facts, article=self.key, clause=clause, point=point, date=date
        )

    def standings_on(self, date: datetime.date) -> dict[tuple[str, str], Standing]:
        """(clause, point) → standing, of the article itself, ("", ""), and of every clause and point of its text."""
        version = self.version_on(date) or self.latest_version()
        places = (
            [(clause, point) for clause, point, _text in version.structure.provisions()] if version else []
        )
        return {place: self.standing_on(date, *place) for place in [("", ""), *places]}

    def status_on(self, date: datetime.date, clause: str = "", point: str = "") -> LegalStatus:
        """The status of the article, or of one clause or point of it, with its own dates if it has any."""
        return LegalStatus(self.standing_on(date, clause, point).status)

    @property
    @display(description=_("heading"))
    def heading(self) -> str:
        """Today's heading, or the newest one."""
        version = self.version_on(timezone.localdate()) or self.latest_version()
        return version.heading if version else ""
