"""Courses, lessons and people's progress for tests. ``make_course`` makes one that can be taken."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from content.explainers.actions.ensure_home import ensure_home
from learning.assessments.actions.save_answer import save_answer
from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.models import Attempt, Grade
from learning.courses.actions.complete_course import complete_course
from learning.courses.actions.complete_lesson import complete_lesson
from learning.courses.actions.enrol import enrol
from learning.courses.models import Completion, CourseIndexPage, CoursePage, Enrolment, LessonPage
from portal.accounts.models import User
from tests.factories.assessments import assessment_with_questions, right_places, wrong_places


def course_index() -> CourseIndexPage:
    """The list of courses at /hoc/, made if it is not there."""
    home = ensure_home()
    existing = CourseIndexPage.objects.child_of(home).first()
    if existing:
        return existing
    return home.add_child(instance=CourseIndexPage(title="Học", slug="hoc", locale=home.locale))


def make_course(
    title: str = "Luật giao thông từ 2025", *, lessons: int = 2, questions: int = 2, **fields: Any
) -> CoursePage:
    """A published course; ``questions=0``: without an assessment."""
    index = course_index()
    if "final_assessment" not in fields and questions:
        fields["final_assessment"] = assessment_with_questions(questions)
    course = index.add_child(
        instance=CoursePage(
            title=title,
            locale=index.locale,
            **({"intro": "Bốn bài ngắn về luật mới.", "minutes": 45} | fields),
        )
    )
    for number in range(1, lessons + 1):
        make_lesson(course, f"Bài {number}")
    return course


def make_lesson(course: CoursePage, title: str, body: list[Any] | None = None, **fields: Any) -> LessonPage:
    """A published lesson at the end of its course."""
    course.__dict__.pop("lessons", None)
    lesson = CoursePage.objects.get(pk=course.pk).add_child(
        instance=LessonPage(
            title=title,
            body=body or [("text", {"heading": "", "text": "<p>Cấm mọi nồng độ cồn.</p>", "provisions": []})],
            locale=course.locale,
            **fields,
        )
    )
    lesson.save_revision().publish()
    course.refresh_from_db(fields=["numchild"])  # a stale count would be written back by course.save()
    return lesson


def do_lessons(enrolment: Enrolment, count: int | None = None) -> None:
    """Marks the first ``count`` lessons as done, all by default."""
    for lesson in LessonPage.objects.child_of(enrolment.course).live().order_by("path")[:count]:
        complete_lesson(enrolment, lesson)


def answer(attempt: Attempt, *, right: bool = True) -> Grade:
    """Answers every item rightly or wrongly, and submits."""
    for item in attempt.items.select_related("answer", "question_version"):
        save_answer(
            attempt.person,
            attempt.public_id,
            item.position,
            chosen_places=right_places(item) if right else wrong_places(item),
            seq=item.answer.seq,
            client_uuid=uuid4(),
        )
    return submit_attempt(attempt.pk)


def take_assessment(enrolment: Enrolment, *, right: bool = True) -> Grade:
    attempt = start_attempt(enrolment.person, enrolment.course.final_assessment, enrolment.attempt_cycle)
    return answer(attempt, right=right)


def complete(person: User, course: CoursePage) -> Completion:
    """Enrols, does every lesson, passes. Inside a test's transaction the assessment's fact is not announced,
    so the course is completed by hand."""
    enrolment = enrol(person, course)
    do_lessons(enrolment)
    if course.final_assessment:
        take_assessment(enrolment)
    completion = complete_course(enrolment.pk)
    assert completion is not None
    return completion
