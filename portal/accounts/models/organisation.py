"""Organisations: a tree of units, and who belongs to which."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from portal.accounts.models.users import User


class OrgUnitQuerySet(MP_NodeQuerySet):
    def within(self, unit: OrgUnit) -> Self:
        """A unit and everything below it."""
        return self.filter(path__startswith=unit.path)

    def managed_by(self, person: User) -> Self:
        """Units that a person manages, each with everything below it."""
        managed_paths = Membership.objects.filter(person=person, is_manager=True).values_list(
            "unit__path", flat=True
        )
        below = Q(pk__in=[])
        for path in managed_paths:
            below |= Q(path__startswith=path)
        return self.filter(below)


class OrgUnitManager(MP_NodeManager.from_queryset(OrgUnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrgUnitQuerySet:
        # treebeard's own manager names its queryset class outright.
        return OrgUnitQuerySet(self.model, using=self._db).order_by("path")


class OrgUnit(MP_Node):
    """A province, a department, a commune, a school: made with ``add_root`` and ``add_child``."""

    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=40)

    objects: ClassVar[OrgUnitManager] = OrgUnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="org_unit_code_unique_whatever_case",
                violation_error_message=_("Another unit already has this code."),
            ),
            models.CheckConstraint(name="org_unit_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="org_unit_has_code", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def managers(self) -> Self:
        return self.filter(is_manager=True)

    def within(self, unit: OrgUnit) -> Self:
        """Memberships of a unit and of everything below it."""
        return self.filter(unit__path__startswith=unit.path)

    def by_name(self) -> Self:
        return self.order_by("person__name_sort_key", "pk")


class Membership(models.Model):
    """A person's place in a unit."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="memberships"
    )
    position = models.CharField(_("position"), max_length=120, blank=True)
    is_manager = models.BooleanField(_("manages this unit"), default=False)

    objects: ClassVar[models.Manager[Membership]] = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                name="membership_once_per_person_and_unit",
                violation_error_message=_("This person already belongs to this unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"
