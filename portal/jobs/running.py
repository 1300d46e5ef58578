"""What a kind of job does, and how it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from portal.jobs.choices import JobState
from portal.jobs.models import Job

SECONDS_BETWEEN_BEATS = 0.5


class JobStoppedError(Exception):
    """The job was cancelled, or given to another worker, while it ran."""


class Progress:
    """Called with (steps done, steps in all). Raises ``JobStoppedError`` when the job is no longer this one's."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_BEATS and done < total:
            return
        self._last = now
        still_running = Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, started_at=self.job.started_at
        ).update(done=min(done, total), total=total, beat_at=timezone.now())
        if not still_running:
            raise JobStoppedError


Runner = Callable[[Job, Progress], dict[str, Any]]


@dataclass(frozen=True)
class JobKind:
    """What runs a kind of job, and the template that shows its result."""

    run: Runner
    result_template: str = ""


_kinds: dict[str, JobKind] = {}


def register_kind(name: str, kind: JobKind) -> None:
    """Called by the room that owns the kind, when it is ready."""
    _kinds[name] = kind


def kind_of(name: str) -> JobKind | None:
    return _kinds.get(name)
