"""Where a person stands with an assessment in a cycle: what counts, what is left, when to try again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from learning.assessments.choices import AttemptState
from learning.assessments.errors import (
    AssessmentClosed,
    AssessmentNotOpenYet,
    AttemptsUsedUp,
    CannotStart,
    CooldownNotOver,
)
from learning.assessments.grading import score_that_counts
from learning.assessments.models import Assessment, Attempt, Grade
from portal.accounts.models import User


@dataclass(frozen=True)
class Standing:
    """``attempts_left`` is ``None`` when there is no limit; ``score`` is ``None`` before the first grade."""

    assessment: Assessment
    open_attempt: Attempt | None
    attempts_used: int
    attempts_left: int | None
    next_number: int
    next_try_at: datetime | None
    score: Decimal | None
    passed: bool
    refusal: CannotStart | None = field(default=None)

    @property
    def can_start(self) -> bool:
        """A new attempt may begin now (an open one is continued instead)."""
        return self.open_attempt is None and self.refusal is None

    def raise_if_closed(self) -> None:
        if self.refusal:
            raise self.refusal


def standing_of(person: User, assessment: Assessment, cycle: str, now: datetime | None = None) -> Standing:
    """One query, whatever the number of attempts."""
    now = now or timezone.now()
    newest_grade = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    attempts = list(
        Attempt.objects.in_cycle(person, assessment, cycle)
        .annotate(
            newest_score=Subquery(newest_grade.values("score")[:1]),
            newest_passed=Subquery(newest_grade.values("passed")[:1]),
        )
        .order_by("number")
    )
    counted = [attempt for attempt in attempts if attempt.state != AttemptState.VOIDED]
    graded = [attempt for attempt in counted if attempt.state == AttemptState.GRADED]
    passes = [bool(attempt.newest_passed) for attempt in graded]
    score = score_that_counts([attempt.newest_score for attempt in graded], assessment.grading_method)
    left = None if assessment.attempts_allowed is None else max(0, assessment.attempts_allowed - len(counted))
    last_end = max((attempt.submitted_at for attempt in counted if attempt.submitted_at), default=None)
    next_try_at = last_end + assessment.cooldown if last_end and assessment.cooldown else None
    if next_try_at and next_try_at <= now:
        next_try_at = None
    return Standing(
        assessment=assessment,
        open_attempt=next((attempt for attempt in attempts if attempt.is_open), None),
        attempts_used=len(counted),
        attempts_left=left,
        next_number=max((attempt.number for attempt in attempts), default=0) + 1,
        next_try_at=next_try_at,
        score=score,
        passed=_passed(assessment, passes, score),
        refusal=_refusal(assessment, left, next_try_at, now),
    )


def _passed(assessment: Assessment, passes: list[bool], score: Decimal | None) -> bool:
    """An average is held against today's pass mark; an attempt against the one it was started under."""
    if score is None:
        return False
    match assessment.grading_method:
        case "highest":
            return any(passes)
        case "last":
            return passes[-1]
        case "first":
            return passes[0]
        case _:
            return score >= assessment.pass_mark


def _refusal(
    assessment: Assessment, left: int | None, next_try_at: datetime | None, now: datetime
) -> CannotStart | None:
    if assessment.opens_at and now < assessment.opens_at:
        return AssessmentNotOpenYet(assessment.opens_at)
    if assessment.closes_at and now >= assessment.closes_at:
        return AssessmentClosed()
    if left == 0:
        return AttemptsUsedUp()
    if next_try_at:
        return CooldownNotOver(next_try_at)
    return None
