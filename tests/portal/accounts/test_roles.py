"""Roles: groups from a migration, permissions from one table."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from portal.accounts.actions.apply_role_permissions import apply_role_permissions
from portal.accounts.roles import (
    ADMIN_ACCESS,
    EVERY_PERMISSION,
    ROLE_COLLECTION_PERMISSIONS,
    ROLE_PAGE_PERMISSIONS,
    ROLE_PERMISSIONS,
    Role,
)
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def existing_permissions():
    return {
        f"{label}.{codename}"
        for label, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }


def test_each_role_is_a_group_and_wagtails_own_groups_are_gone():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


@pytest.mark.parametrize("role", Role)
def test_every_permission_a_role_names_exists(role):
    named = {
        *ROLE_PERMISSIONS[role],
        *ROLE_COLLECTION_PERMISSIONS.get(role, []),
        *(f"wagtailcore.{codename}" for codename in ROLE_PAGE_PERMISSIONS.get(role, [])),
    }
    assert named - {EVERY_PERMISSION} <= existing_permissions()


@pytest.mark.parametrize("role", Role)
def test_a_person_in_a_role_may_do_what_the_table_says(role):
    person = PersonFactory(role=role)
    named = ROLE_PERMISSIONS[role]
    if EVERY_PERMISSION in named:
        assert person.get_all_permissions() >= existing_permissions()
    else:
        assert person.get_all_permissions() == set(named)


def test_an_auditor_only_looks():
    changing = [name for name in ROLE_PERMISSIONS[Role.AUDITOR] if ".view_" not in name]
    assert changing == [ADMIN_ACCESS]
    assert Role.AUDITOR not in ROLE_PAGE_PERMISSIONS


def test_page_rights_hold_for_every_page():
    root_page = Page.objects.get(depth=1)
    for role, codenames in ROLE_PAGE_PERMISSIONS.items():
        granted = GroupPagePermission.objects.filter(group__name=role.value, page=root_page)
        assert set(granted.values_list("permission__codename", flat=True)) == set(codenames)


def test_a_legal_reviewer_cannot_publish_and_an_editor_can():
    home = Page.objects.filter(depth=2).first() or Page.objects.get(depth=1)
    assert home.permissions_for_user(PersonFactory(role=Role.EDITOR)).can_publish()
    assert not home.permissions_for_user(PersonFactory(role=Role.LEGAL_REVIEWER)).can_publish()


def test_applying_the_table_again_changes_nothing():
    def snapshot():
        return (
            sorted(Group.permissions.through.objects.values_list("group_id", "permission_id")),
            GroupPagePermission.objects.count(),
        )

    before = snapshot()
    apply_role_permissions()
    assert snapshot() == before


def test_what_an_administrator_granted_by_hand_stays():
    editor = Group.objects.get(name=Role.EDITOR)
    extra = Permission.objects.get(content_type__app_label="accounts", codename="view_user")
    editor.permissions.add(extra)
    apply_role_permissions()
    assert extra in editor.permissions.all()
