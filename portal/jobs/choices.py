"""Closed lists of the jobs."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class JobState(TextChoices):
    """Queued until a worker takes it; the last three are ends."""

    QUEUED = "queued", pgettext_lazy("state of a job", "Waiting")
    RUNNING = "running", pgettext_lazy("state of a job", "Running")
    DONE = "done", pgettext_lazy("state of a job", "Done")
    FAILED = "failed", pgettext_lazy("state of a job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("state of a job", "Stopped")

    @property
    def is_active(self) -> bool:
        return self in {JobState.QUEUED, JobState.RUNNING}
