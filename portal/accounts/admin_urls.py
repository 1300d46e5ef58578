"""Below ``/quan-tri/``, before Wagtail's own, which take passwords without limits or second factor."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from portal.accounts.views.admin_gate import AdminAccountView, admin_gate, admin_password_reset

urlpatterns = [
    path("login/", admin_gate, name="admin_gate"),
    path("password_reset/", admin_password_reset),
    path("password_reset/<path:rest>", admin_password_reset),
    path("account/", require_admin_access(AdminAccountView.as_view())),
]
