"""Closed lists of the assessments room, each with the behaviour that belongs to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """Every kind a question can have. Each kind that is graded today has a rule in ``grading.py``."""

    SINGLE = "single", _("One right choice")
    MULTIPLE = "multiple", _("Several right choices")
    TRUE_FALSE = "true_false", _("True or false")
    MATCHING = "matching", _("Matching")
    ORDERING = "ordering", _("Ordering")
    NUMERIC = "numeric", _("Number")
    SHORT_TEXT = "short_text", _("Short text")
    FILL_IN = "fill_in", _("Fill in the blanks")
    SCENARIO = "scenario", _("Scenario with several questions")

    @property
    def is_supported(self) -> bool:
        return self in SUPPORTED_KINDS

    @property
    def takes_several_choices(self) -> bool:
        return self is QuestionKind.MULTIPLE


SUPPORTED_KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")
    RETIRED = "retired", _("Retired")


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class ReviewPolicy(models.TextChoices):
    """When the right answers may be shown to the person who took the assessment."""

    AFTER_SUBMIT = "after_submit", _("After each attempt")
    AFTER_PASS = "after_pass", _("After passing, or when no attempt is left")
    AFTER_CLOSE = "after_close", _("After the closing date")
    NEVER = "never", _("Never")


class GradingMethod(models.TextChoices):
    """Which of several attempts counts."""

    HIGHEST = "highest", _("Highest score")
    LAST = "last", _("Last attempt")
    FIRST = "first", _("First attempt")
    AVERAGE = "average", _("Average of all attempts")


class AttemptState(models.TextChoices):
    """``in_progress → submitted → graded``; staff may reopen or void, with a reason."""

    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    GRADED = "graded", _("Graded")
    REOPENED = "reopened", _("Reopened")
    VOIDED = "voided", _("Voided")

    @property
    def takes_answers(self) -> bool:
        return self in OPEN_STATES

    @property
    def is_final(self) -> bool:
        return self in {AttemptState.GRADED, AttemptState.VOIDED}


OPEN_STATES = (AttemptState.IN_PROGRESS, AttemptState.REOPENED)


class GradeReason(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted by the person")
    EXPIRED = "expired", _("Time ran out")
    REGRADED = "regraded", _("Graded again")


class AttemptEventKind(models.TextChoices):
    REOPENED = "reopened", _("Reopened")
    VOIDED = "voided", _("Voided")
    REGRADED = "regraded", _("Graded again")
