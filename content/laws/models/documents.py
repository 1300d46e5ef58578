"""A document of law, known by number, issuer and date of issue."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from content.laws.choices import AliasKind, AmendmentKind, DocumentType, LegalStatus
from content.laws.headings import names_its_type
from content.laws.slugs import address_readings, document_slug, is_number_and_year, slugify_vietnamese
from content.laws.status import ENDS_PART, ENDS_WHOLE, DocumentFacts, Standing, document_standing
from portal.lib.vietnamese import fold, normalise

from .fields import FoldedField

if TYPE_CHECKING:
    from .articles import Article
    from .relations import DocumentRelation

# Of one number; more would be no choice.
MOST_CANDIDATES = 50


def standing_prefetches() -> list[models.Prefetch]:
    """What a document's status depends on, without loading the articles that say nothing about it."""
    relations = apps.get_model("laws", "DocumentRelation")
    articles = apps.get_model("laws", "Article")
    return [
        models.Prefetch(
            "incoming_relations",
            queryset=relations.objects.select_related("from_document", "from_article", "to_article"),
        ),
        models.Prefetch(
            "articles",
            queryset=articles.objects.filter(effects__isnull=False).distinct().prefetch_related("effects"),
            to_attr="articles_with_own_dates",
        ),
    ]


class LegalDocumentQuerySet(models.QuerySet["LegalDocument"]):
    """Documents by what they are and what they are called."""

    def of_type(self, document_type: str) -> Self:
        return self.filter(document_type=document_type)

    def issued_in(self, year: int) -> Self:
        return self.filter(issued_on__year=year)

    def numbered(self, number: str) -> Self:
        """By number, without regard to case, marks or form ("168/2024/nd-cp")."""
        return self.filter(number_folded=fold(normalise(number)).strip())

    def matching(self, words: str) -> Self:
        """Every word, folded, stands in the title, an alias or the number."""
        found = self
        for word in fold(normalise(words)).split():
            found = found.filter(
                Q(title_folded__contains=word)
                | Q(number_folded__contains=word)
                | Q(pk__in=DocumentAlias.objects.filter(name_folded__contains=word).values("document"))
            )
        return found

    def with_status(self, status: str, date: datetime.date) -> Self:
        """The same rules as ``status.document_standing``, as a query."""
        relations = apps.get_model("laws", "DocumentRelation").objects
        begun = relations.annotate(since=Coalesce("effective_on", "from_document__effective_on")).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=date), to_document=OuterRef("pk"), since__lte=date
        )
        ever = relations.annotate(since=Coalesce("effective_on", "from_document__effective_on")).filter(
            to_document=OuterRef("pk"), since__lte=date
        )
        whole = Q(to_article__isnull=True, to_part=False)
        lapsed_provisions = apps.get_model("laws", "ProvisionEffect").objects.filter(
            article__document=OuterRef("pk"), expired_on__lte=date
        )
        ended = Q(expired_on__lte=date) | Exists(ever.filter(whole, kind__in=ENDS_WHOLE))
        begins_later = Q(effective_on__isnull=True) | Q(effective_on__gt=date)
        suspended = Q(Exists(begun.filter(whole, kind="suspends")))
        partly = (
            Q(Exists(ever.filter(kind="amends")))
            | Q(Exists(ever.filter(~whole, kind__in=ENDS_PART)))
            | Q(Exists(lapsed_provisions))
        )
        # A negated comparison with an empty day is unknown, not true, so "not ended" is a query of its own.
        ended_pks = LegalDocument.objects.filter(ended).values("pk")
        open_ones = self.exclude(pk__in=ended_pks)
        if status == LegalStatus.EXPIRED:
            return self.filter(pk__in=ended_pks)
        if status == LegalStatus.NOT_YET:
            return open_ones.filter(begins_later)
        begun_ones = open_ones.filter(effective_on__lte=date)
        if status == LegalStatus.SUSPENDED:
            return begun_ones.filter(suspended)
        if status == LegalStatus.PARTLY:
            return begun_ones.filter(~suspended & partly)
        return begun_ones.filter(~suspended & ~partly)

    def named_like(self, slug: str) -> list[LegalDocument]:
        """Documents that a mistyped, shortened or foreign address may mean.

        "168-2024-NĐ-CP", "168_2024", "nghi-dinh-168-2024-nd-cp", "14-2025-qd-ubnd", "nghi-dinh-168" (a known name).
        """
        for wanted in address_readings(slug, [kind.slug for kind in DocumentType]):
            candidates = list(self.filter(slug__startswith=wanted)[:MOST_CANDIDATES])
            whole = [one for one in candidates if wanted in {one.slug, slugify_vietnamese(one.number)}]
            named = list(
                self.filter(aliases__name_folded=wanted.replace("-", " ")).distinct()[:MOST_CANDIDATES]
            )
            shortened = candidates if is_number_and_year(wanted) else []
            found = whole or named or [one for one in shortened if one.slug.startswith(f"{wanted}-")]
            if found:
                return found
        return []

    def sharing_number_with(self, document: LegalDocument) -> Self:
        if not document.number:
            return self.none()
        return self.filter(number_folded=document.number_folded).exclude(pk=document.pk)

    def for_standing(self) -> Self:
        """Loads what ``status_on`` reads, so that a list asks twice, not twice a row."""
        return self.prefetch_related(*standing_prefetches())


