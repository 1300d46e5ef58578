"""Asks for a job."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File

from portal.jobs.choices import JobState
from portal.jobs.models import Job
from portal.jobs.tasks import run_job_task


def start_job(
    kind: str, title: str, *, started_by: Any, options: dict[str, Any], input_file: File[bytes] | None = None
) -> Job:
    """A worker takes it after the commit."""
    job = Job(kind=kind, title=title[:255], started_by=started_by, options=options)
    if input_file is not None:
        job.input_file.save(input_file.name or "file", input_file, save=False)
    job.save()
    run_job_task.delay_on_commit(job.pk)
    return job


def start_job_again(job: Job) -> bool:
    """One that failed or was stopped; False when it is in another state by now."""
    taken = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED]).update(
        state=JobState.QUEUED,
        done=0,
        total=0,
        step="",
        error="",
        started_at=None,
        finished_at=None,
        beat_at=None,
    )
    if taken:
        run_job_task.delay_on_commit(job.pk)
    return bool(taken)
