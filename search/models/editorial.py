"""What editors steer: drafts that anybody of them may change, and what was published of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from content.laws.models import Article, LegalDocument
from portal.lib.vietnamese import fold, normalise
from search.choices import BoostField, HiddenWordEffect, Kind
from search.documents import object_key
from search.sources import PAGE_KINDS

SHORT = 120
LONG = 400
LEAST_WEIGHT, MOST_WEIGHT = 0.2, 5.0
IN_ANY_LANGUAGE = ("", _("All languages"))
LANGUAGE_CHOICES = [IN_ANY_LANGUAGE, *settings.LANGUAGES]


def _clean_words(text: str) -> str:
    return " ".join(normalise(text.replace("\x00", "")).split())


class Synonym(models.Model):
    """What people type, and the terms that are searched besides."""

    typed = models.CharField(
        _("what people type"), max_length=SHORT, help_text=_("For example: sổ đỏ. With its marks.")
    )
    terms = models.CharField(
        _("what is searched besides"),
        max_length=LONG,
        help_text=_("Terms of the law, separated by commas. The first counts most."),
    )
    note = models.CharField(_("reason"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering: ClassVar[list[str]] = ["typed"]
        constraints = [
            models.UniqueConstraint(name="synonym_once_for_each_word", fields=["typed"]),
            models.CheckConstraint(name="synonym_has_words", condition=~Q(typed="") & ~Q(terms="")),
        ]

    def __str__(self) -> str:
        return f"{self.typed} → {self.terms}"

    @property
    def term_list(self) -> tuple[str, ...]:
        return tuple(term for one in self.terms.split(",") if (term := _clean_words(one)))

    def clean(self) -> None:
        self.typed = _clean_words(self.typed).lower()
        if not self.term_list:
            raise ValidationError({"terms": _("Give at least one term.")})
        if fold(self.typed) in {fold(term).lower() for term in self.term_list}:
            raise ValidationError({"terms": _("A term is the same as what people type.")})


class BestBet(models.Model):
    """A page or provision that stands on top for a query."""

    query = models.CharField(
        _("query"), max_length=SHORT, help_text=_("Compared without accents, capitals and punctuation.")
    )
    is_whole = models.BooleanField(
        _("only for exactly this query"),
        default=True,
        help_text=_("Otherwise for every query that has these words next to each other."),
    )
    language = models.CharField(
        _("language of the site"), max_length=5, blank=True, choices=LANGUAGE_CHOICES, default=""
    )
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("legal document"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    order = models.PositiveSmallIntegerField(pgettext_lazy("of a list", "order"), default=1)
    note = models.CharField(_("reason"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering: ClassVar[list[str]] = ["query", "order", "pk"]
        constraints = [
            models.CheckConstraint(name="best_bet_has_query", condition=~Q(query="")),
            models.CheckConstraint(
                name="best_bet_has_one_target",
                condition=Q(page__isnull=False, article__isnull=True, document__isnull=True)
                | Q(page__isnull=True, article__isnull=False, document__isnull=True)
                | Q(page__isnull=True, article__isnull=True, document__isnull=False),
                violation_error_message=_("Choose one: a page, an article or a legal document."),
            ),
        ]

    def __str__(self) -> str:
        return self.query

    @property
    def target(self) -> Page | Article | LegalDocument | None:
        return self.page or self.article or self.document

    @property
    def key(self) -> str:
        """The object's name in the index, "" for a page of a kind that is not searched."""
        if self.article_id:
            return object_key(Kind.LAW_ARTICLE, self.article_id)
        if self.document_id:
            return object_key(Kind.LEGAL_DOCUMENT, self.document_id)
        kind = PAGE_KINDS.get(self.page.specific_class) if self.page else None
        return object_key(kind, self.page_id) if kind and self.page_id else ""

    def clean(self) -> None:
        self.query = _clean_words(self.query)
        if self.page_id and not self.key:
            raise ValidationError(
                {
                    "page": _(
                        "Only explainers, courses and lessons can be promoted; this page is none of them."
                    )
                }
            )


