"""Importing an edition in the admin: upload, see what would change, start; progress and report are the job's."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from content.laws.codification_forms import EditionForm
from content.laws.jobs import CODIFICATION_PREVIEW
from content.laws.library_counts import CODIFICATION_JOB, library_counts
from portal.jobs.actions.start_job import start_job
from portal.jobs.choices import JobState
from portal.jobs.models import Job

PERMISSION = "laws.add_codificationsubject"
LATEST = 5


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The upload only counts what would change; nothing is stored before somebody has seen that."""
    if not request.user.has_perm(PERMISSION):
        return defaults.permission_denied(request, PermissionDenied())
    form = EditionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with transaction.atomic():
            job = start_job(
                CODIFICATION_PREVIEW,
                _("Preview: %(file)s") % {"file": file.name},
                started_by=request.user,
                options={"file_name": file.name},
                input_file=file,
            )
        return redirect(reverse("jobs:job", args=[job.pk]))
    kinds = [CODIFICATION_JOB, CODIFICATION_PREVIEW]
    return TemplateResponse(
        request,
        "laws/admin/codification_upload.html",
        {
            "header_title": _("Import the codification"),
            "form": form,
            "counts": library_counts(),
            "latest": Job.objects.visible_to(request.user).filter(kind__in=kinds).defer("result")[:LATEST],
        },
        status=422 if form.errors else 200,
    )


@require_POST
def start(request: HttpRequest, job_id: int) -> HttpResponse:
    """Imports the file of a preview."""
    if not request.user.has_perm(PERMISSION):
        return defaults.permission_denied(request, PermissionDenied())
    preview = get_object_or_404(
        Job.objects.visible_to(request.user), pk=job_id, kind=CODIFICATION_PREVIEW, state=JobState.DONE
    )
    name = preview.options.get("file_name", "")
    running = Job.objects.active().filter(kind=CODIFICATION_JOB).first()
    if running is not None:
        return redirect(reverse("jobs:job", args=[running.pk]))
    with preview.input_file.open("rb") as stored, transaction.atomic():
        job = start_job(
            CODIFICATION_JOB,
            _("Codification: %(file)s") % {"file": name},
            started_by=request.user,
            options={"file_name": name},
            input_file=File(stored, name=Path(name).name),
        )
    return redirect(reverse("jobs:job", args=[job.pk]))
