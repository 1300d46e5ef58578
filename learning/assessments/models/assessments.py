"""An assessment and the slots it is made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from learning.assessments.choices import Difficulty, GradingMethod, ReviewPolicy
from learning.assessments.models.questions import Question, QuestionTopic


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def with_question_count(self) -> Self:
        """Annotates ``slot_question_count``: a fixed question counts one, a draw counts its number."""
        return self.annotate(
            slot_question_count=Coalesce(
                Sum(Coalesce(F("slots__draw_count"), Value(1)), filter=Q(slots__isnull=False)), 0
            )
        )


class Assessment(ClusterableModel):
    """What is asked, how long, how often, and what counts as passing. It knows no course."""

    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="vi")
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        null=True,
        blank=True,
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for any number of attempts."),
    )
    time_limit_seconds = models.PositiveIntegerField(
        _("time limit in seconds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(30)],
        help_text=_("Leave empty for no limit."),
    )
    pass_mark = models.DecimalField(
        _("pass mark (%)"),
        max_digits=5,
        decimal_places=2,
        default=80,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    cooldown_minutes = models.PositiveIntegerField(
        _("minutes between attempts"),
        default=0,
        help_text=_("How long a person waits after one attempt before the next."),
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    review_policy = models.CharField(
        _("right answers are shown"),
        max_length=16,
        choices=ReviewPolicy.choices,
        default=ReviewPolicy.AFTER_SUBMIT,
    )
    grading_method = models.CharField(
        _("attempt that counts"), max_length=10, choices=GradingMethod.choices, default=GradingMethod.HIGHEST
    )
    shuffle = models.BooleanField(_("shuffle the questions"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="assessment_pass_mark_is_percent", condition=Q(pass_mark__gte=0, pass_mark__lte=100)
            ),
            models.CheckConstraint(
                name="assessment_attempts_at_least_one",
                condition=Q(attempts_allowed__isnull=True) | Q(attempts_allowed__gte=1),
            ),
            models.CheckConstraint(
                name="assessment_opens_before_it_closes",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
            ),
            models.CheckConstraint(
                name="assessment_after_close_needs_date",
                condition=~Q(review_policy=ReviewPolicy.AFTER_CLOSE) | Q(closes_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("The closing date must be after the opening date.")})
        if self.review_policy == ReviewPolicy.AFTER_CLOSE and not self.closes_at:
            raise ValidationError(
                {"closes_at": _("Answers are shown after the closing date, so a closing date is needed.")}
            )

    @property
    def time_limit(self) -> timedelta | None:
        return timedelta(seconds=self.time_limit_seconds) if self.time_limit_seconds else None

    @property
    def time_limit_minutes(self) -> int | None:
        """Whole minutes, rounded up, for words such as "20 minutes"."""
        return -(-self.time_limit_seconds // 60) if self.time_limit_seconds else None

    @property
    def cooldown(self) -> timedelta:
        return timedelta(minutes=self.cooldown_minutes)

    @property
    def question_count(self) -> int:
        """How many questions one attempt holds."""
        return sum(slot.size for slot in self.slots.all())

    def deadline_for(self, started_at: datetime) -> datetime | None:
        """The earlier of the time limit's end and the closing date; ``None`` without either."""
        ends = [end for end in (self.time_limit and started_at + self.time_limit, self.closes_at) if end]
        return min(ends, default=None)


class Slot(Orderable):
    """One fixed question, or a draw of several from the bank."""

    assessment = ParentalKey(
        Assessment, verbose_name=_("assessment"), related_name="slots", on_delete=models.CASCADE
    )
    question = models.ForeignKey(
        Question,
        verbose_name=_("fixed question"),
        related_name="slots",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    draw_count = models.PositiveSmallIntegerField(
        _("questions to draw"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    topic = models.ForeignKey(
        QuestionTopic,
        verbose_name=_("from the topic"),
        related_name="slots",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    tag = models.ForeignKey(
        "taggit.Tag",
        verbose_name=_("with the tag"),
        related_name="assessment_slots",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    difficulty = models.CharField(_("of difficulty"), max_length=10, choices=Difficulty.choices, blank=True)
    mark = models.DecimalField(
        _("mark per question"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Leave empty to use each question's own mark."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.CheckConstraint(
                name="slot_is_fixed_or_draws",
                condition=Q(
                    question__isnull=False,
                    draw_count__isnull=True,
                    topic__isnull=True,
                    tag__isnull=True,
                    difficulty="",
                )
                | Q(question__isnull=True, draw_count__isnull=False, draw_count__gte=1),
            ),
            models.UniqueConstraint(
                fields=["assessment", "question"],
                condition=Q(question__isnull=False),
                name="slot_question_once_per_assessment",
            ),
            models.CheckConstraint(
                name="slot_mark_not_negative", condition=Q(mark__isnull=True) | Q(mark__gte=0)
            ),
        ]

    def __str__(self) -> str:
        if self.question_id:
            return str(self.question)
        return _("Draw %(count)s") % {"count": self.draw_count}

    @property
    def size(self) -> int:
        return self.draw_count or 1

    def clean(self) -> None:
        super().clean()
        draws = bool(self.draw_count or self.topic_id or self.tag_id or self.difficulty)
        if self.question_id and draws:
            raise ValidationError(_("A slot is either one fixed question or a draw, not both."))
        if not self.question_id and not self.draw_count:
            raise ValidationError(_("Choose a question, or say how many to draw."))
