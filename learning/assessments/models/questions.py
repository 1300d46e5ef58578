"""The question bank: a question, its versions, their choices.

A question is an identity (code, topic, tags, difficulty); what people read is a *version*. A version that
somebody was asked is immutable: three guards keep it so.

1. ``QuestionVersion.save``, ``Choice.save``/``delete`` and their querysets refuse.
2. ``used_at`` and ``digest`` are set together when a version is first drawn (a constraint says so), and a
   used version can never be a draft again (a constraint too). Drafts are what the editor changes in place.
3. Whoever goes round both (SQL by hand) is found out: grading compares the digest of the content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.managers import TaggableManager
from taggit.models import ItemBase
from wagtail.models import Orderable

from learning.assessments.choices import Difficulty, QuestionKind, VersionState
from learning.assessments.errors import UsedVersionIsImmutable

# What may still change on a used version: its state, and the marks of having been used.
CHANGEABLE_WHEN_USED = frozenset({"state", "used_at", "digest"})


class QuestionTopic(models.Model):  # type: ignore[django-manager-missing]
    """A subject of the bank, so that an assessment can draw "five on alcohol limits"."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("question topic")
        verbose_name_plural = _("question topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaggedQuestion(ItemBase):
    tag = models.ForeignKey(
        "taggit.Tag", related_name="assessments_tagged_questions", on_delete=models.CASCADE
    )
    content_object = models.ForeignKey(
        "assessments.Question", related_name="tagged_questions", on_delete=models.CASCADE
    )

    class Meta:
        verbose_name = _("question tag")
        verbose_name_plural = _("question tags")
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="tagged_question_once_per_tag"),
        ]


class QuestionQuerySet(models.QuerySet["Question"]):
    def drawable(self) -> Self:
        """Questions that have a ready version; members of a scenario come with their scenario."""
        return self.filter(versions__state=VersionState.READY, scenario__isnull=True)

    def with_current_version_id(self) -> Self:
        """Annotates ``current_version_id``: the draft being written, else the ready one, else the newest."""
        versions = QuestionVersion.objects.filter(question=OuterRef("pk")).in_order_of_currency()
        return self.annotate(current_version_id=Subquery(versions.values("pk")[:1]))


class Question(models.Model):  # type: ignore[django-manager-missing]
    """A question's identity in the bank. What it says stands in its versions."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    topic = models.ForeignKey(
        QuestionTopic, verbose_name=_("topic"), related_name="questions", on_delete=models.PROTECT
    )
    tags = TaggableManager(verbose_name=_("tags"), through=TaggedQuestion, blank=True)
    difficulty = models.CharField(
        _("difficulty"), max_length=10, choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="vi")
    scenario = models.ForeignKey(
        "self",
        verbose_name=_("scenario"),
        help_text=_("The scenario under whose text this question is asked."),
        related_name="scenario_questions",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    scenario_order = models.PositiveSmallIntegerField(_("place in the scenario"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="question_scenario_with_order",
                condition=Q(scenario__isnull=True, scenario_order__isnull=True)
                | Q(scenario__isnull=False, scenario_order__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["scenario", "scenario_order"], name="question_one_per_place_in_scenario"
            ),
            models.CheckConstraint(
                name="question_is_not_its_own_scenario",
                condition=Q(scenario__isnull=True) | ~Q(scenario=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "difficulty"], name="question_topic_difficulty"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def current_version(self) -> QuestionVersion | None:
        """The version an editor works on: the draft, else the ready one, else the newest."""
        return self.versions.in_order_of_currency().first()  # type: ignore[attr-defined]

    @property
    def ready_version(self) -> QuestionVersion | None:
        return self.versions.filter(state=VersionState.READY).first()


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def ready(self) -> Self:
        return self.filter(state=VersionState.READY)

    def used(self) -> Self:
        return self.filter(used_at__isnull=False)

    def in_order_of_currency(self) -> Self:
        """Draft first, then ready, then the newest of the retired."""
        rank = models.Case(
            models.When(state=VersionState.DRAFT, then=0),
            models.When(state=VersionState.READY, then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "-number")

    def update(self, **kwargs: Any) -> int:
        """Raises ``UsedVersionIsImmutable`` when a used version's content would change."""
        if not CHANGEABLE_WHEN_USED.issuperset(kwargs) and self.used().exists():
            raise UsedVersionIsImmutable("A used version is never changed: make a new version.")
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]


