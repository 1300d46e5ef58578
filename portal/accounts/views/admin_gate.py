"""The admin's own doors lead to this site's sign-in, so that its limits and second factor hold there too."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from wagtail.admin.views.account import AccountView

from portal.accounts.roles import ADMIN_ACCESS

# Name, address, password and language are changed on the account page, under its rules.
OWN_ACCOUNT_PAGE_PANELS = {"name_email", "password", "locale"}


@never_cache
def admin_gate(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whoever it does not let in: to sign in, or to a clear refusal."""
    admin_home = reverse("wagtailadmin_home")
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = admin_home
    if not request.user.is_authenticated:
        return redirect_to_login(target, login_url=reverse("account_login"))
    if not request.user.has_perm(ADMIN_ACCESS):
        # Sending them to sign in again would send them back here for ever.
        raise PermissionDenied
    return redirect(target if target.startswith(admin_home) else admin_home)


@never_cache
def admin_password_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    return redirect("account_reset_password")


class AdminAccountView(AccountView):
    """The admin's look and notices; the rest of an account is changed on its own page."""

    def get_panels(self) -> list:
        return [panel for panel in super().get_panels() if panel.name not in OWN_ACCOUNT_PAGE_PANELS]
