"""Jobs in the editor's menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.jobs.models import Job

MENU_ORDER = 8000


@hooks.register("register_admin_urls")
def register_job_urls() -> list[URLPattern | URLResolver]:
    return [path("viec/", include("portal.jobs.urls"))]


class JobsMenuItem(MenuItem):
    """For those who have started one, and for those who may see all."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.view_job") or Job.objects.visible_to(request.user).exists()


@hooks.register("register_settings_menu_item")
def register_jobs_menu_item() -> MenuItem:
    return JobsMenuItem(_("Jobs"), reverse("jobs:list"), name="jobs", icon_name="history", order=MENU_ORDER)
