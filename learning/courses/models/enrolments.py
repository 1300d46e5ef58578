"""A person takes a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.courses.cycles import attempt_cycle
from learning.courses.models.pages import CoursePage

if TYPE_CHECKING:
    from learning.courses.models.completions import Completion


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def for_person(self, person: Any) -> Self:
        return self.filter(person=person)

    def in_progress(self) -> Self:
        return self.filter(completion__isnull=True)

    def completed(self) -> Self:
        return self.filter(completion__isnull=False)

    def with_course(self) -> Self:
        """What standings_for needs besides its own queries."""
        return self.select_related("course__final_assessment", "completion")

    def latest_cycle_first(self) -> Self:
        return self.order_by("-cycle")

    def recent_first(self) -> Self:
        return self.order_by("-last_activity_at", "-pk")


class Enrolment(models.Model):
    """One cycle of one course for one person. Renewing begins the next cycle; history stays."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="enrolments",
        on_delete=models.PROTECT,
    )
    course = models.ForeignKey(
        CoursePage, verbose_name=_("course"), related_name="enrolments", on_delete=models.PROTECT
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    # Worked out from the events by record_progress, for sorting and for reports; a person's own pages
    # compute it afresh.
    lessons_done = models.PositiveSmallIntegerField(_("lessons done"), default=0, editable=False)
    percent = models.PositiveSmallIntegerField(_("progress (%)"), default=0, editable=False)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now, editable=False)

    if TYPE_CHECKING:
        completion: Completion

    objects: ClassVar[models.Manager[Enrolment]] = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "cycle"], name="enrolment_once_per_person_course_and_cycle"
            ),
            models.CheckConstraint(name="enrolment_cycle_from_one", condition=Q(cycle__gte=1)),
            models.CheckConstraint(name="enrolment_percent_within_100", condition=Q(percent__lte=100)),
        ]
        indexes = [models.Index(fields=["person", "-last_activity_at"], name="enrolment_recent")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.course_id}/{self.cycle}"

    @property
    def attempt_cycle(self) -> str:
        """The cycle under which this enrolment's attempts are counted."""
        return attempt_cycle(self.course_id, self.cycle)

    @property
    def is_completed(self) -> bool:
        return hasattr(self, "completion")
