"""What must be learnt, by whom, by when."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.courses.models import CoursePage
from learning.requirements.rules import Learner, Target, must_learn
from portal.accounts.models import OrgUnit


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments by whom they concern."""

    def for_learner(self, learner: Learner) -> Self:
        """Those that may concern a person: a superset that ``must_learn`` decides over."""
        unit_paths = {
            place.unit_path[:length]
            for place in learner.places
            for length in range(OrgUnit.steplen, len(place.unit_path) + 1, OrgUnit.steplen)
        }
        positions = {" ".join(place.position.split()) for place in learner.places} - {""}
        concerns = [Q(person=learner.person_id)]
        if unit_paths:
            concerns.append(Q(unit__path__in=unit_paths))
        if positions:
            concerns.append(~Q(position=""))
        return self.filter(reduce(or_, concerns))


class Assignment(models.Model):
    """A course, to be completed in one cycle by a day, by a unit, a position or one person."""

    course = models.ForeignKey(
        CoursePage, verbose_name=_("course"), related_name="assignments", on_delete=models.PROTECT
    )
    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("unit"),
        related_name="assignments",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Everybody in this unit and in the units below it."),
    )
    position = models.CharField(
        _("position"), max_length=120, blank=True, help_text=_("Everybody with this position, in any unit.")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="assignments",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("due on"))
    cycle = models.PositiveSmallIntegerField(
        _("cycle"), default=1, help_text=_("1 for the first time, 2 for the first renewal, and so on.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[models.Manager[Assignment]] = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_has_exactly_one_target",
                condition=Q(unit__isnull=False, position="", person__isnull=True)
                | (Q(unit__isnull=True, person__isnull=True) & ~Q(position=""))
                | Q(unit__isnull=True, position="", person__isnull=False),
                violation_error_message=_("Choose exactly one: a unit, a position or a person."),
            ),
            models.CheckConstraint(name="assignment_cycle_from_one", condition=Q(cycle__gte=1)),
            models.UniqueConstraint(
                fields=["course", "cycle", "unit"],
                condition=Q(unit__isnull=False),
                name="assignment_once_per_unit_and_cycle",
            ),
            models.UniqueConstraint(
                fields=["course", "cycle", "position"],
                condition=~Q(position=""),
                name="assignment_once_per_position_and_cycle",
            ),
            models.UniqueConstraint(
                fields=["course", "cycle", "person"],
                condition=Q(person__isnull=False),
                name="assignment_once_per_person_and_cycle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} → {self.target_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.position = " ".join(self.position.split())
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.position = " ".join(self.position.split())
        if sum(map(bool, (self.unit_id, self.position, self.person_id))) != 1:
            raise ValidationError(_("Choose exactly one: a unit, a position or a person."))

    @property
    def target_name(self) -> str:
        return str(self.unit or self.person or self.position)

    @property
    def target(self) -> Target:
        return Target(
            person_id=self.person_id,
            unit_path=self.unit.path if self.unit else "",
            position=self.position,
        )

    def concerns(self, learner: Learner) -> bool:
        return must_learn(self.target, learner)