class LegalDocument(ClusterableModel):
    """Identity is number + issuer + date of issue: 31 provinces each issued a 14/2025/QĐ-UBND."""

    document_type = models.CharField(_("type"), max_length=20, choices=DocumentType)
    number = models.CharField(_("number"), max_length=80, blank=True, help_text=_("Empty when it has none."))
    number_folded = FoldedField(sources=("number",))
    title = models.CharField(_("title"), max_length=1000)
    title_folded = FoldedField(sources=("title", "short_title"))
    short_title = models.CharField(_("short title"), max_length=255, blank=True)
    issuer = models.CharField(_("issued by"), max_length=255)
    signers = models.CharField(_("signed by"), max_length=255, blank=True)
    issued_on = models.DateField(_("issued on"))
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    expired_on = models.DateField(
        _("no longer in force from"), null=True, blank=True, help_text=_("The first day without effect.")
    )
    slug = models.SlugField(_("address"), max_length=160, blank=True)
    official_url = models.URLField(_("official source"), max_length=500, blank=True)
    source_note = models.CharField(_("note on the source"), max_length=500, blank=True)
    preamble = models.TextField(_("text before the first article"), blank=True)
    closing = models.TextField(_("text after the last article"), blank=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = LegalDocumentQuerySet.as_manager()
    _found_at: tuple[str | None, str | None] | None = None

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering: ClassVar[list[str]] = ["-issued_on", "number", "pk"]
        indexes = [
            models.Index(fields=["number_folded"], name="document_number_folded"),
            models.Index(fields=["document_type", "-issued_on"], name="document_type_issued"),
        ]
        constraints = [
            # The type belongs to it: in 2008 the National Assembly gave a law and a resolution of one day one number.
            models.UniqueConstraint(
                name="document_identity_unique",
                fields=["number", "issuer", "issued_on", "document_type"],
                condition=~Q(number=""),
                violation_error_message=_(
                    "This number, issuer and date of issue are already in the library."
                ),
            ),
            models.UniqueConstraint(
                name="document_without_number_unique",
                fields=["document_type", "title", "issuer", "issued_on"],
                condition=Q(number=""),
                violation_error_message=_("This document without a number is already in the library."),
            ),
            models.UniqueConstraint(name="document_address_unique", fields=["document_type", "slug"]),
            models.CheckConstraint(name="document_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="document_expires_after_taking_effect",
                condition=Q(expired_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(expired_on__gte=F("effective_on")),
                violation_error_message=_("A document cannot lapse before it takes effect."),
            ),
        ]

    def __str__(self) -> str:
        return self.citation

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Gives a new document its address; a saved address never changes by itself, and is kept when changed."""
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)
        self._keep_former_address()

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Remembers the address under which it was found."""
        document = super().from_db(db, field_names, values)
        there = document.__dict__
        there["_found_at"] = (there.get("document_type"), there.get("slug"))
        return document

    def _keep_former_address(self) -> None:
        found_at, self._found_at = self._found_at, (self.document_type, self.slug)
        if found_at is None or None in found_at or found_at == self._found_at:
            return
        former = apps.get_model("laws", "FormerAddress").objects
        # The new address is nobody's former one any more; the old one is.
        former.filter(document_type=self.document_type, slug=self.slug).delete()
        former.update_or_create(document_type=found_at[0], slug=found_at[1], defaults={"document": self})

    def _free_slug(self) -> str:
        slug = document_slug(number=self.number, title=self.title, issuer=self.issuer)
        taken = LegalDocument.objects.of_type(self.document_type).exclude(pk=self.pk)
        candidates = [slug, f"{slug}-{self.issued_on:%Y-%m-%d}"]
        candidates.append(f"{candidates[-1]}-{slugify_vietnamese(self.issuer)}"[:160])
        return next((one for one in candidates if not taken.filter(slug=one).exists()), candidates[-1])

    @property
    def type(self) -> DocumentType:
        return DocumentType(self.document_type)

    @property
    def citation(self) -> str:
        """ "Nghị định 168/2024/NĐ-CP"; a law by title: "Luật Đất đai 2024"."""
        if self.type.is_cited_by_title:
            return f"{self.heading} {self.issued_on.year}"
        if self.number:
            return f"{self.type.vietnamese_name} {self.number}"
        return self.heading

    @property
    def heading(self) -> str:
        """The title with its type in front: "Luật Đất đai", "Nghị định quy định …"."""
        name = self.type.vietnamese_name
        if names_its_type(self.title, name) or self.type is DocumentType.OTHER:
            return self.title
        if self.number and not self.title.startswith(name):
            return f"{name} {self.title[:1].lower()}{self.title[1:]}"
        return f"{name} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse(
            "laws:document",
            kwargs={"type_slug": self.type.slug, "year": self.issued_on.year, "document_slug": self.slug},
        )

    def take(self, relations: Iterable[DocumentRelation], articles: Iterable[Article]) -> None:
        """Takes what a page has loaded already, so that ``facts`` asks nothing more.

        ``relations`` are all that touch this document, with both ends; ``articles`` all of its articles, with their
        own dates.
        """
        self.incoming = [one for one in relations if one.to_document_id == self.pk]
        self.articles_with_own_dates = [one for one in articles if one.effects.all()]

    @cached_property
    def incoming(self) -> list[DocumentRelation]:
        """What other documents do to this one, with the acting provision."""
        if "incoming_relations" not in getattr(self, "_prefetched_objects_cache", {}):
            models.prefetch_related_objects([self], *standing_prefetches()[:1])
        return list(self.incoming_relations.all())

    @cached_property
    def facts(self) -> DocumentFacts:
        """Everything the status depends on, read once."""
        if "articles_with_own_dates" not in self.__dict__:
            models.prefetch_related_objects([self], *standing_prefetches()[1:])
        return DocumentFacts(
            effective_on=self.effective_on,
            expired_on=self.expired_on,
            incoming=tuple(relation.as_fact() for relation in self.incoming),
            provisions=tuple(
                effect.as_fact()
                for article in self.articles_with_own_dates
                for effect in article.effects.all()
            ),
        )

    @cached_property
    def inserted_version_ids(self) -> frozenset[int]:
        """The first texts of articles that other documents put in, as far as the amendment desk made them."""
        amendments = apps.get_model("laws", "Amendment").objects.filter(
            kind=AmendmentKind.INSERT, clause="", point="", made_version__article__document=self
        )
        return frozenset(amendments.values_list("made_version", flat=True))

    def standing_on(self, date: datetime.date) -> Standing:
        """Status with its date and what is partial about it."""
        return document_standing(self.facts, date)

    def status_on(self, date: datetime.date) -> LegalStatus:
        return LegalStatus(self.standing_on(date).status)

    @property
    def status(self) -> LegalStatus:
        """Today's status, for lists and cards."""
        return self.status_on(timezone.localdate())

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("facts", None)
        self.__dict__.pop("incoming", None)
        self.__dict__.pop("articles_with_own_dates", None)
        super().refresh_from_db(*args, **kwargs)


class DocumentAlias(models.Model):
    """Another name of a document: its short title, an abbreviation ("BLDS"), an older title."""

    document = ParentalKey(
        LegalDocument, verbose_name=_("legal document"), on_delete=models.CASCADE, related_name="aliases"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AliasKind, default=AliasKind.SHORT_TITLE)
    name = models.CharField(_("name"), max_length=255)
    name_folded = FoldedField(sources=("name",))

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering: ClassVar[list[str]] = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(name="alias_once_per_document", fields=["document", "name"]),
            models.CheckConstraint(name="alias_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
