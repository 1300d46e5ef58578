"""Runs a job that waits."""

from __future__ import annotations

import logging

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.jobs.choices import JobState
from portal.jobs.models import Job
from portal.jobs.running import JobStoppedError, Progress, kind_of

LONGEST_ERROR = 2000

logger = logging.getLogger(__name__)


def run_job(job_id: int) -> None:
    """Only one worker gets a job, however often its message comes; what fails is kept with its reason."""
    fail_silent_jobs()
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=now, beat_at=now
    )
    if not taken:
        return
    job = Job.objects.get(pk=job_id)
    kind = kind_of(job.kind)
    try:
        if kind is None:
            _end(
                job,
                JobState.FAILED,
                error=_("Nothing here runs jobs of the kind “%(kind)s”.") % {"kind": job.kind},
            )
            return
        result = kind.run(job, Progress(job))
    except JobStoppedError:
        logger.info("job %s was stopped", job_id)
    except Exception as error:
        # Whatever it was: the person who waits must see that it failed, and why.
        logger.exception("job %s failed", job_id)
        _end(job, JobState.FAILED, error=f"{type(error).__name__}: {error}")
    else:
        _end(job, JobState.DONE, result=result)


def cancel_job(job: Job) -> bool:
    """A running one stops at its next step; False when it has ended already."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
            state=JobState.CANCELLED, finished_at=timezone.now()
        )
    )


def fail_silent_jobs() -> int:
    """Jobs whose worker was killed; each can be started again."""
    return Job.objects.silent().update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        error=_("The worker stopped in the middle of it. Start it again: it goes on where it was."),
    )


def _end(job: Job, state: JobState, *, result: dict[str, object] | None = None, error: str = "") -> None:
    ended = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, started_at=job.started_at)
    values = {"state": state, "finished_at": timezone.now(), "error": error[:LONGEST_ERROR]}
    if result is not None:
        values["result"] = result
    ended.update(**values)