class HiddenWord(models.Model):
    """Words that a search passes over, or that are never offered."""

    word = models.CharField(_("word or phrase"), max_length=SHORT)
    effect = models.CharField(
        _("what happens to it"),
        max_length=12,
        choices=HiddenWordEffect.choices,
        default=HiddenWordEffect.IGNORED,
    )
    note = models.CharField(_("reason"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("hidden word")
        verbose_name_plural = _("hidden words")
        ordering: ClassVar[list[str]] = ["word"]
        constraints = [
            models.UniqueConstraint(name="hidden_word_once_for_each_effect", fields=["word", "effect"]),
            models.CheckConstraint(name="hidden_word_has_word", condition=~Q(word="")),
            models.CheckConstraint(
                name="hidden_word_has_known_effect", condition=Q(effect__in=HiddenWordEffect.values)
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        self.word = _clean_words(self.word).lower()


class Boost(models.Model):
    """Results of one sort that count more or less."""

    name = models.CharField(_("name"), max_length=SHORT, unique=True)
    field = models.CharField(_("results whose"), max_length=20, choices=BoostField.choices)
    value = models.CharField(
        _("is"),
        max_length=255,
        help_text=_("The value as the index has it: explainer, decree, Bộ Công an, 168/2024/NĐ-CP …"),
    )
    weight = models.FloatField(
        _("count this many times"),
        default=1.2,
        validators=[MinValueValidator(LEAST_WEIGHT), MaxValueValidator(MOST_WEIGHT)],
        help_text=_("More than 1 lifts, less than 1 lowers: from 0.2 to 5."),
    )
    note = models.CharField(_("reason"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("boost")
        verbose_name_plural = _("boosts")
        ordering: ClassVar[list[str]] = ["name"]
        constraints = [
            models.UniqueConstraint(name="boost_once_for_each_value", fields=["field", "value"]),
            models.CheckConstraint(
                name="boost_weight_in_range", condition=Q(weight__gte=LEAST_WEIGHT, weight__lte=MOST_WEIGHT)
            ),
            models.CheckConstraint(
                name="boost_has_known_field", condition=Q(field__in=BoostField.values) & ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.value = _clean_words(self.value)


class SavedQuery(models.Model):
    """A query by which editors judge a change before it goes live."""

    text = models.CharField(_("query"), max_length=200)
    language = models.CharField(
        _("language of the site"), max_length=5, choices=settings.LANGUAGES, default="vi"
    )
    wanted_url = models.CharField(
        _("address of the right answer"),
        max_length=500,
        blank=True,
        help_text=_("The beginning of the address, such as /van-ban/luat/2024/36-2024-qh15/dieu-10/"),
    )
    note = models.CharField(_("reason"), max_length=LONG, blank=True)

    class Meta:
        verbose_name = _("saved query")
        verbose_name_plural = _("saved queries")
        ordering: ClassVar[list[str]] = ["text"]
        constraints = [
            models.UniqueConstraint(name="saved_query_once_per_language", fields=["text", "language"]),
            models.CheckConstraint(name="saved_query_has_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        self.text = _clean_words(self.text)


class PublishedRulesQuerySet(models.QuerySet["PublishedRules"]):
    def newest(self) -> PublishedRules | None:
        return self.order_by("-pk").first()


class PublishedRules(models.Model):
    """What holds for readers: the newest row. An older one comes back by being published once more."""

    rules = models.JSONField(_("rules"))
    summary = models.CharField(_("what changed"), max_length=LONG, blank=True)
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PublishedRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("published search rules")
        verbose_name_plural = _("published search rules")
        ordering: ClassVar[list[str]] = ["-pk"]
        default_permissions = ("view",)
        permissions = [("publish_searchrules", _("Can publish what editors changed in search"))]

    def __str__(self) -> str:
        return f"{self.published_at:%d/%m/%Y %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValueError("what was published is never changed; publish again")
        super().save(*args, **kwargs)
