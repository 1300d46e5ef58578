"""Where people stand in courses: reads the events of many enrolments in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from learning.assessments.choices import OPEN_STATES
from learning.assessments.models import Assessment, Attempt, Grade
from learning.courses.models import CoursePage, Enrolment, LessonCompletion, LessonPage
from learning.courses.progress import AssessmentRule, Progress, Try, compute_progress
from portal.accounts.models import User

TryKey = tuple[int, int, str]  # person, assessment, cycle


@dataclass(frozen=True)
class Standing:
    """An enrolment with its progress; ``lessons`` are those of the enrolment's own course page."""

    enrolment: Enrolment
    progress: Progress[UUID]
    lessons: tuple[LessonPage, ...]

    @property
    def next_lesson(self) -> LessonPage | None:
        return next(
            (lesson for lesson in self.lessons if lesson.translation_key == self.progress.next_lesson), None
        )

    @property
    def is_completed(self) -> bool:
        return self.enrolment.is_completed


def lessons_by_course(courses: Sequence[CoursePage]) -> dict[str, list[LessonPage]]:
    """Published lessons in order, by the course's ``path``. One query."""
    lessons: dict[str, list[LessonPage]] = defaultdict(list)
    if courses:
        for lesson in LessonPage.objects.of_courses(list(courses)):
            lessons[lesson.course_path].append(lesson)
    return lessons


def _tries(enrolments: Sequence[Enrolment]) -> dict[TryKey, list[Try]]:
    newest_grade = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    attempts = (
        Attempt.objects.counted()
        .filter(
            person__in={enrolment.person_id for enrolment in enrolments},
            assessment__in={enrolment.course.final_assessment_id for enrolment in enrolments} - {None},
            cycle__in={enrolment.attempt_cycle for enrolment in enrolments},
        )
        .annotate(
            newest_score=Subquery(newest_grade.values("score")[:1]),
            newest_passed=Subquery(newest_grade.values("passed")[:1]),
        )
        .order_by("number")
    )
    tries: dict[TryKey, list[Try]] = defaultdict(list)
    for attempt in attempts:
        tries[attempt.person_id, attempt.assessment_id, attempt.cycle].append(
            Try(
                number=attempt.number,
                is_open=attempt.state in OPEN_STATES,
                submitted_at=attempt.submitted_at,
                score=attempt.newest_score,
                passed=attempt.newest_passed,
            )
        )
    return tries


def _rule(assessment: Assessment | None, tries: Sequence[Try]) -> AssessmentRule | None:
    if assessment is None:
        return None
    last_submitted = max((one.submitted_at for one in tries if one.submitted_at), default=None)
    next_try_at = last_submitted + assessment.cooldown if last_submitted and assessment.cooldown else None
    return AssessmentRule(
        attempts_allowed=assessment.attempts_allowed,
        next_try_at=next_try_at,
        grading_method=assessment.grading_method,
        pass_mark=assessment.pass_mark,
    )


def standings_for(enrolments: Iterable[Enrolment]) -> list[Standing]:
    """One for each enrolment, in order. Three queries, whatever their number, when they come
    ``with_course()``."""
    enrolments = list(enrolments)
    if not enrolments:
        return []
    lessons = lessons_by_course([enrolment.course for enrolment in enrolments])
    completed: dict[int, set[UUID]] = defaultdict(set)
    for enrolment_id, lesson_key in LessonCompletion.objects.filter(enrolment__in=enrolments).values_list(
        "enrolment_id", "lesson__translation_key"
    ):
        completed[enrolment_id].add(lesson_key)
    tries = _tries(enrolments)
    now = timezone.now()
    standings = []
    for enrolment in enrolments:
        course = enrolment.course
        own_lessons = lessons[course.path]
        own_tries = tries[enrolment.person_id, course.final_assessment_id or 0, enrolment.attempt_cycle]
        progress = compute_progress(
            [lesson.translation_key for lesson in own_lessons],
            completed[enrolment.pk],
            rule=_rule(course.final_assessment, own_tries),
            tries=own_tries,
            now=now,
        )
        if enrolment.is_completed:
            # A course that grew since stays completed.
            progress = replace(progress, percent=100)
        standings.append(Standing(enrolment, progress, tuple(own_lessons)))
    return standings


def standing_of(person: User | AnonymousUser, course: CoursePage) -> Standing | None:
    """The person's newest cycle of a course in whatever language; ``None`` if not enrolled."""
    if not person.is_authenticated:
        return None
    enrolment = (
        Enrolment.objects.for_person(person)
        .filter(course__translation_key=course.translation_key)
        .with_course()
        .latest_cycle_first()
        .first()
    )
    if enrolment is None:
        return None
    standing = standings_for([enrolment])[0]
    if enrolment.course_id == course.pk:
        # The page shows the same lessons and assessment: they need not be loaded again.
        course.lessons = list(standing.lessons)
        course.final_assessment = enrolment.course.final_assessment
    return standing


@dataclass(frozen=True)
class CourseCard:
    """A course in a list; ``standing`` is ``None`` for whoever is not enrolled or not signed in."""

    course: CoursePage
    lesson_count: int
    standing: Standing | None


def cards_for(courses: Sequence[CoursePage], person: User | AnonymousUser) -> list[CourseCard]:
    """One for each course, in order, with the person's newest cycle. At most five queries."""
    lessons = lessons_by_course(courses)
    standings: dict[UUID, Standing] = {}
    if person.is_authenticated and courses:
        enrolments = (
            Enrolment.objects.for_person(person)
            .filter(course__translation_key__in=[course.translation_key for course in courses])
            .with_course()
            .order_by("cycle")
        )
        # A later cycle overwrites an earlier one.
        standings = {
            standing.enrolment.course.translation_key: standing for standing in standings_for(enrolments)
        }
    return [
        CourseCard(course, len(lessons[course.path]), standings.get(course.translation_key))
        for course in courses
    ]
