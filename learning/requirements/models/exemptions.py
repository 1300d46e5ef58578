"""Who need not, and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.requirements.models.requirements import Assignment


class Exemption(models.Model):
    """One person is let off one assignment: parental leave, a recent qualification."""

    assignment = models.ForeignKey(
        Assignment, verbose_name=_("assignment"), related_name="exemptions", on_delete=models.CASCADE
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="exemptions",
        on_delete=models.PROTECT,
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[models.Manager[Exemption]] = models.Manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "person"], name="exemption_once_per_assignment_and_person"
            ),
            models.CheckConstraint(name="exemption_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.assignment}"
