"""A long job: who started it, how far it is, what came of it."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.choices import JobState

# A worker tells of itself at every step; one that is silent so long is gone.
SILENT_FOR = datetime.timedelta(minutes=3)


def job_storage() -> FileSystemStorage:
    """Beside the data, never among the files that the web server hands out."""
    return FileSystemStorage(location=settings.DATA_DIR / "jobs")


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by state and by who may see them."""

    def active(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def finished(self) -> Self:
        return self.filter(state=JobState.DONE)

    def silent(self) -> Self:
        """Said to run, but the worker has not been heard of: it was killed."""
        return self.filter(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENT_FOR)

    def visible_to(self, person: Any) -> Self:
        """The starter's own; all of them for who may view jobs."""
        if isinstance(person, AnonymousUser) or not person.is_active:
            return self.none()
        return self if person.has_perm("jobs.view_job") else self.filter(started_by=person)

    def matching(self, state: str, words: str) -> Self:
        found = self.filter(state=state) if state in JobState.values else self
        return found.filter(title__icontains=words) if words else found


class Job(models.Model):
    """One job. ``kind`` names what runs it; ``result`` is what that returned."""

    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    # What is being counted now, one of its kind's ``steps``.
    step = models.CharField(_("part of the work"), max_length=40, blank=True, default="")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
    )
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    beat_at = models.DateTimeField(_("last heard of at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)
    input_file = models.FileField(_("file"), storage=job_storage, blank=True, max_length=255)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["kind", "state"], name="job_kind_state")]
        constraints = [
            models.CheckConstraint(
                name="job_does_no_more_than_all", condition=Q(total=0) | Q(done__lte=F("total"))
            ),
            models.CheckConstraint(name="failed_job_says_why", condition=~Q(state="failed") | ~Q(error="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return JobState(self.state).is_active

    @property
    def percent(self) -> int:
        if self.state == JobState.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0

    @property
    def can_start_again(self) -> bool:
        return self.state in {JobState.FAILED, JobState.CANCELLED}
