"""Jobs in the admin: the list, one with its progress and report, stop, start again."""

from __future__ import annotations

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from portal.jobs.actions.run_job import cancel_job, fail_silent_jobs
from portal.jobs.actions.start_job import start_job_again
from portal.jobs.choices import JobState
from portal.jobs.models import Job
from portal.jobs.running import kind_of, shown_steps

PER_PAGE = 20
REMARKS_PER_PAGE = 50
# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The newest first; own ones, or all for who may view jobs."""
    fail_silent_jobs()
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:200]
    shown = Job.objects.visible_to(request.user).matching(state, words).select_related("started_by")
    shown = shown.defer("result", "options")
    return TemplateResponse(
        request,
        "jobs/admin/list.html",
        {
            "header_title": _("Jobs"),
            "page_obj": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
            "states": JobState.choices,
            "state": state,
            "words": words,
        },
    )


@never_cache
@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Its progress while it runs, its report when it is done."""
    fail_silent_jobs()
    shown = _visible(request, job_id)
    return TemplateResponse(request, "jobs/admin/job.html", _context(request, shown))


@never_cache
@require_GET
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The bar alone; when the job has ended, the page is asked to load again."""
    shown = _visible(request, job_id)
    response = TemplateResponse(
        request, "jobs/admin/progress.html", {"job": shown, "steps": shown_steps(shown)}
    )
    if not shown.is_active:
        response["HX-Refresh"] = "true"
    return response


@never_cache
@require_GET
def report(request: HttpRequest, job_id: int) -> HttpResponse:
    """Every remark of the report, for a spreadsheet."""
    shown = _visible(request, job_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="job-{shown.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["finding", "file", "piece", "detail"])
    for line in shown.result.get("remarks", []):
        writer.writerow([f"'{cell}" if str(cell).startswith(FORMULA_STARTS) else cell for cell in line])
    return response


@require_POST
def again(request: HttpRequest, job_id: int) -> HttpResponse:
    shown = _visible(request, job_id)
    if not start_job_again(shown):
        messages.warning(request, _("This job cannot be started again now."))
    return redirect(reverse("jobs:job", args=[shown.pk]))


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    shown = _visible(request, job_id)
    if not cancel_job(shown):
        messages.warning(request, _("This job has ended already."))
    return redirect(reverse("jobs:job", args=[shown.pk]))


def _visible(request: HttpRequest, job_id: int) -> Job:
    if job_id > 2**63 - 1:
        raise Http404
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("started_by"), pk=job_id)


def _context(request: HttpRequest, shown: Job) -> dict[str, Any]:
    kind = kind_of(shown.kind)
    finding = request.GET.get("finding", "")
    remarks = [one for one in shown.result.get("remarks", []) if not finding or one[0] == finding]
    return {
        "header_title": shown.title,
        "job": shown,
        "steps": shown_steps(shown),
        "result_template": kind.result_template if kind and shown.result else "",
        "finding": finding,
        "page_obj": Paginator(remarks, REMARKS_PER_PAGE).get_page(request.GET.get("page")),
    }
