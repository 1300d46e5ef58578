"""How a unit stood on a day, kept because people move and units change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from learning.requirements.models.requirements import Assignment
from portal.accounts.models import OrgUnit


class Snapshot(models.Model):
    """Numbers of one assignment in one unit on one day; the parts add up to ``required``."""

    assignment = models.ForeignKey(
        Assignment, verbose_name=_("assignment"), related_name="snapshots", on_delete=models.CASCADE
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("unit"), related_name="requirement_snapshots", on_delete=models.PROTECT
    )
    taken_on = models.DateField(_("taken on"))
    required = models.PositiveIntegerField(_("people who must"))
    done = models.PositiveIntegerField(_("done"))
    late = models.PositiveIntegerField(_("late"))
    in_time = models.PositiveIntegerField(_("not done, still in time"))
    exempt = models.PositiveIntegerField(_("exempt"))

    objects: ClassVar[models.Manager[Snapshot]] = models.Manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-taken_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "unit", "taken_on"], name="snapshot_once_a_day_per_unit"
            ),
            models.CheckConstraint(
                name="snapshot_numbers_add_up",
                condition=Q(required=F("done") + F("late") + F("in_time") + F("exempt")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.taken_on}"
