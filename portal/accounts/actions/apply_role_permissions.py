"""Write the roles' table to their groups."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.roles import (
    EVERY_PERMISSION,
    ROLE_COLLECTION_PERMISSIONS,
    ROLE_PAGE_PERMISSIONS,
    ROLE_PERMISSIONS,
    Role,
)


def apply_role_permissions(using: str = "default") -> None:
    """Give each role's group what the table names; running it again changes nothing.

    It adds and never takes away, so what an administrator granted by hand stays. A permission that does not
    exist is passed over: in the middle of a migration other apps' rows may not be there yet.
    """
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    groups = {group.name: group for group in Group.objects.using(using).filter(name__in=Role.values)}
    with transaction.atomic(using=using):
        for role, names in ROLE_PERMISSIONS.items():
            if group := groups.get(role.value):
                wanted = permissions if EVERY_PERMISSION in names else names
                group.permissions.add(*(permissions[name] for name in wanted if name in permissions))
        _apply_page_permissions(groups, permissions, using)
        _apply_collection_permissions(groups, permissions, using)


def _apply_page_permissions(groups: dict[str, Group], permissions: dict[str, Permission], using: str) -> None:
    root_page = Page.objects.using(using).filter(depth=1).first()
    if root_page is None:
        return
    for role, codenames in ROLE_PAGE_PERMISSIONS.items():
        for codename in codenames:
            permission = permissions.get(f"wagtailcore.{codename}")
            if role.value in groups and permission:
                GroupPagePermission.objects.using(using).get_or_create(
                    group=groups[role.value], page=root_page, permission=permission
                )


def _apply_collection_permissions(
    groups: dict[str, Group], permissions: dict[str, Permission], using: str
) -> None:
    root_collection = Collection.objects.using(using).filter(depth=1).first()
    if root_collection is None:
        return
    for role, names in ROLE_COLLECTION_PERMISSIONS.items():
        for name in names:
            if role.value in groups and name in permissions:
                GroupCollectionPermission.objects.using(using).get_or_create(
                    group=groups[role.value], collection=root_collection, permission=permissions[name]
                )
