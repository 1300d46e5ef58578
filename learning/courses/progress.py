"""Events → where a person stands in a course. Nothing is stored that this could not work out again."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

LessonKey = TypeVar("LessonKey", bound=Hashable)


class AssessmentState(Enum):
    """What a person can do about the final assessment."""

    NONE = "none"  # the course has no assessment
    LOCKED = "locked"  # lessons remain
    READY = "ready"
    IN_PROGRESS = "in_progress"
    COOLING_DOWN = "cooling_down"
    USED_UP = "used_up"
    PASSED = "passed"


@dataclass(frozen=True)
class Try:
    """One attempt at the assessment. ``score`` and ``passed`` are of its newest grade, ``None`` before it."""

    number: int
    is_open: bool
    submitted_at: datetime | None = None
    score: Decimal | None = None
    passed: bool | None = None


@dataclass(frozen=True)
class AssessmentRule:
    """``attempts_allowed`` is ``None`` for any number. ``grading_method``: highest | last | first | average."""

    attempts_allowed: int | None = None
    next_try_at: datetime | None = None
    grading_method: str = "highest"
    pass_mark: Decimal = Decimal(80)


@dataclass(frozen=True)
class AssessmentStanding:
    state: AssessmentState
    attempts_left: int | None = None
    score: Decimal | None = None
    next_try_at: datetime | None = None

    @property
    def is_passed(self) -> bool:
        return self.state is AssessmentState.PASSED


@dataclass(frozen=True)
class Progress(Generic[LessonKey]):
    """``percent`` counts the final assessment as one more step, and is 100 only when the course is complete."""

    lessons_done: int
    lessons_total: int
    percent: int
    next_lesson: LessonKey | None
    done: frozenset[LessonKey]
    assessment: AssessmentStanding

    @property
    def is_complete(self) -> bool:
        return self.percent == 100

    @property
    def all_lessons_done(self) -> bool:
        return self.lessons_done == self.lessons_total

    @property
    def lessons_left(self) -> int:
        return self.lessons_total - self.lessons_done


def result_that_counts(rule: AssessmentRule, tries: Iterable[Try]) -> tuple[Decimal | None, bool]:
    """Score and pass by the assessment's grading method; ``(None, False)`` before the first grade.

    An average is held against today's pass mark; an attempt against the one it was started under.
    """
    graded = [one for one in tries if one.score is not None]
    scores = [one.score for one in graded if one.score is not None]
    if not graded:
        return None, False
    match rule.grading_method:
        case "last":
            return scores[-1], bool(graded[-1].passed)
        case "first":
            return scores[0], bool(graded[0].passed)
        case "average":
            average = (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01"))
            return average, average >= rule.pass_mark
        case _:
            return max(scores), any(one.passed for one in graded)


def assessment_standing(
    rule: AssessmentRule | None, tries: Iterable[Try], *, all_lessons_done: bool, now: datetime
) -> AssessmentStanding:
    """A pass counts whenever it was earned; otherwise the lessons come first."""
    if rule is None:
        return AssessmentStanding(AssessmentState.NONE)
    taken = list(tries)
    score, passed = result_that_counts(rule, taken)
    attempts_left = None if rule.attempts_allowed is None else max(0, rule.attempts_allowed - len(taken))

    cools_down = rule.next_try_at is not None and rule.next_try_at > now
    if passed:
        state = AssessmentState.PASSED
    elif any(one.is_open for one in taken):
        state = AssessmentState.IN_PROGRESS
    elif attempts_left == 0:
        state = AssessmentState.USED_UP
    elif not all_lessons_done:
        state = AssessmentState.LOCKED
    elif cools_down:
        state = AssessmentState.COOLING_DOWN
    else:
        state = AssessmentState.READY
    return AssessmentStanding(state, attempts_left, score, rule.next_try_at if cools_down else None)


def compute_progress(
    lessons: Sequence[LessonKey],
    completed: Collection[LessonKey],
    *,
    rule: AssessmentRule | None = None,
    tries: Iterable[Try] = (),
    now: datetime,
) -> Progress[LessonKey]:
    """``lessons`` in their order; ``completed`` may name lessons that the course has no longer.

    A course without a single lesson is never complete.
    """
    done = frozenset(lessons) & frozenset(completed)
    remaining = [lesson for lesson in lessons if lesson not in done]
    standing = assessment_standing(rule, tries, all_lessons_done=bool(lessons) and not remaining, now=now)
    steps_total = len(lessons) + (rule is not None)
    steps_done = len(done) + standing.is_passed
    percent = 100 * steps_done // steps_total if lessons else 0
    return Progress(
        lessons_done=len(done),
        lessons_total=len(lessons),
        percent=percent,
        next_lesson=remaining[0] if remaining else None,
        done=done,
        assessment=standing,
    )
