"""A job that a command runs itself, so that it stands in the list like any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from portal.jobs.choices import JobState
from portal.jobs.models import Job
from portal.jobs.running import Progress


@contextmanager
def recorded_job(kind: str, title: str) -> Iterator[tuple[Job, Progress]]:
    """The block sets ``job.result``; what it raises makes the job failed and is raised again."""
    now = timezone.now()
    job = Job.objects.create(
        kind=kind, title=title[:255], state=JobState.RUNNING, started_at=now, beat_at=now
    )
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    try:
        yield job, Progress(job)
    except BaseException as error:
        reason = f"{type(error).__name__}: {error}"[:2000]
        mine.update(state=JobState.FAILED, error=reason, finished_at=timezone.now())
        raise
    mine.update(state=JobState.DONE, result=job.result, finished_at=timezone.now())