class QuestionVersion(ClusterableModel):
    """What a person is asked. Immutable once used."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), related_name="versions", on_delete=models.PROTECT
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=QuestionKind.choices, default=QuestionKind.SINGLE
    )
    stem = models.TextField(_("question text"))
    general_feedback = models.TextField(
        _("explanation"),
        blank=True,
        help_text=_("Shown with the result, whatever was answered."),
    )
    default_mark = models.DecimalField(
        _("mark"),
        max_digits=6,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
    )
    shuffle_choices = models.BooleanField(
        _("shuffle the choices"),
        default=True,
        help_text=_("Switch off when a choice speaks of another one, such as “both answers above”."),
    )
    options = models.JSONField(_("options of the kind"), default=dict, blank=True)
    article = models.ForeignKey(
        "laws.Article",
        verbose_name=_("article cited"),
        related_name="question_versions",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    clause = models.CharField(_("clause"), max_length=10, blank=True)
    point = models.CharField(_("point"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        related_name="+",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    used_at = models.DateTimeField(_("first used"), null=True, blank=True, editable=False)
    digest = models.CharField(_("digest of the content"), max_length=64, blank=True, editable=False)

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(state=VersionState.READY),
                name="question_has_one_ready_version",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(state=VersionState.DRAFT),
                name="question_has_one_draft_version",
            ),
            models.CheckConstraint(
                name="question_version_used_is_no_draft",
                condition=Q(used_at__isnull=True) | ~Q(state=VersionState.DRAFT),
            ),
            models.CheckConstraint(
                name="question_version_used_has_digest",
                condition=(Q(used_at__isnull=True) & Q(digest=""))
                | (Q(used_at__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="question_version_mark_not_negative", condition=Q(default_mark__gte=0)
            ),
            models.CheckConstraint(
                name="question_version_clause_needs_article",
                condition=Q(article__isnull=False) | Q(clause="", point=""),
            ),
        ]

    def __str__(self) -> str:
        return self.stem

    def cited_texts(self) -> dict[str, str]:
        """Read by the law library; only what is shown after the answer, so that no citation gives it away."""
        return {"general_feedback": self.general_feedback} if self.general_feedback else {}

    @property
    def is_used(self) -> bool:
        return self.used_at is not None

    @property
    def is_graded_kind(self) -> bool:
        return QuestionKind(self.kind).is_supported

    @property
    def takes_several_choices(self) -> bool:
        return QuestionKind(self.kind).takes_several_choices

    def content_digest(self) -> str:
        """SHA-256 of everything that decides what is asked and how it is marked."""
        content = {
            "kind": str(self.kind),
            "stem": self.stem,
            "options": self.options,
            "choices": [
                [
                    choice.pk,
                    choice.text,
                    str(choice.weight.normalize() + 0),
                    choice.counterpart,
                    choice.gap,
                    None if choice.tolerance is None else str(choice.tolerance.normalize() + 0),
                ]
                for choice in sorted(self.choices.all(), key=lambda choice: choice.pk)
            ],
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Raises ``UsedVersionIsImmutable`` when the content of a used version would change."""
        changes_content = update_fields is None or not CHANGEABLE_WHEN_USED.issuperset(update_fields)
        if self.pk and changes_content and QuestionVersion.objects.used().filter(pk=self.pk).exists():
            raise UsedVersionIsImmutable(
                f"Version {self.number} of {self.question.code} was used: make a new version."
            )
        super().save(update_fields=update_fields, **kwargs)


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def update(self, **kwargs: Any) -> int:
        self._refuse_if_used()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_if_used()
        return super().delete()

    def _refuse_if_used(self) -> None:
        if self.filter(version__used_at__isnull=False).exists():
            raise UsedVersionIsImmutable("A choice of a used version is never changed: make a new version.")

    update.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]


class Choice(Orderable):
    """One thing that can be chosen; for later kinds one pair, one accepted answer, one gap's answer."""

    version = ParentalKey(
        QuestionVersion, verbose_name=_("version"), related_name="choices", on_delete=models.CASCADE
    )
    text = models.TextField(_("text"))
    weight = models.DecimalField(
        _("weight (%)"),
        max_digits=8,
        decimal_places=5,
        default=0,
        validators=[MinValueValidator(-100), MaxValueValidator(100)],
        help_text=_("100 = right, 0 = wrong. Several right choices share the mark by their weights."),
    )
    feedback = models.TextField(
        _("feedback"), blank=True, help_text=_("Shown with the result to whoever chose this.")
    )
    counterpart = models.TextField(_("counterpart"), blank=True, help_text=_("Matching: what it belongs to."))
    gap = models.PositiveSmallIntegerField(_("gap"), null=True, blank=True)
    tolerance = models.DecimalField(_("tolerance"), max_digits=20, decimal_places=6, null=True, blank=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.CheckConstraint(
                name="choice_weight_within_100", condition=Q(weight__gte=-100, weight__lte=100)
            ),
            models.CheckConstraint(
                name="choice_tolerance_not_negative",
                condition=Q(tolerance__isnull=True) | Q(tolerance__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_right(self) -> bool:
        return self.weight > 0

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_if_used()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_if_used()
        return super().delete(*args, **kwargs)

    def _refuse_if_used(self) -> None:
        if self.version_id and QuestionVersion.objects.used().filter(pk=self.version_id).exists():
            raise UsedVersionIsImmutable("A choice of a used version is never changed: make a new version.")
