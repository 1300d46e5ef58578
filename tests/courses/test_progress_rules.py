"""Events → progress, as a table."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from learning.courses.cycles import attempt_cycle, read_attempt_cycle
from learning.courses.progress import AssessmentRule, AssessmentState, Try, compute_progress

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
RULE = AssessmentRule(attempts_allowed=2)
OPEN = Try(1, is_open=True)


def graded(score: int, *, passed: bool, number: int = 1) -> Try:
    return Try(number, is_open=False, submitted_at=NOW, score=Decimal(score), passed=passed)


@pytest.mark.parametrize(
    ("lessons", "completed", "rule", "tries", "expected"),
    [
        # without an assessment
        ("", "", None, [], (0, None, AssessmentState.NONE)),
        ("abcd", "", None, [], (0, "a", AssessmentState.NONE)),
        ("abcd", "b", None, [], (25, "a", AssessmentState.NONE)),
        ("abc", "ab", None, [], (66, "c", AssessmentState.NONE)),
        ("abcd", "abcd", None, [], (100, None, AssessmentState.NONE)),
        # a lesson that the course has no longer counts for nothing
        ("ab", "axyz", None, [], (50, "b", AssessmentState.NONE)),
        # with one: it is the last step
        ("", "", RULE, [], (0, None, AssessmentState.LOCKED)),
        ("abcd", "", RULE, [], (0, "a", AssessmentState.LOCKED)),
        ("abcd", "abc", RULE, [], (60, "d", AssessmentState.LOCKED)),
        ("abcd", "abcd", RULE, [], (80, None, AssessmentState.READY)),
        ("abcd", "abcd", RULE, [OPEN], (80, None, AssessmentState.IN_PROGRESS)),
        ("abcd", "abcd", RULE, [graded(40, passed=False)], (80, None, AssessmentState.READY)),
        (
            "abcd",
            "abcd",
            RULE,
            [graded(40, passed=False), graded(70, passed=False, number=2)],
            (80, None, AssessmentState.USED_UP),
        ),
        ("abcd", "abcd", RULE, [graded(90, passed=True)], (100, None, AssessmentState.PASSED)),
        # passed, and then a lesson was added
        ("abcde", "abcd", RULE, [graded(90, passed=True)], (83, "e", AssessmentState.PASSED)),
        ("", "", RULE, [graded(90, passed=True)], (0, None, AssessmentState.PASSED)),
        # submitted, not graded yet: it counts as taken
        (
            "a",
            "a",
            AssessmentRule(1),
            [Try(1, is_open=False, submitted_at=NOW)],
            (50, None, AssessmentState.USED_UP),
        ),
        ("a", "a", AssessmentRule(None), [graded(0, passed=False)] * 50, (50, None, AssessmentState.READY)),
    ],
)
def test_progress(lessons, completed, rule, tries, expected) -> None:
    percent, next_lesson, state = expected
    progress = compute_progress(list(lessons), set(completed), rule=rule, tries=tries, now=NOW)
    assert (progress.percent, progress.next_lesson, progress.assessment.state) == (
        percent,
        next_lesson,
        state,
    )
    assert progress.is_complete == (percent == 100)
    assert progress.lessons_done + progress.lessons_left == progress.lessons_total == len(lessons)


def test_percent_reaches_100_only_with_the_last_step() -> None:
    for total in range(1, 60):
        lessons = list(range(total))
        percents = [
            compute_progress(lessons, set(lessons[:done]), rule=RULE, now=NOW).percent
            for done in range(total + 1)
        ]
        assert percents == sorted(percents)
        assert max(percents) < 100


def test_a_cooldown_holds_the_assessment_until_it_is_over() -> None:
    def state_at(moment: datetime) -> AssessmentState:
        rule = AssessmentRule(3, next_try_at=NOW + timedelta(minutes=30))
        return compute_progress(
            ["a"], {"a"}, rule=rule, tries=[graded(10, passed=False)], now=moment
        ).assessment.state

    assert state_at(NOW) is AssessmentState.COOLING_DOWN
    assert state_at(NOW + timedelta(minutes=30)) is AssessmentState.READY


@pytest.mark.parametrize(
    ("grading_method", "scores", "score", "passed"),
    [
        ("highest", [90, 40], 90, True),
        ("last", [90, 40], 40, False),
        ("first", [90, 40], 90, True),
        ("first", [40, 90], 40, False),
        ("average", [90, 60], 75, False),
        ("average", [90, 70], 80, True),
    ],
)
def test_the_assessments_grading_method_decides(grading_method, scores, score, passed) -> None:
    rule = AssessmentRule(5, grading_method=grading_method)
    tries = [graded(value, passed=value >= 80, number=n) for n, value in enumerate(scores, start=1)]
    standing = compute_progress(["a"], {"a"}, rule=rule, tries=tries, now=NOW).assessment
    assert (standing.score, standing.is_passed) == (score, passed)
    assert standing.attempts_left == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("course-12-1", (12, 1)),
        (attempt_cycle(7, 3), (7, 3)),
        ("contest-12-1", None),
        ("course-12", None),
        ("course--1-1", None),
        ("course-1-1-1", None),
        ("course-١-1", None),
        ("course-" + "9" * 40 + "-1", None),
        ("", None),
    ],
)
def test_only_a_courses_own_cycles_are_read(text, place) -> None:
    assert read_attempt_cycle(text) == place
