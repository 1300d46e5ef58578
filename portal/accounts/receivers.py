"""Roles are written to their groups after each ``migrate``.

Not in a migration: permission rows are themselves made by ``post_migrate``, after the last migration ran.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions

from portal.accounts.actions.apply_role_permissions import apply_role_permissions


def write_role_permissions(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Connected to the last app's signal: by then the apps before it have their permission rows."""
    # The last app's own rows may come only after this receiver; making them is idempotent.
    create_permissions(sender, verbosity=0, using=using)
    apply_role_permissions(using=using)
