"""The State's codification: topics, subjects and their divisions, and where an article stands in it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.laws.headings import readable_heading

from .articles import Article


class CodificationTopic(models.Model):
    """Chủ đề: one of the 45 fields of law."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=255)
    slug = models.SlugField(_("address"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("codification topic")
        verbose_name_plural = _("codification topics")
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.CheckConstraint(name="topic_has_title", condition=~Q(title=""))]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("codification:topic", kwargs={"topic_slug": self.slug})


class CodificationSubject(models.Model):
    """Đề mục: "19.6 Năng lượng nguyên tử"; a stub without articles is kept too."""

    topic = models.ForeignKey(
        CodificationTopic,
        verbose_name=_("codification topic"),
        on_delete=models.CASCADE,
        related_name="subjects",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=500)
    slug = models.SlugField(_("address"), max_length=160)
    source_id = models.CharField(_("file of the edition"), max_length=64, blank=True)
    digest = models.CharField(_("digest of the file"), max_length=64, blank=True, editable=False)
    # [[code, anchor], …]: related articles that no imported subject holds yet.
    open_links = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("codification subject")
        verbose_name_plural = _("codification subjects")
        ordering: ClassVar[list[str]] = ["topic__number", "number"]
        constraints = [
            # Numbers are not unique: a subject that was dropped keeps its number beside the one that has it now.
            models.UniqueConstraint(
                name="subject_once_per_edition_file", fields=["source_id"], condition=~Q(source_id="")
            ),
            models.UniqueConstraint(name="subject_address_once_in_topic", fields=["topic", "slug"]),
            models.CheckConstraint(name="subject_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse(
            "codification:subject", kwargs={"topic_slug": self.topic.slug, "subject_slug": self.slug}
        )

    @property
    def code(self) -> str:
        """ "19.6"."""
        return f"{self.topic.number}.{self.number}"


class CodificationDivision(models.Model):
    """A chapter or section of a subject, as the codification arranges it; not the source law's own."""

    subject = models.ForeignKey(CodificationSubject, on_delete=models.CASCADE, related_name="divisions")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    label = models.CharField(_("label"), max_length=120, blank=True)
    heading = models.CharField(_("heading"), max_length=1000, blank=True)
    order = models.PositiveIntegerField(_("order"))

    class Meta:
        verbose_name = _("codification division")
        verbose_name_plural = _("codification divisions")
        ordering: ClassVar[list[str]] = ["subject", "order"]
        constraints = [
            models.UniqueConstraint(
                name="codification_division_order_once_in_subject", fields=["subject", "order"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}. {self.heading}".strip(". ")

    @property
    def readable_heading(self) -> str:
        """The heading without capitals for a page; ``heading`` is as printed."""
        return readable_heading(self.heading)

    @property
    def anchor(self) -> str:
        return f"phan-{self.order}"


class CodifiedArticleQuerySet(models.QuerySet["CodifiedArticle"]):
    """Places of articles in the codification."""

    def with_article(self) -> Self:
        return self.select_related("article__document", "subject__topic")


class CodifiedArticle(models.Model):
    """Where an article stands in the codification. One article can stand in several subjects."""

    subject = models.ForeignKey(
        CodificationSubject, on_delete=models.CASCADE, related_name="codified_articles"
    )
    division = models.ForeignKey(
        CodificationDivision,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="codified_articles",
    )
    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="codified_as"
    )
    code = models.CharField(_("code"), max_length=40, help_text=_("As in the edition: 19.6.NĐ.1.1."))
    anchor = models.CharField(_("anchor in the edition"), max_length=80, blank=True)
    order = models.PositiveIntegerField(_("order"))
    source_note = models.TextField(_("note on the source"), blank=True)

    objects = CodifiedArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("codified article")
        verbose_name_plural = _("codified articles")
        ordering: ClassVar[list[str]] = ["subject", "order"]
        constraints = [
            # The edition gives some codes twice in a subject, to articles of different documents.
            models.UniqueConstraint(
                name="code_once_in_subject_for_article", fields=["subject", "code", "article"]
            ),
            models.UniqueConstraint(name="codified_order_once_in_subject", fields=["subject", "order"]),
        ]
        indexes = [models.Index(fields=["anchor"], name="codified_article_anchor")]

    def __str__(self) -> str:
        return self.code


class RelatedArticle(models.Model):
    """ "Điều này có nội dung liên quan đến …": what the codification names beside an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_articles")
    related = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_from")

    class Meta:
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")
        constraints = [
            models.UniqueConstraint(name="related_article_once", fields=["article", "related"]),
            models.CheckConstraint(
                name="article_is_not_related_to_itself", condition=~Q(article=F("related"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.related_id}"
