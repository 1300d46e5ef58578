"""The admin: what people have learnt keeps its course and its lessons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from learning.courses.models import Enrolment, LessonCompletion, StepCompletion


def has_learners(page: Page) -> bool:
    """Whether deleting the page, with everything below it, would tear up somebody's record."""
    return (
        Enrolment.objects.filter(course__path__startswith=page.path).exists()
        or LessonCompletion.objects.filter(lesson__path__startswith=page.path).exists()
        or StepCompletion.objects.filter(lesson__path__startswith=page.path).exists()
    )


@hooks.register("before_delete_page")
def keep_what_people_have_learnt(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not has_learners(page):
        return None
    messages.error(
        request,
        _("People have taken this course, so their records need it. Unpublish it instead of deleting it."),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
