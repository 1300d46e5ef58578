"""One person's try at an assessment: what was drawn, what was answered, what staff did."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.assessments.choices import OPEN_STATES, AttemptEventKind, AttemptState
from learning.assessments.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from learning.assessments.models.assessments import Assessment, Slot
from learning.assessments.models.questions import QuestionVersion

if TYPE_CHECKING:
    from learning.assessments.models.grades import Grade

# An answer that left the browser in time may arrive a little late.
NETWORK_GRACE = timedelta(seconds=10)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def counted(self) -> Self:
        """Attempts that count against the limit: all but the voided."""
        return self.exclude(state=AttemptState.VOIDED)

    def for_person(self, person: Any) -> Self:
        return self.filter(person=person)

    def in_cycle(self, person: Any, assessment: Assessment, cycle: str) -> Self:
        return self.filter(person=person, assessment=assessment, cycle=cycle)

    def past_deadline(self, now: datetime) -> Self:
        """Open attempts whose time, with the grace for the network, is over."""
        return self.open().filter(deadline_at__lt=now - NETWORK_GRACE)

    def awaiting_grade(self) -> Self:
        """Submitted, but not graded: the process died between the two commits."""
        return self.filter(state=AttemptState.SUBMITTED)


class Attempt(models.Model):
    """A try. ``cycle`` is given by whoever starts it (a course, a contest); renewal is a new cycle."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), related_name="attempts", on_delete=models.PROTECT
    )
    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), related_name="attempts", on_delete=models.PROTECT
    )
    cycle = models.CharField(_("cycle"), max_length=100)
    number = models.PositiveIntegerField(_("attempt"))
    state = models.CharField(
        _("state"), max_length=12, choices=AttemptState.choices, default=AttemptState.IN_PROGRESS
    )
    started_at = models.DateTimeField(_("started at"))
    deadline_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    pass_mark = models.DecimalField(_("pass mark (%)"), max_digits=5, decimal_places=2)
    draw_seed = models.BigIntegerField(_("seed of the draw"), editable=False)
    return_path = models.CharField(_("where to go back to"), max_length=300, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "assessment", "cycle", "number"], name="attempt_number_once_per_cycle"
            ),
            models.UniqueConstraint(
                fields=["person", "assessment", "cycle"],
                condition=Q(state__in=OPEN_STATES),
                name="attempt_one_open_per_cycle",
            ),
            models.CheckConstraint(name="attempt_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="attempt_submitted_has_time",
                condition=~Q(state__in=[AttemptState.SUBMITTED, AttemptState.GRADED])
                | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attempt_deadline_after_start",
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gt=F("started_at")),
            ),
            models.CheckConstraint(
                name="attempt_pass_mark_is_percent", condition=Q(pass_mark__gte=0, pass_mark__lte=100)
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"], condition=Q(state__in=OPEN_STATES), name="attempt_open_by_deadline"
            ),
            models.Index(fields=["state", "submitted_at"], name="attempt_state_submitted"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.cycle}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:attempt", kwargs={"attempt": self.public_id})

    @property
    def is_open(self) -> bool:
        return AttemptState(self.state).takes_answers

    @property
    def current_grade(self) -> Grade | None:
        """The newest grade: a regrade adds one."""
        return self.grades.order_by("-number").first()

    def is_past_deadline(self, now: datetime, grace: timedelta = NETWORK_GRACE) -> bool:
        return self.deadline_at is not None and now > self.deadline_at + grace

    def seconds_left(self, now: datetime) -> int | None:
        """Whole seconds until the deadline, never below 0; ``None`` when there is no deadline."""
        if self.deadline_at is None:
            return None
        return max(0, int((self.deadline_at - now).total_seconds()))


class AttemptItemQuerySet(models.QuerySet["AttemptItem"]):
    def with_answers(self) -> Self:
        return self.select_related("answer")

    def with_questions(self) -> Self:
        return self.select_related("question_version").prefetch_related("question_version__choices")


class AttemptItem(models.Model):
    """One drawn question in its place, with the order of its choices, as this person sees it."""

    attempt = models.ForeignKey(
        Attempt, verbose_name=_("attempt"), related_name="items", on_delete=models.CASCADE
    )
    slot = models.ForeignKey(
        Slot, verbose_name=_("slot"), related_name="+", on_delete=models.SET_NULL, null=True, blank=True
    )
    question_version = models.ForeignKey(
        QuestionVersion,
        verbose_name=_("question version"),
        related_name="attempt_items",
        on_delete=models.PROTECT,
    )
    position = models.PositiveSmallIntegerField(_("position"))
    choice_order = models.JSONField(_("order of the choices"), default=list)
    max_mark = models.DecimalField(_("mark"), max_digits=6, decimal_places=2)
    is_flagged = models.BooleanField(_("marked for review"), default=False)

    objects = AttemptItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt item")
        verbose_name_plural = _("attempt items")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="attempt_item_position_once"),
            models.UniqueConstraint(
                fields=["attempt", "question_version"], name="attempt_item_question_once"
            ),
            models.CheckConstraint(name="attempt_item_position_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="attempt_item_mark_not_negative", condition=Q(max_mark__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"


class Answer(models.Model):
    """The answer as it stands. ``seq`` counts the saves; a save must name the ``seq`` it has seen."""

    item = models.OneToOneField(
        AttemptItem,
        verbose_name=pgettext_lazy("attempt", "item"),
        related_name="answer",
        on_delete=models.CASCADE,
    )
    seq = models.PositiveIntegerField(_("saves"), default=0)
    payload = models.JSONField(_("answer"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                name="answer_saved_has_time",
                condition=Q(seq=0, saved_at__isnull=True) | Q(seq__gte=1, saved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}#{self.seq}"

    @property
    def chosen_ids(self) -> frozenset[int]:
        """Ids of the chosen ``Choice`` rows."""
        return frozenset(self.payload.get("choices", ()))

    @property
    def is_given(self) -> bool:
        return bool(self.payload.get("choices"))


class AnswerEvent(AppendOnlyModel):
    """Each save as it came in. The same ``client_uuid`` twice is one save."""

    item = models.ForeignKey(
        AttemptItem,
        verbose_name=pgettext_lazy("attempt", "item"),
        related_name="answer_events",
        on_delete=models.CASCADE,
    )
    client_uuid = models.UUIDField(_("save id"), unique=True)
    seq = models.PositiveIntegerField(_("save number"))
    payload = models.JSONField(_("answer"), default=dict, blank=True)
    server_time = models.DateTimeField(_("received at"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        ordering = ["item", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="answer_event_seq_once_per_item"),
            models.CheckConstraint(name="answer_event_seq_from_one", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}#{self.seq}"


class AttemptEvent(AppendOnlyModel):
    """What staff did to an attempt, and why."""

    attempt = models.ForeignKey(
        Attempt, verbose_name=_("attempt"), related_name="events", on_delete=models.PROTECT
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=AttemptEventKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), related_name="+", on_delete=models.PROTECT
    )
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt event")
        verbose_name_plural = _("attempt events")
        ordering = ["attempt", "at", "pk"]
        constraints = [
            models.CheckConstraint(name="attempt_event_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"
