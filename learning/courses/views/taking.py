"""What a person does in a course. Each is a POST; a GET (after signing in, say) leads back to the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from learning.assessments.errors import (
    AssessmentClosed,
    AssessmentNotOpenYet,
    AttemptsUsedUp,
    CannotStart,
    CooldownNotOver,
)
from learning.courses.actions.complete_lesson import complete_lesson as complete
from learning.courses.actions.enrol import enrol as enrol_person
from learning.courses.actions.start_assessment import start_assessment as start
from learning.courses.actions.start_practice import start_practice as practise
from learning.courses.errors import LessonsRemain, NoAssessment, PrerequisitesMissing
from learning.courses.models import CoursePage, LessonPage
from learning.courses.standings import standings_for
from portal.accounts.requests import SignedInRequest

PersonsView = Callable[..., HttpResponse]


def _course_or_404(course_id: int) -> CoursePage:
    return get_object_or_404(CoursePage.objects.live().public(), pk=course_id)


def _lesson_or_404(lesson_id: int) -> LessonPage:
    lesson = get_object_or_404(LessonPage.objects.live().public(), pk=lesson_id)
    _course_or_404(lesson.course.pk)
    return lesson


def _go_to(request: HttpRequest, page: Page) -> HttpResponse:
    return redirect(page.get_url(request) or "/")


def persons_action(view: PersonsView) -> PersonsView:
    """For signed-in people, never cached; what is refused is said on the course's page."""

    @wraps(view)
    def decorated(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except PrerequisitesMissing as refusal:
            messages.error(
                request,
                _("Please complete this first: %(titles)s") % {"titles": ", ".join(refusal.titles)},
            )
        except LessonsRemain:
            messages.error(request, _("The assessment opens when every lesson is done."))
        except NoAssessment:
            messages.error(request, _("There is no assessment here."))
        except CannotStart as refusal:
            messages.error(request, _why_it_cannot_start(refusal))
        page = get_object_or_404(Page.objects.live(), pk=pk).specific
        return _go_to(request, page.course if isinstance(page, LessonPage) else page)

    return require_http_methods(["GET", "POST"])(never_cache(login_required(decorated)))


def _why_it_cannot_start(refusal: CannotStart) -> str:
    match refusal:
        case AttemptsUsedUp():
            return _("You have used all your attempts at this assessment.")
        case CooldownNotOver(next_try_at=moment):
            return _("You can try again from %(moment)s.") % {
                "moment": date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
            }
        case AssessmentNotOpenYet(opens_at=moment):
            return _("The assessment opens at %(moment)s.") % {
                "moment": date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
            }
        case AssessmentClosed():
            return _("The assessment is closed.")
        case _:
            return _("The assessment is not ready yet. Please try again later.")


@persons_action
def enrol(request: SignedInRequest, course: int) -> HttpResponse:
    """Begin, and go to the first lesson that is not done."""
    page = _course_or_404(course)
    if request.method != "POST":
        return _go_to(request, page)
    enrol_person(request.user, page)
    first = page.lessons[0] if page.lessons else page
    return _go_to(request, first)


@persons_action
def complete_lesson(request: SignedInRequest, lesson: int) -> HttpResponse:
    """Done, and on to the next lesson that is not; after the last one to the course. Enrols if need be."""
    page = _lesson_or_404(lesson)
    if request.method != "POST":
        return _go_to(request, page)
    course = page.course
    enrolment = enrol_person(request.user, course)
    complete(enrolment, page)
    done = standings_for([enrolment])[0].progress.done
    remaining = [other for other in course.lessons if other.translation_key not in done]
    following = next((other for other in remaining if other.path > page.path), None)
    target = following or next(iter(remaining), None)
    if target:
        return _go_to(request, target)
    messages.success(request, _("You have done every lesson."))
    return _go_to(request, course)


@persons_action
def start_assessment(request: SignedInRequest, course: int) -> HttpResponse:
    page = _course_or_404(course)
    if request.method != "POST":
        return _go_to(request, page)
    enrolment = enrol_person(request.user, page)
    return redirect(start(enrolment, return_path=page.get_url(request) or "/"))


@persons_action
def start_practice(request: SignedInRequest, lesson: int) -> HttpResponse:
    page = _lesson_or_404(lesson)
    if request.method != "POST":
        return _go_to(request, page)
    enrolment = enrol_person(request.user, page.course)
    return redirect(practise(enrolment, page, return_path=page.get_url(request) or "/"))
