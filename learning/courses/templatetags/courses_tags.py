"""Courses on other rooms' pages, and where the reader stands on this room's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from wagtail.models import Page

from learning.courses.models import CoursePage, LessonPage
from learning.courses.models.pages import CourseQuerySet
from learning.courses.standings import CourseCard, Standing, cards_for, standing_of
from portal.accounts.models import User
from portal.lib.pages import open_to_everyone

register = template.Library()

HOME_COURSES = 3
RELATED_COURSES = 3

Reader = User | AnonymousUser


def _courses() -> CourseQuerySet:
    return (
        open_to_everyone(CoursePage.objects.live())
        .filter(locale__language_code=get_language())
        .with_assessment()
        .order_by("path")
    )


@register.simple_tag
def course_standing(course: CoursePage, reader: Reader) -> Standing | None:
    """``{% course_standing page request.user as standing %}``: the reader's newest cycle of a course."""
    return standing_of(reader, course)


@register.simple_tag
def course_cards(courses: Iterable[CoursePage], reader: Reader) -> list[CourseCard]:
    """``{% course_cards page_obj request.user as cards %}``."""
    return cards_for(list(courses), reader)


@register.simple_tag
def home_courses(reader: Reader) -> list[CourseCard]:
    """``{% home_courses request.user as cards %}``: the first courses of the page's language."""
    return cards_for(list(_courses()[:HOME_COURSES]), reader)


@register.simple_tag
def courses_for(page: Page) -> list[CoursePage]:
    """``{% courses_for page as courses %}``: courses on an explainer or on a topic.

    A course belongs to an explainer through a lesson that names it, and to both through its topic.
    """
    lessons_on_it = LessonPage.objects.live().filter(
        related_explainer=page.pk, path__startswith=OuterRef("path")
    )
    topic_path = page.path[: -Page.steplen]
    return list(
        _courses().filter(Exists(lessons_on_it) | Q(topic=page.pk) | Q(topic__path=topic_path))[
            :RELATED_COURSES
        ]
    )


@dataclass(frozen=True)
class LessonPlace:
    """A lesson among its course's lessons; ``number`` counts from one."""

    course: CoursePage
    number: int
    total: int
    previous: LessonPage | None
    following: LessonPage | None
    standing: Standing | None
    is_done: bool


@register.simple_tag
def lesson_place(lesson: LessonPage, reader: Reader) -> LessonPlace:
    """``{% lesson_place page request.user as place %}``. An unpublished lesson in preview stands last."""
    course = lesson.course
    standing = standing_of(reader, course)
    lessons = course.lessons
    index = next((i for i, other in enumerate(lessons) if other.pk == lesson.pk), len(lessons))
    return LessonPlace(
        course=course,
        number=index + 1,
        total=max(len(lessons), index + 1),
        previous=lessons[index - 1] if index else None,
        following=lessons[index + 1] if index + 1 < len(lessons) else None,
        standing=standing,
        is_done=bool(standing and lesson.translation_key in standing.progress.done),
    )
