"""The roles' groups. What each may do is written after migrating, from ``portal/accounts/roles.py``."""

from django.db import migrations

ROLE_NAMES = ["learner", "editor", "legal_reviewer", "trainer", "unit_manager", "auditor", "administrator"]
# Wagtail's own two groups stand for roles this site names otherwise.
WAGTAIL_DEFAULT_GROUPS = ["Editors", "Moderators"]


def make_role_groups(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    for name in ROLE_NAMES:
        group_model.objects.get_or_create(name=name)
    group_model.objects.filter(name__in=WAGTAIL_DEFAULT_GROUPS, user__isnull=True).delete()


def remove_role_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLE_NAMES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        # These give permissions to Wagtail's own groups, so they must run before the groups go.
        ("wagtailcore", "0002_initial_data"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(make_role_groups, remove_role_groups)]
