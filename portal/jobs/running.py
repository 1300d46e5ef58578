"""What a kind of job does, and how it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from portal.jobs.choices import JobState
from portal.jobs.models import Job

SECONDS_BETWEEN_BEATS = 0.5


class JobStoppedError(Exception):
    """The job was cancelled, or given to another worker, while it ran."""


class Progress:
    """Called with (steps done, steps in all, the part of the work that they are of).

    Raises ``JobStoppedError`` when the job is no longer this one's.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._last = 0.0
        self._step = ""

    def __call__(self, done: int, total: int, step: str = "") -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_BEATS and done < total and step == self._step:
            return
        self._last, self._step = now, step
        still_running = Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, started_at=self.job.started_at
        ).update(done=min(done, total), total=total, step=step, beat_at=timezone.now())
        if not still_running:
            raise JobStoppedError


Runner = Callable[[Job, Progress], dict[str, Any]]


@dataclass(frozen=True)
class ShownStep:
    """A part of the work as the page shows it: ``state`` is done, now or next."""

    label: str | Promise
    state: str


@dataclass(frozen=True)
class JobKind:
    """What runs a kind of job, the template that shows its result, and the parts of its work with their names."""

    run: Runner
    result_template: str = ""
    steps: Mapping[str, str | Promise] = field(default_factory=dict)


_kinds: dict[str, JobKind] = {}


def register_kind(name: str, kind: JobKind) -> None:
    """Called by the room that owns the kind, when it is ready."""
    _kinds[name] = kind


def kind_of(name: str) -> JobKind | None:
    return _kinds.get(name)


def shown_steps(job: Job) -> list[ShownStep]:
    """The parts of a job's work in order; none for a kind that has only one."""
    kind = kind_of(job.kind)
    names = list(kind.steps) if kind else []
    reached = names.index(job.step) if job.step in names else -1
    return [
        ShownStep(
            label,
            "done"
            if position < reached or job.state == JobState.DONE
            else "now"
            if position == reached
            else "next",
        )
        for position, label in enumerate(kind.steps.values() if kind else ())
    ]
