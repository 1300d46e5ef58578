"""The library's long jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from content.laws.actions.read_draft import read_draft
from content.laws.actions.store_codification import store_codification
from content.laws.importers.codification_edition import open_edition
from content.laws.importers.codification_records import RefusedEdition
from content.laws.importers.records import RefusedFile
from content.laws.library_counts import CODIFICATION_JOB
from portal.jobs.models import Job
from portal.jobs.running import JobKind, Progress, register_kind

# The same import without storing: what the page shows before anybody says yes.
CODIFICATION_PREVIEW = "codification_preview"
LAW_FILE = "law_file"
READING_STEPS = {
    "text": _("Reading the pages and paragraphs"),
    "articles": _("Finding the articles"),
    "draft": _("Keeping the draft"),
}


def register() -> None:
    """Called once when the room is ready."""
    for name in (CODIFICATION_JOB, CODIFICATION_PREVIEW):
        register_kind(name, JobKind(import_codification, "laws/admin/codification_result.html"))
    register_kind(LAW_FILE, JobKind(read_law_file, "laws/admin/draft_job_result.html", READING_STEPS))


def import_codification(job: Job, progress: Progress) -> dict[str, Any]:
    """In one process: a worker of the queue has others to serve beside it."""
    try:
        with open_edition(Path(job.input_file.path)) as edition:
            report = store_codification(
                edition,
                job.options.get("file_name", job.title),
                dry_run=job.kind == CODIFICATION_PREVIEW,
                on_progress=progress,
            )
    except RefusedEdition as refused:
        raise ValueError(f"{refused.remark.finding.label} {refused.remark.detail}".strip()) from refused
    return report.as_json()


def read_law_file(job: Job, progress: Progress) -> dict[str, Any]:
    """A large file becomes a draft; one that is refused is an answer too, with its reasons."""
    with job.input_file.open("rb") as stored:
        data = stored.read()
    try:
        draft, is_new = read_draft(
            data, job.options.get("file_name", job.title), job.started_by, on_progress=progress
        )
    except RefusedFile as refused:
        return {"refusals": [f"{one.file}: {one.reason}." for one in refused.refusals]}
    if is_new:
        log(instance=draft, action="wagtail.create", user=job.started_by)
    return {"draft": draft.pk, "is_new": is_new}
