"""My learning: what I must do, what I am doing, what I have done."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learning.courses.choices import EnrolmentFilter
from learning.courses.models import Enrolment
from learning.courses.standings import standings_for

ENROLMENTS_PER_PAGE = 10


@require_safe
@never_cache
@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    enrolments = Enrolment.objects.for_person(request.user).with_course().recent_first()
    chosen = request.GET.get("loc", "")
    match chosen:
        case EnrolmentFilter.IN_PROGRESS:
            enrolments = enrolments.in_progress()
        case EnrolmentFilter.COMPLETED:
            enrolments = enrolments.completed()
        case _:
            chosen = ""
    # Certificates are a room above this one; the reverse relation is enough to show them.
    page = Paginator(enrolments.prefetch_related("completion__certificates"), ENROLMENTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "courses/my_learning.html",
        {
            "section": "learn",
            "page_obj": page,
            "standings": standings_for(page.object_list),
            "filters": EnrolmentFilter.choices,
            "filter": chosen,
        },
    )
