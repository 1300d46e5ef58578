"""The queue's side of jobs."""

from __future__ import annotations

from celery import shared_task

from portal.jobs.actions.run_job import fail_silent_jobs, run_job


@shared_task
def run_job_task(job_id: int) -> None:
    run_job(job_id)


@shared_task
def fail_silent_jobs_task() -> None:
    """Every minute: a killed worker's jobs become failed."""
    fail_silent_jobs()
