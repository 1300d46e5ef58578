"""Wagtail's people app with our views. Not in ``apps.py``: Django would take it for this app's own."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    user_viewset = "portal.accounts.viewsets.UserViewSet"
