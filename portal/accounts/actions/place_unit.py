"""Put a unit at its place in the tree: below another, or at the top."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.models import OrgUnit


class UnitBelowItselfError(ValueError):
    """A unit cannot stand below itself or below one of its own units."""


def place_unit(unit: OrgUnit, parent: OrgUnit | None) -> OrgUnit:
    """Saves ``unit`` below ``parent`` (``None``: at the top), with everything below it, and returns it.

    Raises ``UnitBelowItselfError``.
    """
    with transaction.atomic():
        if parent is not None:
            # The tree may have changed since it was read, and a node's place is its path.
            parent = OrgUnit.objects.select_for_update().get(pk=parent.pk)
        if unit.pk is None:
            return parent.add_child(instance=unit) if parent else OrgUnit.add_root(instance=unit)
        unit.save(update_fields=["name", "code"])
        here = OrgUnit.objects.select_for_update().get(pk=unit.pk)
        if parent and (parent.pk == here.pk or parent.is_descendant_of(here)):
            raise UnitBelowItselfError
        before = here.get_parent()
        if (before and before.pk) != (parent and parent.pk):
            if parent:
                here.move(parent, "last-child")
            else:
                here.move(OrgUnit.get_last_root_node(), "last-sibling")
    return OrgUnit.objects.get(pk=unit.pk)
